"""A real OpenID Connect provider on loopback, and the visitor's browser that goes there and back.

The provider is oidc-provider-mock (Authlib inside). `Tampering` changes what it answers, signed with
its own key, as a hostile or broken provider would.
"""

import json
from contextlib import contextmanager
from html import unescape
from urllib.parse import parse_qs, urlsplit

import flask
import jwt
import requests
from bs4 import BeautifulSoup
from oidc_provider_mock import _app, _server

CLIENT = "cnnum"
TIMEOUT = 10


class Tampering:
    """What to change, and what was asked: claims of the identity token, answers by path."""

    def __init__(self):
        self.claims: dict = {}
        self.userinfo: dict = {}
        self.discovery: dict = {}
        self.signs_userinfo = False
        self.key = None
        self.asked: list[dict] = []

    def change(self, response):
        path = flask.request.path
        if path == "/oauth2/token" and response.status_code == 200:
            self.asked.append(flask.request.form.to_dict())
            data = response.get_json()
            claims = jwt.decode(data["id_token"], options={"verify_signature": False})
            data["id_token"] = self.sign(without_none(claims | self.claims))
            response.set_data(json.dumps(data))
        elif path == "/userinfo" and response.status_code == 200:
            claims = without_none(response.get_json() | self.userinfo)
            if self.signs_userinfo:
                claims = {"iss": flask.request.host_url.rstrip("/"), "aud": CLIENT, **claims}
                response.set_data(self.sign(claims))
                response.content_type = "application/jwt"
            else:
                response.set_data(json.dumps(claims))
        elif path == "/.well-known/openid-configuration":
            response.set_data(json.dumps(without_none(response.get_json() | self.discovery)))
        return response

    def sign(self, claims: dict) -> str:
        key = flask.g.oidc_provider_mock_storage.jwk
        data = key.as_dict(is_private=True)
        headers = {"kid": data["kid"]} if data.get("kid") else {}
        return jwt.encode(claims, self.key or jwt.PyJWK(data, algorithm="RS256").key, "RS256", headers=headers)


def without_none(data: dict) -> dict:
    return {name: value for name, value in data.items() if value is not None}


@contextmanager
def run_provider():
    """Yield (issuer, tampering) of a provider that ends with the block."""
    app, tampering = _app.app(require_nonce=True), Tampering()
    app.after_request(tampering.change)
    with _server._threaded_server(app=app) as server:
        yield f"http://localhost:{server.server_port}", tampering


def leave(client, process: str = "login") -> str:
    """Press the button; the address of the provider that the page leads to."""
    answer = client.post(f"/compte/proconnect/?process={process}")
    assert answer.status_code == 200, answer.headers
    refresh = BeautifulSoup(answer.content, "html.parser").find("meta", {"http-equiv": "refresh"})
    return unescape(refresh["content"].partition("url=")[2])


def consent(address: str, subject: str, issuer: str, **claims) -> str:
    """Be `subject` at the provider; the address it sends back to, path and query."""
    requests.put(f"{issuer}/users/{subject}", json=claims, timeout=TIMEOUT).raise_for_status()
    answer = requests.post(address, data={"sub": subject}, allow_redirects=False, timeout=TIMEOUT)
    parts = urlsplit(answer.headers["location"])
    return f"{parts.path}?{parts.query}"


def get_query(address: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
