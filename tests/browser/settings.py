"""The audited site: production settings, over plain HTTP on loopback, each request measured."""

from cnnum_site.settings.production import *
from cnnum_site.settings.production import DATABASES, MIDDLEWARE, STORAGES

MIDDLEWARE = ["tests.browser.measure.MeasureMiddleware", *MIDDLEWARE]
ROOT_URLCONF = "tests.browser.urls"
ALLOWED_HOSTS = ["localhost", "127.0.0.1"]

# TLS is the front server's: none here.
SECURE_SSL_REDIRECT = False
SECURE_PROXY_SSL_HEADER = None
SECURE_HSTS_SECONDS = 0
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = False
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "sessionid", "csrftoken"

DATABASES["default"]["CONN_MAX_AGE"] = None
# What is measured is how a page is made; every address of the site is asked for, from one network.
PAGE_CACHE, REQUESTS_A_MINUTE = False, {}
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "tests.browser.storage.GzipManifestStorage"}}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "ERROR"},
}
