"""Build the audited site: its static files, its database, the addresses that no link leads to."""

import json
import os
from pathlib import Path

import django


def special_pages() -> dict[str, str]:
    """Make one page gone, one private; return name → path of what only they show."""
    from wagtail.models import PageViewRestriction

    from content.models import ContentPage

    found = {}
    pages = list(ContentPage.objects.live().filter(locale__language_code="fr").order_by("-pk")[:2])
    translated = ContentPage.objects.filter(locale__language_code="en").values("translation_key")
    original = ContentPage.objects.live().filter(locale__language_code="fr").exclude(translation_key__in=translated)
    if untranslated := original.order_by("pk").first():
        found["untranslated"] = f"/en/id/{untranslated.reference}/"
    if len(pages) == 2:
        gone, private = pages
        gone.specific.unpublish()
        found["gone"] = f"/id/{gone.reference}/"
        PageViewRestriction.objects.get_or_create(
            page=private, defaults={"restriction_type": PageViewRestriction.PASSWORD, "password": "audit"}
        )
        found["password"] = private.relative_url(private.get_site())
    return found


# The public pages are served: what only the admin shows is left out.
IGNORED_STATIC = ["admin", "wagtail*", "rest_framework", "django_*"]


def collect_static() -> None:
    django.setup()
    from django.core.management import call_command

    call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=IGNORED_STATIC)


def load() -> None:
    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    from tests.databases import bring_files, copy_sqlite

    # The demo content that the suite works on, loaded once for both.
    copy_sqlite("demo", Path(settings.DATABASES["default"]["NAME"]))
    bring_files()
    call_command("reindex", verbosity=0)
    with open(os.environ["AUDIT_SPECIAL"], "w", encoding="utf-8") as output:
        json.dump(special_pages(), output)
