from allauth.socialaccount.models import SocialAccount
from django import template
from django.conf import settings

register = template.Library()


@register.simple_tag
def mfa_is_required() -> bool:
    return settings.REQUIRE_MFA


@register.simple_tag
def proconnect_name() -> str:
    """What the provider is called, or "" if there is none."""
    return settings.PROCONNECT_NAME if settings.PROCONNECT_ISSUER else ""


@register.simple_tag
def has_proconnect(user) -> bool:
    """Whether a ProConnect identity opens the account of `user`."""
    return SocialAccount.objects.filter(user=user).exists()


@register.filter
def in_fours(secret: str) -> str:
    """A secret as one copies it by hand."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
