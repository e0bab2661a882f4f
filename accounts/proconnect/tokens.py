"""Reading what the provider signs: nothing is believed before its signature, issuer, audience and age are checked."""

import hmac

import jwt
import requests
from allauth.socialaccount.providers.oauth2.client import OAuth2Error

#: Signatures made with a key that only the provider has.
ALGORITHMS = {"RS256", "RS384", "RS512", "PS256", "ES256", "ES384"}
#: Seconds by which two clocks may differ.
LEEWAY = 30


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


def check_nonce(claims: dict, nonce: str) -> None:
    """Refuse a token that answers another request than ours."""
    if not nonce or not hmac.compare_digest(str(claims.get("nonce", "")), nonce):
        raise OAuth2Error("Token refused: it answers another request.")


def read_json(response: requests.Response) -> dict:
    """The object that an answer holds; OAuth2Error if it is none."""
    response.raise_for_status()
    data = response.json()
    if not isinstance(data, dict):
        raise OAuth2Error("The provider answered something else than an object.")
    return data
