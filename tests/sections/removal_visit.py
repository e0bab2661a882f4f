"""Run in a process of its own, with some section removed: check the site, visit it, print what was seen.

With `fill` as argument, it makes the pages first, on a new database.
"""

import json
import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.sections.removal_settings")


def fill() -> None:
    """A page of each type of each section, on one theme and of one person."""
    from django.core.management import call_command

    from tests import factories

    call_command("migrate", verbosity=0)
    theme, person = factories.make_theme("Jeu", slug="jeu"), factories.make_person(slug="camille-exemple")
    from sections.registry import get_sections

    for section in get_sections():
        for model in section.page_classes:
            page = factories.make_page(model, title=f"Page de {section.section_slug}", themes=[theme])
            factories.add_contribution(page, person)


def visit() -> dict:
    """{status by address, index of each section, links that the pages show}."""
    from django.core.management import call_command
    from django.test import Client
    from wagtail.models import Page

    from sections.registry import get_sections

    call_command("check", fail_level="WARNING")
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
    client = Client()
    indexes = {section.section_slug: section.get_index("fr").url for section in get_sections()}
    pages = [page.url for section in get_sections() for page in section.get_pages("fr")]
    common = ["/", "/themes/", "/themes/jeu/", "/personnes/camille-exemple/", "/recherche/?q=page", "/sitemap.xml"]
    common += ["/plan-du-site/"]
    seen = {}
    for url in [*common, *indexes.values(), *(url + "feed/" for url in indexes.values()), *pages]:
        response = client.get(url)
        seen[url] = (response.status_code, response.content.decode())
    admin = Client()
    from django.contrib.auth import get_user_model

    user, _created = get_user_model().objects.get_or_create(username="admin", is_superuser=True, is_staff=True)
    admin.force_login(user)
    seen["/admin/"] = (admin.get("/admin/").status_code, "")
    explorer = f"/admin/pages/{Page.objects.get(depth=2).pk}/"
    seen[explorer] = (admin.get(explorer).status_code, "")
    removed = f"Page de {os.environ.get('REMOVED_SLUG', '-')}"
    return {
        "statuses": {url: status for url, (status, _text) in seen.items()},
        "sections": sorted(indexes),
        "removed_shown": [url for url, (_status, text) in seen.items() if removed in text],
    }


if __name__ == "__main__":
    import django

    django.setup()
    if "fill" in sys.argv:
        fill()
    else:
        print(json.dumps(visit()))
