"""Who may come in by ProConnect: accounts that their own person linked, and nobody else."""

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.base import AuthProcess
from django.conf import settings
from django.shortcuts import redirect, render
from django.urls import reverse

from .. import audit, sessions


class SocialAdapter(DefaultSocialAccountAdapter):
    def list_apps(self, request, provider=None, client_id=None):
        """One provider, from the environment."""
        if not settings.PROCONNECT_ISSUER or provider not in (None, "proconnect"):
            return []
        return [
            SocialApp(
                provider="proconnect",
                provider_id="proconnect",
                name=settings.PROCONNECT_NAME,
                client_id=settings.PROCONNECT_CLIENT_ID,
                secret=settings.PROCONNECT_CLIENT_SECRET,
                settings={"server_url": settings.PROCONNECT_ISSUER},
            )
        ]

    def is_open_for_signup(self, request, sociallogin):
        return False

    def is_email_verified(self, provider, email):
        return False

    def get_connect_redirect_url(self, request, socialaccount):
        return reverse("mfa_index")

    def pre_social_login(self, request, sociallogin):
        """An identity that no account is linked to is turned away; linking takes two factors."""
        if sociallogin.state.get("process") == AuthProcess.CONNECT:
            if settings.REQUIRE_MFA and request.user.is_authenticated and not sessions.has_two_factors(request):
                raise ImmediateHttpResponse(redirect("mfa_activate_totp"))
        elif not sociallogin.is_existing:
            audit.record(request, audit.Action.UNKNOWN_IDENTITY, label=settings.PROCONNECT_NAME)
            raise ImmediateHttpResponse(render(request, "accounts/unknown_identity.html", status=403))

    def on_authentication_error(self, request, provider, error=None, exception=None, extra_context=None):
        audit.record(
            request,
            audit.Action.PROVIDER_ERROR,
            label=settings.PROCONNECT_NAME,
            reason=str(exception or error)[:200],
        )
