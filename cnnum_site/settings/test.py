"""The test suite: the toy section is installed, so that the section contract is proved daily."""

import os
import tempfile

from .base import *  # noqa: F403
from .base import DATABASES, INSTALLED_APPS

DEBUG = False
SECRET_KEY = "test-only-key"  # noqa: S105
ALLOWED_HOSTS = ["*"]
INSTALLED_APPS = ["tests.toysection", "tests.relevance", "tests.styles", *INSTALLED_APPS]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Django's test runner puts messages straight into `mail.outbox`; tests of the whole way ask for `whole_outbox`.
MAILER = "django.core.mail.backends.locmem.EmailBackend"
MEDIA_ROOT = tempfile.mkdtemp(prefix="cnnum-test-media-")
WHITENOISE_AUTOREFRESH = True
DATABASES["default"]["CONN_MAX_AGE"] = 0
# A node is for the tests that ask for one (`elasticsearch_url`), under names of its own.
ELASTICSEARCH_URL = SEARCH_ENGINE = ""
ELASTICSEARCH_PREFIX = f"test-{os.getpid()}"
SEARCH_INDEX_BY_ITSELF = False
# Most tests are of how a page is made; those of the cache turn it on.
PAGE_CACHE = False
# Tests sign in by force; tests/accounts turns these on again.
REQUIRE_MFA = False
SILENCED_SYSTEM_CHECKS = ["accounts.E001"]
AXES_ENABLED = False
PROCONNECT_ISSUER = ""
