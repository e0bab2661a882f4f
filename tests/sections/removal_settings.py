"""The test settings without some apps (`REMOVED`, between commas), on the database named by `REMOVAL_DATABASE`."""

import os

from cnnum_site.settings.test import *  # noqa: F403
from cnnum_site.settings.test import DATABASES as TEST_DATABASES
from cnnum_site.settings.test import INSTALLED_APPS

INSTALLED_APPS = [app for app in INSTALLED_APPS if app not in os.environ.get("REMOVED", "").split(",")]
DATABASES = {"default": {**TEST_DATABASES["default"], "NAME": os.environ["REMOVAL_DATABASE"]}}
MEDIA_ROOT = f"{os.environ['REMOVAL_DATABASE']}-media"
