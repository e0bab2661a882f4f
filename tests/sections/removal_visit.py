"""Run in a process of its own, with some apps removed: fill a site, list its addresses, or visit them.

`fill` makes the pages on a new database; `list` prints the addresses of each app and those of the
rest of the site; `visit` reads addresses and prints what each answers. JSON, the last line.
"""

import hashlib
import json
import os
import re
import sys
from collections import defaultdict
from datetime import timedelta

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.sections.removal_settings")

#: In the title of every page, with the name of its app.
MARK = "Témoin"
#: Addresses of the rest of the site: what an app shows must be in none of them once it is gone.
REST = ["/", "/en/", "/plan-du-site/", "/sitemap.xml", "/themes/", "/themes/jeu/", "/en/themes/jeu/", "/personnes/"]
REST += ["/organisations/", "/references/", "/personnes/sans-page/"]
#: The entries that pages of every app name, and nothing else.
NAMED = [
    "/personnes/camille-exemple/",
    "/organisations/corps-exemple/",
    "/references/un-livre/",
    "/mots-cles/toupie/",
]
REST += NAMED
REST += ["/recherche/?q=temoin", "/en/search/?q=temoin", "/recherche/?q=temoni", "/recherche/?q=fichier"]
REST += [f"/recherche/export/{kind}/?q=temoin" for kind in ("csv", "bibtex", "ris")]
REST += ["/recherche/feed/atom/?q=temoin", "/api/v1/search/?q=temoin", "/api/v1/suggest/?q=temo"]
#: Screens of the admin besides those of its menu, and the searches of pages.
SCREENS = ["pages/", "pages/search/?q=temoin", "choose-page/", "choose-page/search/?q=temoin", "documents/", "images/"]


def fill() -> None:
    """A page of each type of each section in two languages, linked with each other and with all registers."""
    from django.core.management import call_command
    from wagtail.models import Page

    from content.identifiers import record_last_path
    from search.indexing.queue import process
    from sections.registry import get_sections
    from tests import factories

    call_command("migrate", verbosity=0)
    call_command("setup_roles", verbosity=0)
    english = factories.get_locale("en")
    home = factories.get_home()
    home.copy_for_translation(english)
    Page.objects.filter(locale=english).update(live=True)
    shared = {
        "themes": [factories.make_theme("Jeu", slug="jeu")],
        "tags": ["toupie"],
    }
    pages = []
    for section in get_sections():
        for model in section.page_classes:
            pages += [make(section, model, **shared), make(section, model, live=False, **shared)]
        for model in section.inner_index_classes:
            title = f"{MARK} {section.label} {model.__name__}"
            factories.get_index(section.page_classes[0]).add_child(instance=model(title=title))
    link(home, pages)
    make_council(home)
    for page in Page.objects.filter(locale__language_code="fr", depth__gt=2, live=True).order_by("depth"):
        translated = page.specific.copy_for_translation(english, copy_parents=True)
        Page.objects.filter(pk=translated.pk).update(live=True, first_published_at=page.first_published_at)
        if hasattr(translated, "reference"):
            translated.refresh_from_db()
            record_last_path(translated)
    process()


def make(section, model, **fields):
    from tests import factories
    from tests.search.pdfs import make_document, make_pdf

    title = f"{MARK} {section.label} {model.__name__}" + ("" if fields.get("live", True) else " brouillon")
    if any(field.name == "body" for field in model._meta.get_fields()) and section.label != "cenum":
        file = make_document(make_pdf([f"Fichier {title}"]), title=title, name=f"{model.__name__}.pdf".lower())
        value = {"document": file.pk, "title": "", "pages": None, "language": "fr"}
        fields["body"] = [{"type": "document", "value": value}]
    page = factories.make_page(model, title=title, summary=f"Résumé {title}", **fields)
    page.save()
    if page.live:
        from content.identifiers import record_last_path

        record_last_path(page)
    return page


def link(home, pages) -> None:
    """Each page with the next, with a person, an organisation, a reference, the home page and a query."""
    from content.models import Citation, PageLink
    from content.references.models import Source
    from home.models import FeaturedPage
    from search.models import PromotedResult
    from tests import factories

    person, body = factories.make_person(slug="camille-exemple"), factories.make_organisation(slug="corps-exemple")
    factories.make_person("Une personne sans page", slug="sans-page", on_its_own=True)
    source = Source.objects.create(name="Un livre", slug="un-livre", locale=factories.get_locale())
    for page, following in zip(pages, pages[1:] + pages[:1], strict=True):
        factories.add_contribution(page, person)
        factories.add_contribution(page, body, role="partner")
        PageLink.objects.create(source=page, target=following)
        Citation.objects.create(page=page, source=source)
        FeaturedPage.objects.create(home=home, page=page)
        PromotedResult.objects.create(page=page, queries="temoin")


def make_council(home) -> None:
    from django.apps import apps

    council = apps.get_model("council", "CouncilPage")
    above = home.add_child(instance=council(title=f"{MARK} council", slug="le-conseil"))
    for model in apps.get_app_config("council").get_models():
        if council in getattr(model, "allowed_parent_page_models", list)():
            needed = {f.name: f.choices[0][0] for f in model._meta.local_fields if f.choices and not f.has_default()}
            above.add_child(instance=model(title=f"{MARK} council {model.__name__}", **needed))


def list_addresses() -> dict:
    """What there is to visit while every app is installed.

    "apps": app → its own addresses ("gone"), those of its drafts ("hidden"), its screens ("admin"); "rest" and "admin":
    those of the rest of the site; "before": what the public ones say.
    """
    from django.apps import apps
    from django.test import Client
    from django.utils import timezone
    from wagtail.documents import get_document_model
    from wagtail.models import Page, ReferenceIndex

    from care.models import SharedDraft

    found = defaultdict(lambda: {"gone": [], "hidden": [], "admin": []})
    for page in Page.objects.filter(depth__gt=2).order_by("path").specific():
        own = found[apps.get_app_config(page._meta.app_label).name]
        parts = [page.url]
        if page.live:
            parts += [f"{page.url}rien/"] + ([f"{page.url}feed/"] if hasattr(page, "feed") else [])
            text = Client().get(page.url).content.decode()
            parts += [path for path in re.findall(r'href="(/[^"#?]+)"', text) if path.startswith(page.url)]
        if reference := getattr(page, "reference", ""):
            prefix = "/en" if page.locale.language_code == "en" else ""
            parts.append(f"{prefix}/id/{reference}/")
            own["hidden"].append(f"/api/v1/documents/{reference}/")
            if page.live:
                parts.append(f"/partage/{reference}.png?l={page.locale.language_code}")
        if page.live:
            files = ReferenceIndex.get_references_for_object(page).filter(to_content_type__model="document")
            parts += [get_document_model().objects.get(pk=row.to_object_id).url for row in files]
            until = timezone.now() + timedelta(days=2)
            own["gone"].append(f"/apercu/{SharedDraft.make(page, None, 'Un lecteur', until)[1]}/")
        own["gone" if page.live else "hidden"] += parts
        screens = ("edit", "view_draft", "history", "usage", "delete", "copy", "move", "unpublish", "")
        # The last page of each app is enough: the screens are those of all pages.
        own["admin"] = [f"/admin/pages/{page.pk}/{screen}{'/' if screen else ''}" for screen in screens]
        own["admin"] += [f"/admin/newsroom/{page.pk}/checks/", f"/admin/care/share/{page.pk}/"]
    whole = [url for own in found.values() for url in own["gone"]]
    return {"apps": found, "rest": REST, "admin": list_screens(), "before": visit([*whole, *REST])}


def list_screens() -> list[str]:
    """The screens of the admin's menu, whatever is installed, and the editors of the pages."""
    from django.test import RequestFactory
    from wagtail.admin.menu import admin_menu
    from wagtail.models import Page

    request = RequestFactory().get("/admin/")
    request.user = get_user()
    urls, waiting = {f"/admin/{screen}" for screen in SCREENS}, admin_menu.menu_items_for_request(request)
    for item in waiting:
        if getattr(item, "menu", None):
            waiting += item.menu.menu_items_for_request(request)
        elif item.url.startswith("/admin/"):
            urls.add(item.url)
    urls |= {f"/admin/pages/{pk}/" for pk in Page.objects.filter(depth__lte=2).values_list("pk", flat=True)}
    return sorted(urls | {"/admin/"})


def get_user():
    from django.contrib.auth import get_user_model

    return get_user_model().objects.get_or_create(username="admin", is_superuser=True, is_staff=True)[0]


def visit(addresses: list[str]) -> dict:
    """address → (status, the apps whose pages it names, those of `addresses` that it leads to, hash of all it says)."""
    from django.core.management import call_command
    from django.test import Client

    if removed := os.environ.get("REMOVED"):
        call_command("check", fail_level="WARNING")
        if "," in removed:
            # Sections name no model of each other: once, without any of them, is enough.
            call_command("makemigrations", check=True, dry_run=True, verbosity=0)
    public, staff, seen = Client(raise_request_exception=False), Client(raise_request_exception=False), {}
    staff.force_login(get_user())
    for address in addresses:
        client = staff if address.startswith("/admin/") else public
        response = client.get(address, follow=address.startswith(("/id/", "/en/id/", "/admin/")))
        content = response.getvalue() if response.streaming else response.content
        text = content.decode(errors="replace").replace("http://localhost", "")
        if response.status_code == 410 and "410" not in text:
            response.status_code = 599
        named = sorted(set(re.findall(rf"{MARK} (\w+)", text)))
        steady = re.sub(r"csrf\w*\W+\w+|nonce=\S+|took_ms\S+|<updated>.*?</updated>", "", text)
        leads = sorted(set(re.findall(r"/[\w./-]+/(?=[\"<?#])", text)) & set(addresses))
        seen[address] = (response.status_code, named, leads, hashlib.sha256(steady.encode()).hexdigest())
    return seen


if __name__ == "__main__":
    import django

    django.setup()
    if "fill" in sys.argv:
        fill()
    elif "list" in sys.argv:
        print(json.dumps(list_addresses()))
    else:
        print(json.dumps(visit(json.loads(sys.stdin.read()))))
