"""The audited site with the admin's own static files, which the audit does without: for `make guide`."""

from .settings import *
from .settings import STORAGES

# Served from the apps themselves: nothing to collect, hash or compress for twenty pictures.
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = True
