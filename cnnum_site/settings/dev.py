"""A developer's machine: `make run`. Nothing here is fit for the open network."""

from .base import *  # noqa: F403
from .base import INSTALLED_APPS
from .environment import read

DEBUG = True
DEMO = True
SECRET_KEY = "development-only-key-never-used-on-a-server"  # noqa: S105
ALLOWED_HOSTS = ["*"]
MAILER = "django.core.mail.backends.console.EmailBackend"
INTERNAL_IPS = []
# `manage.py evaluate_search`, `build_dsfr` and `build_trames` are tools of developers.
INSTALLED_APPS = [*INSTALLED_APPS, "tests.relevance", "tests.styles"]
# The demo accounts open with their password alone; `REQUIRE_MFA=1 make run` shows the two factors.
REQUIRE_MFA = read("REQUIRE_MFA") == "1"
