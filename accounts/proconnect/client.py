"""The conversation with the provider: discovery, code against tokens, user information.

Sign-in with ProConnect, or any OpenID Connect provider: an account is found by issuer and subject alone. Nothing that
the provider signs is believed before its signature, issuer, audience and age are checked.
"""

import hmac
from urllib.parse import urlsplit

import jwt
import requests
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.urls import reverse

from ..checks import LOOPBACK

#: What the discovery document must name.
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri")
#: Signatures made with a key that only the provider has.
ALGORITHMS = {"RS256", "RS384", "RS512", "PS256", "ES256", "ES384"}
#: Seconds by which two clocks may differ.
LEEWAY = 30


class ProConnectClient(OpenIDConnectOAuth2Adapter):
    """One exchange; `state` is what was put aside when it began (set by the view)."""

    def __init__(self, request, provider_id="proconnect"):
        super().__init__(request, provider_id)
        self.state: dict = {}

    @property
    def openid_config(self) -> dict:
        if not hasattr(self, "_openid_config"):
            with get_adapter().get_requests_session() as session:
                config = read_json(session.get(self.get_provider().server_url))
            check_discovery(config)
            self._openid_config = config
        return self._openid_config

    def get_callback_url(self, request, app):
        return request.build_absolute_uri(reverse("proconnect_callback"))

    def complete_login(self, request, app, token, **kwargs):
        """Check both tokens; the sign-in they describe."""
        id_token = kwargs["response"].get("id_token")
        if not id_token:
            raise OAuth2Error("The provider gave no identity token.")
        with get_adapter().get_requests_session() as session:
            keys = read_json(session.get(self.openid_config["jwks_uri"]))
        check = {"keys": keys, "issuer": self.openid_config["issuer"], "audience": app.client_id}
        claims = verify(id_token, **check)
        nonce = self.state.get("nonce", "")
        if not nonce or not hmac.compare_digest(str(claims.get("nonce", "")), nonce):
            raise OAuth2Error("Token refused: it answers another request.")
        userinfo = self.fetch_userinfo(token.token, check)
        if userinfo.get("sub") != claims["sub"]:
            raise OAuth2Error("The user information is about someone else.")
        request.session["proconnect_id_token"] = id_token
        request.session["proconnect_end"] = self.openid_config.get("end_session_endpoint", "")
        methods = claims.get("amr") or []
        methods = [methods] if isinstance(methods, str) else methods
        request.proconnect_two_factors = "mfa" in methods or claims.get("acr") in settings.PROCONNECT_TWO_FACTOR_ACR
        return self.get_provider().sociallogin_from_response(request, {"id_token": claims, "userinfo": userinfo})

    def fetch_userinfo(self, access_token: str, check: dict) -> dict:
        """User information, plain or signed (ProConnect signs it: application/jwt)."""
        headers = {"Authorization": f"Bearer {access_token}"}
        with get_adapter().get_requests_session() as session:
            response = session.get(self.openid_config["userinfo_endpoint"], headers=headers)
        if response.headers.get("content-type", "").split(";")[0].strip() == "application/jwt":
            response.raise_for_status()
            return verify(response.text.strip(), required=(), **check)
        return read_json(response)


def check_discovery(config: dict) -> None:
    """Refuse a document of another issuer, or one that leads away from https."""
    if str(config.get("issuer", "")).rstrip("/") != settings.PROCONNECT_ISSUER:
        raise OAuth2Error("The discovery document is another issuer’s.")
    for name in ENDPOINTS:
        address = urlsplit(str(config.get(name, "")))
        if address.scheme != "https" and address.hostname not in LOOPBACK:
            raise OAuth2Error(f"The discovery document names no safe {name}.")


def verify(token: str, *, keys: dict, issuer: str, audience: str, required=("exp", "iat")) -> dict:
    """The claims of a signed token of `issuer` for `audience`; OAuth2Error if anything is wrong.

    keys: the provider's JWK set, as published.
    """
    try:
        header = jwt.get_unverified_header(token)
        if header.get("alg") not in ALGORITHMS:
            raise OAuth2Error(f"Signature of a kind that is not accepted: {header.get('alg')}")
        claims = jwt.decode(
            token,
            key=get_key(keys, header),
            algorithms=[header["alg"]],
            issuer=issuer,
            audience=audience,
            leeway=LEEWAY,
            options={"require": ["iss", "aud", "sub", *required]},
        )
    except (jwt.PyJWTError, KeyError, TypeError, ValueError) as error:
        raise OAuth2Error(f"Token refused: {error}") from error
    if isinstance(claims["aud"], list) and len(claims["aud"]) > 1 and claims.get("azp") != audience:
        raise OAuth2Error("Token refused: it was made for another client.")
    return claims


def get_key(keys: dict, header: dict):
    """The key that signed, by its identifier, or the only one if it has none."""
    candidates = [key for key in keys.get("keys", []) if key.get("use", "sig") == "sig"]
    if header.get("kid"):
        candidates = [key for key in candidates if key.get("kid") == header["kid"]]
    if len(candidates) != 1:
        raise OAuth2Error("Token refused: the key that signed it is not known.")
    return jwt.PyJWK(candidates[0], algorithm=header["alg"]).key


def read_json(response: requests.Response) -> dict:
    """The object that an answer holds; OAuth2Error if it is none."""
    response.raise_for_status()
    data = response.json()
    if not isinstance(data, dict):
        raise OAuth2Error("The provider answered something else than an object.")
    return data
