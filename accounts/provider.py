"""ProConnect, as allauth knows it: it looks for the providers of an installed app in this very module."""

import hashlib
import secrets

from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from django.conf import settings
from django.urls import reverse
from django.utils.http import urlencode

from .proconnect.client import ProConnectClient

#: What allauth's column takes.
UID_LENGTH = 191


class ProConnectProvider(OpenIDConnectProvider):
    """ProConnect for allauth. What is asked of the provider never comes from the visitor's address."""

    id = "proconnect"
    name = "ProConnect"
    oauth2_adapter_class = ProConnectClient
    pkce_enabled_default = True
    supports_token_authentication = False

    def get_login_url(self, request, **kwargs):
        address = reverse("proconnect_login")
        return f"{address}?{urlencode(kwargs)}" if kwargs else address

    def get_callback_url(self):
        return reverse("proconnect_callback")

    def get_default_scope(self):
        return ["openid", "email"]

    def get_scope_from_request(self, request):
        return self.get_scope()

    def get_auth_params(self):
        return {"acr_values": settings.PROCONNECT_ACR_VALUES} if settings.PROCONNECT_ACR_VALUES else {}

    def get_auth_params_from_request(self, request, action):
        return self.get_auth_params()

    def redirect(self, request, process, next_url=None, data=None, **kwargs):
        """Send to the provider with a nonce, which the identity token must bring back."""
        nonce = secrets.token_urlsafe(24)
        kwargs["auth_params"] = self.get_auth_params() | {"nonce": nonce}
        return super().redirect(request, process, next_url, data, nonce=nonce, **kwargs)

    def extract_uid(self, data):
        """Issuer and subject: the same subject at another issuer is someone else; e-mail addresses say nothing."""
        uid = f"{data['id_token']['iss']}#{data['id_token']['sub']}"
        return uid if len(uid) <= UID_LENGTH else f"sha256:{hashlib.sha256(uid.encode()).hexdigest()}"

    def extract_extra_data(self, data):
        """What is kept of the person: enough to tell identities apart."""
        return {"email": str(data["userinfo"].get("email") or "")[:254]}

    def extract_common_fields(self, data):
        return {}

    def extract_email_addresses(self, data):
        return []


provider_classes = [ProConnectProvider]
