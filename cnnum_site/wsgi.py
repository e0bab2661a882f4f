"""WSGI entry point, for gunicorn: `gunicorn cnnum_site.wsgi`."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cnnum_site.settings.production")

# What the start makes stays: to look through it, again and again, for what goes away took a sixth of its time.
gc.disable()
application = get_wsgi_application()
gc.freeze()
gc.enable()

from django.db import connection  # noqa: E402

if connection.vendor == "postgresql":
    # Nobody who waits for a page waits longer for one statement; commands and jobs may.
    connection.settings_dict["OPTIONS"]["options"] += " -c statement_timeout=20s"
