"""WSGI entry point, for gunicorn: `gunicorn cnnum_site.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cnnum_site.settings.production")

application = get_wsgi_application()

from django.db import connection  # noqa: E402

if connection.vendor == "postgresql":
    # Nobody who waits for a page waits longer for one statement; commands and jobs may.
    connection.settings_dict["OPTIONS"]["options"] += " -c statement_timeout=20s"
