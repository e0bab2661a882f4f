"""The audited site for its staff: the admin's static files too, and mails written to a folder."""

from .settings import *
from .settings import STORAGES, VAR_DIR

EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR_DIR / "mail"
# Served from where they are: collecting those of the admin takes longer than the story.
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_USE_FINDERS = True
