"""WSGI entry point, for gunicorn: `gunicorn cnnum_site.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cnnum_site.settings.production")

application = get_wsgi_application()
