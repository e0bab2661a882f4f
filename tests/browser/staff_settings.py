"""The audited site for its staff: as for the guide, with mails in a folder but for letters, which leave by a server, and
a clock that can be put forward."""

import datetime

from django.utils import timezone

from .settings_guide import *
from .settings_guide import VAR_DIR

EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR_DIR / "mail"

#: How many minutes the site is ahead: a file, for all that runs to read the same clock.
CLOCK = VAR_DIR / "clock"
_now = timezone.now


def now() -> datetime.datetime:
    return _now() + datetime.timedelta(minutes=int(CLOCK.read_text()) if CLOCK.exists() else 0)


timezone.now = now
