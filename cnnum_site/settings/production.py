"""A server. Secrets come from the environment only; a missing one stops the start, by name."""

import json

from cnnum_site.logs import LOGGING  # noqa: F401

from .base import *  # noqa: F403
from .base import INSTALLED_APPS, STORAGES
from .environment import read, read_list, require
from .security import SERVER_REQUESTS_A_MINUTE

DEBUG = False
DEMO = read("DEMO") == "1"
SECRET_KEY = require("SECRET_KEY")
SECRET_KEY_FALLBACKS = read_list("SECRET_KEY_FALLBACKS")
ALLOWED_HOSTS = require("ALLOWED_HOSTS") and read_list("ALLOWED_HOSTS")
WAGTAILADMIN_BASE_URL = require("BASE_URL")
CSRF_TRUSTED_ORIGINS = [WAGTAILADMIN_BASE_URL]

if not DEMO:
    INSTALLED_APPS = [app for app in INSTALLED_APPS if app != "demo"]

CARE_CHECK_LINKS = not DEMO and read("CARE_CHECK_LINKS") == "1"
# W019 asks for X-Frame-Options DENY: the editor's previews show the site in a frame of its own origin.
SILENCED_SYSTEM_CHECKS = ["security.W019"]
REQUESTS_A_MINUTE = SERVER_REQUESTS_A_MINUTE
SECURE_SSL_REDIRECT = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# How many of our own proxies add to X-Forwarded-For: the visitor's address is that many from its end.
PROXY_COUNT = int(read("PROXY_COUNT"))
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-sessionid"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrftoken"

STORAGES = STORAGES | {"staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}}
if bucket := read("S3_BUCKET"):
    STORAGES["default"] = {
        "BACKEND": "newsroom.storage.BucketStorage",
        "OPTIONS": {
            "bucket_name": bucket,
            "endpoint_url": require("S3_ENDPOINT_URL"),
            "access_key": require("S3_ACCESS_KEY_ID"),
            "secret_key": require("S3_SECRET_ACCESS_KEY"),
            "file_overwrite": False,
        },
    }

MAILER = read("MAILER")
ANYMAIL = json.loads(read("ANYMAIL") or "{}")
EMAIL_HOST = read("EMAIL_HOST")
EMAIL_PORT = int(read("EMAIL_PORT"))
EMAIL_HOST_USER = read("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = read("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = read("EMAIL_USE_TLS") == "1"
DEFAULT_FROM_EMAIL = SERVER_EMAIL = read("DEFAULT_FROM_EMAIL")
