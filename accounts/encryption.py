"""Secrets that the database holds: encrypted with keys drawn from SECRET_KEY and its fallbacks."""

import base64
import hashlib

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.utils.encoding import force_bytes


def get_fernet(purpose: str) -> MultiFernet:
    """The keys of one purpose: what is encrypted for one cannot be read for another.

    `decrypt` raises `cryptography.fernet.InvalidToken` when SECRET_KEY was changed without a fallback.
    """
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    derived = [hashlib.sha256(f"{purpose}:".encode() + force_bytes(key)).digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in derived])
