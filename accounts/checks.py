"""What `manage.py check` refuses about the sign-in."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import Error, register

LOOPBACK = {"localhost", "127.0.0.1", "::1"}


@register
def check_two_factors(app_configs, **kwargs):
    if settings.REQUIRE_MFA or settings.DEBUG:
        return []
    return [
        Error(
            "REQUIRE_MFA is off and DEBUG too: staff could sign in with a password alone.",
            hint="Leave REQUIRE_MFA to True; only a developer's machine may turn it off.",
            id="accounts.E001",
        )
    ]


@register
def check_proconnect(app_configs, **kwargs):
    if not settings.PROCONNECT_ISSUER:
        return []
    errors = []
    issuer = urlsplit(settings.PROCONNECT_ISSUER)
    if issuer.scheme != "https" and issuer.hostname not in LOOPBACK:
        errors.append(Error("PROCONNECT_ISSUER is not an https address.", id="accounts.E002"))
    for name in ("PROCONNECT_CLIENT_ID", "PROCONNECT_CLIENT_SECRET"):
        if not getattr(settings, name):
            errors.append(Error(f"PROCONNECT_ISSUER is set, and {name} is not.", id="accounts.E003"))
    return errors
