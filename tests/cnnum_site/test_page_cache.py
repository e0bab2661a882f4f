"""The cache in front of everything: quick, and true after any change, by whatever way it comes.

`CHANGES=1000 pytest tests/cnnum_site/test_page_cache.py -k random` for the long form.
"""

import contextlib
import gzip
import os
import random
import time
from collections.abc import Iterator

import brotli
import pytest
from django.conf import settings as site_settings
from django.contrib.auth import get_user_model
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import OperationalError, connection, connections
from django.db.backends.signals import connection_created
from django.test.utils import override_settings
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.models import Page, PageViewRestriction

from cnnum_site import page_cache
from content.models import ContentPage, PageLink
from home.models import SiteSettings
from news.models import NewsPage
from participation.models import FormField, ParticipationPage
from people.models import Person
from search.indexing.queue import process
from search.models import QueryCount
from sections import generations
from sections.models import Change
from sections.registry import get_sections
from tests.factories import add_contribution, get_home, get_index, make_page, make_person, make_private, make_theme
from themes.models import Theme
from works.models import WorkDocument, WorkPage

from .kept import count, fetch_afresh, forget, is_kept, put_back_at_end, site  # noqa: F401 — fixtures.

pytestmark = pytest.mark.django_db(transaction=True)
CHANGES = int(os.environ.get("CHANGES", "50"))


def test_a_page_is_made_once_and_told_as_it_is(client):
    page = make_page(WorkPage, title="Les communs")
    url = page.get_url()
    first, again = client.get(url), client.get(url)

    assert count(client, url) == 0
    assert first.content == again.content and b"Les communs" in first.content
    assert again.headers["Cache-Control"].startswith("public") and again.headers["Vary"] == "Accept-Encoding"
    assert "Content-Security-Policy" in again.headers and not again.cookies
    unchanged = client.get(url, headers={"if-none-match": again.headers["ETag"]})
    assert unchanged.status_code == 304 and unchanged.content == b""
    assert brotli.decompress(client.get(url, headers={"accept-encoding": "gzip, br"}).content) == first.content
    assert gzip.decompress(client.get(url, headers={"accept-encoding": "gzip, br;q=0"}).content) == first.content
    assert client.head(url).status_code == 200


def test_what_is_missing_or_gone_is_kept_until_it_is_there(client):
    page = make_page(WorkPage, title="Retiré", slug="retire")
    page.save_revision().publish()
    url, missing = page.get_url(), f"{page.get_parent().get_url()}nouveau/"
    assert client.get(missing).status_code == 404 and is_kept(client, missing)
    page.unpublish()
    assert client.get(url).status_code == 410 and is_kept(client, url)

    page.save_revision().publish()
    make_page(WorkPage, title="Nouveau", slug="nouveau")
    assert client.get(url).status_code == client.get(missing).status_code == 200


def test_nobody_else_reads_what_one_was_shown(client, admin_user):
    page = make_page(WorkPage, title="Titre public", slug="public")
    url = page.get_url()
    client.force_login(admin_user)
    signed_in = client.get(url)
    assert b"wagtail-userbar" in signed_in.content and "private" in signed_in.headers["Cache-Control"]
    client.logout()
    assert b"wagtail-userbar" not in client.get(url).content and is_kept(client, url)

    page.title = "Brouillon secret"
    page.save_revision()
    shown = page.get_latest_revision_as_object().make_preview_request()
    assert b"Brouillon secret" in shown.content
    assert b"Brouillon secret" not in client.get(url).content

    make_private(page)
    form = client.get(url)
    assert b"Titre public" not in form.content and form.status_code == 200
    assert not is_kept(client, url)
    for path in ("/healthz", "/compte/login/", "/admin/"):
        assert not is_kept(client, path) or client.get(path).status_code >= 300


def test_a_change_during_the_making_of_a_page_is_seen(client, monkeypatch):
    page = make_page(WorkPage, title="Avant", slug="pendant")
    get_context = WorkPage.get_context

    def change_meanwhile(self, request, *args, **kwargs):
        context = get_context(self, request, *args, **kwargs)
        # As another process would, of which this one hears nothing.
        with connection.connection.cursor() if connection.vendor == "postgresql" else connection.cursor() as cursor:
            cursor.execute(f"UPDATE wagtailcore_page SET title = 'Après' WHERE id = {page.pk}")
        monkeypatch.undo()
        return context

    monkeypatch.setattr(WorkPage, "get_context", change_meanwhile)
    assert b"Avant" in client.get(page.get_url()).content
    generations.forget_generations()
    assert "Après".encode() in client.get(page.get_url()).content


def test_saving_a_draft_makes_no_page_anew(client):
    page = make_page(WorkPage, title="Publié")
    client.get(page.get_url())
    page.title = "En cours"
    page.save_revision()
    assert count(client, page.get_url()) == 0


def test_what_changes_elsewhere_makes_no_page_anew(client):
    page, other = make_page(WorkPage, title="Les communs"), make_page(NewsPage, title="Une nouvelle")
    url = page.get_url()
    before = client.get(url).content
    for change in (
        lambda: other.save_revision().publish(),
        other.delete,
        lambda: make_theme("Attention"),
        lambda: Page.objects.filter(pk=get_index(NewsPage).pk).update(search_description="Autre"),
    ):
        change()
        assert count(client, url) == 0 and client.get(url).content == before
    with override_settings(PAGE_CACHE=False):
        Page.objects.filter(pk=get_index(NewsPage).pk).update(search_description="Encore")
        assert count(client, url) == 0, "nor any part of it"
    Page.objects.filter(pk=page.pk).update(title="Les biens communs")
    assert b"Les biens communs" in client.get(url).content


def test_a_statement_that_gives_two_things_proves_nothing():
    """What a page was made from before and after a change is not what it would be made from."""
    read, statement = generations.Reading(), "SELECT 1 FROM works_workpage"
    for given in (b"one", b"two"):
        read.note({statement: given})
    proof = read.prove({})
    assert proof.holds({}) and not proof.holds({"works_workpage": (1, 1, 1)})


def test_what_wraps_the_statements_of_a_block_that_opens_the_connection_hides_none_of_the_next(client):
    """As the audit's measure of each request does: Django takes the last wrapper away at the end of the block."""
    page = make_page(WorkPage, title="Avant")
    connection.execute_wrappers.clear()
    with connection.execute_wrapper(lambda execute, *args: execute(*args)):
        connection_created.send(sender=type(connection), connection=connection)
    with override_settings(PAGE_CACHE=False):
        client.get(page.get_parent().get_url())
        # As another process would, of which this one hears nothing but the generations.
        with connection.connection.cursor() if connection.vendor == "postgresql" else connection.cursor() as cursor:
            cursor.execute(f"UPDATE wagtailcore_page SET title = 'Après' WHERE id = {page.pk}")
        generations._remembered = None
        assert "Après".encode() in client.get(page.get_parent().get_url()).content


def test_a_day_ends_at_midnight(client, monkeypatch):
    page = make_page(WorkPage)
    assert is_kept(client, page.get_url())
    monkeypatch.setattr(page_cache.time, "time", lambda: timezone.now().timestamp() + 86_400)
    assert count(client, page.get_url()) > 0


def make_site() -> list[str]:
    """A few pages of each type, and the addresses that are looked at."""
    person, theme = make_person("Camille Exemple"), make_theme("Attention")
    pages = []
    for page_class in [page_class for section in get_sections() for page_class in section.page_classes][:6]:
        page = make_page(page_class, themes=[theme], summary="Un résumé.")
        add_contribution(page, person)
        page.save_revision().publish()
        pages.append(page)
    file = ContentFile(b"Une annexe.", name="annexe.txt")
    WorkDocument.objects.create(
        work=next(page for page in pages if isinstance(page, WorkPage)),
        document=get_document_model().objects.create(title="Annexe", file=file),
    )
    PageLink.objects.create(source=pages[0], target=pages[1])
    paths = ["/", "/plan-du-site/", "/sitemap.xml", "/ancienne/", theme.get_absolute_url(), person.get_absolute_url()]
    return paths + [page.get_url() for page in pages] + [pages[0].get_parent().get_url(), "/recherche/"]


def make_changes():
    """name → a change of the site; every way by which a table is written."""

    def pick(chance, **filters):
        return chance.choice(list(ContentPage.objects.filter(depth=4, **filters).order_by("pk"))).specific

    def publish(chance):
        page = pick(chance)
        page.title = f"Titre {chance.random()}"
        page.save_revision().publish()

    def save_draft(chance):
        page = pick(chance)
        page.title = f"Brouillon {chance.random()}"
        page.save_revision()

    def restrict(chance):
        PageViewRestriction.objects.get_or_create(page=pick(chance), restriction_type=PageViewRestriction.LOGIN)

    def publish_later(chance):
        page = pick(chance)
        page.go_live_at = timezone.now() + timezone.timedelta(days=1)
        page.save_revision().publish()

    def come_due(chance):
        page = pick(chance)
        page.go_live_at = timezone.now() + timezone.timedelta(seconds=0.2)
        page.title = f"Attendu {chance.random()}"
        page.save_revision().publish()
        time.sleep(0.3)
        call_command("publish_scheduled")

    def write_elsewhere(chance):
        other = connections.create_connection("default")
        with contextlib.closing(other):
            other.connect()
            # Nothing of this process hears of it.
            other.execute_wrappers.clear()
            with other.cursor() as cursor:
                cursor.execute(
                    "UPDATE wagtailcore_page SET title = %s WHERE depth = 4", [f"Ailleurs {chance.random()}"]
                )
        generations._remembered = None

    def write_raw(chance):
        with connection.cursor() as cursor:
            cursor.execute("UPDATE content_contentpage SET summary = %s", [f"Résumé {chance.random()}"])

    def redirect(chance):
        # Where a site is null, PostgreSQL takes two of one address.
        Redirect.objects.all().delete()
        Redirect.add_redirect("/ancienne/", redirect_to=f"/nouvelle-{chance.randrange(9)}/")

    def set_footer(chance):
        SiteSettings.objects.update_or_create(pk=1, defaults={"footer_text": f"Pied {chance.random()}"})

    def rename(model):
        return lambda chance: model.objects.update(name=f"Nom {chance.random()}")

    def move(chance):
        page = pick(chance)
        page.move(page.get_siblings().first(), "left")

    return {
        "publish": publish,
        "publish later": publish_later,
        "save a draft": save_draft,
        "withdraw": lambda chance: pick(chance).unpublish(),
        "restrict": restrict,
        "open": lambda chance: PageViewRestriction.objects.all().delete(),
        "bulk": lambda chance: Page.objects.filter(depth=4).update(live=chance.random() > 0.2),
        "raw": write_raw,
        "due": come_due,
        "elsewhere": write_elsewhere,
        "file": lambda chance: get_document_model().objects.update(title=f"Annexe {chance.random()}"),
        "redirect": redirect,
        "no redirect": lambda chance: Redirect.objects.all().delete(),
        "settings": set_footer,
        "person": rename(Person),
        "theme": rename(Theme),
        "unlink": lambda chance: PageLink.objects.all().delete(),
        "untheme": lambda chance: pick(chance).themes.clear(),
        "menu": lambda chance: Page.objects.filter(depth=3).update(show_in_menus=chance.random() > 0.5),
        "new": lambda chance: make_page(chance.choice([NewsPage, WorkPage]), title=f"Neuf {chance.random()}"),
        "move": move,
        "index": lambda chance: Page.objects.filter(depth=3).update(title=f"Rubrique {chance.random()}"),
    }


def find_untrue(client, seed: int) -> Iterator[str]:
    """Change the site at random; give where the cache told something else than a page made afresh."""
    chance, paths, changes = random.Random(seed), make_site(), make_changes()  # noqa: S311
    for path in paths:
        client.get(path)
    for number in range(CHANGES):
        name = chance.choice(sorted(changes))
        changes[name](chance)
        looked_at = chance.sample(paths, 4)
        for path in looked_at:
            fresh = fetch_afresh(client, path)
            # From the cache of pages, then from the parts that are kept.
            for whole in (True, False):
                with override_settings(PAGE_CACHE=whole):
                    answer = client.get(path)
                if (answer.status_code, answer.content) != (fresh.status_code, fresh.content):
                    yield f"{number}. {name}: {path} ({answer.status_code}, afresh {fresh.status_code})"


def test_random_changes_are_seen_at_once(client):
    assert list(find_untrue(client, seed=1)) == []


def test_random_changes_are_missed_without_the_generations(client, monkeypatch):
    """The measure can fail: with generations that never change, what is told is soon out of date."""
    for module in (generations, page_cache):
        monkeypatch.setattr(module, "get_generations", dict)
        monkeypatch.setattr(module, "read_generations", dict)
    assert any(find_untrue(client, seed=1))


def test_what_is_kept_is_forgotten_with_its_tables_only(client):
    make_page(WorkPage)
    home = get_home().get_url()
    client.get(home)
    get_user_model().objects.create_user("quelquun")
    assert count(client, home) == 0
    SiteSettings.objects.update_or_create(pk=1, defaults={"footer_text": "Neuf"})
    assert b"Neuf" in client.get(home).content


def test_an_answer_that_is_asked_for_again_is_kept_counted_and_true(client, settings):
    settings.SEARCH_INDEX_BY_ITSELF = True
    reader = {"user-agent": "Mozilla/5.0 Firefox/128.0"}
    page = make_page(WorkPage, title="Les communs")
    page.save_revision().publish()
    assert process()[1] == 0
    path = "/recherche/?q=communs"

    def ask() -> str:
        return client.get(path, headers=reader).content.decode()

    assert page.get_url() in ask() and count(client, path) == 0
    for is_shared in (False, True):
        page_cache._held.clear()
        assert (count(client, path) == 0) == is_shared, "typed once, it is nobody else's"
    asked = QueryCount.objects.get().count
    assert page.get_url() in ask() and QueryCount.objects.get().count == asked + 1
    client.get(path, headers={"user-agent": "curl/8.5.0"})
    assert QueryCount.objects.get().count == asked + 1
    page.title = "Les biens communs"
    page.save_revision().publish()
    process()
    assert "biens" in ask()
    make_private(page)
    assert page.get_url() not in ask()


@pytest.fixture
def without_database(monkeypatch):
    """The database stops answering when it is called."""

    def stop():
        def refuse(*args):
            raise OperationalError("The database does not answer.")

        monkeypatch.setattr(page_cache, "get_generations", refuse)

    return stop


def test_without_a_database_what_is_kept_is_told_though_something_changed_since(client, without_database):
    url = make_page(WorkPage, title="Les communs").get_url()
    client.get(url)
    make_page(WorkPage, title="Un autre")
    generations.read_generations()
    without_database()

    assert b"Les communs" in client.get(url).content
    for path in ("/travaux/jamais-lu/", "/recherche/?q=communs", "/media/images/x.png", "/compte/connexion/"):
        answer = client.get(path)
        assert answer.status_code == 503 and "Retry-After" in answer.headers and "fr-footer" in answer.content.decode()


@pytest.mark.parametrize("how", ["unpublish", "delete", "private", "move", "person", "sql"])
def test_without_a_database_nothing_is_told_that_was_made_before_something_was_taken_back(
    client, without_database, how
):
    page = make_page(WorkPage, title="Retiré")
    url, person = page.get_url(), make_person()
    assert client.get(url).status_code == 200
    {
        "unpublish": page.unpublish,
        "delete": page.delete,
        "private": lambda: make_private(page),
        "move": lambda: page.move(get_home(), "last-child"),
        "person": lambda: Person.objects.filter(pk=person.pk).delete(),
        "sql": lambda: Page.objects.filter(pk=page.pk).update(live=False),
    }[how]()
    generations.read_generations()
    without_database()
    assert client.get(url).status_code == 503


@pytest.mark.parametrize("is_taken_back", [False, True])
def test_without_a_database_a_page_with_a_form_is_read_without_it(client, without_database, is_taken_back):
    page = make_page(ParticipationPage, purpose="préparer un avis")
    page.form_fields.add(FormField(label="Votre avis", field_type="multiline"))
    page.save()
    url = page.get_url()
    html = client.get(url).content.decode()
    assert 'method="post"' in html and "csrfmiddlewaretoken" in html
    if is_taken_back:
        page.unpublish()
    generations.read_generations()
    without_database()
    client.cookies.clear()
    answer = client.get(url)
    if is_taken_back:
        assert answer.status_code == 503
        return
    html = answer.content.decode()
    assert answer.status_code == 200 and page.title in html and '<div class="empty"><p>Ce formulaire' in html
    assert 'method="post"' not in html and "csrfmiddlewaretoken" not in html
    assert "no-store" in answer["Cache-Control"] and "default-src" in answer["Content-Security-Policy"]
    client.cookies[site_settings.SESSION_COOKIE_NAME] = "x"
    assert client.get(url).status_code == 503, "whoever has a session is told to come again"
    assert client.post(url, {"votre_avis": "Oui"}).status_code == 503


def test_another_process_says_what_was_taken_back(client, without_database):
    page = make_page(WorkPage, title="Retiré")
    client.get(page.get_url())
    last = generations._last
    page.unpublish()
    generations.read_generations()
    # This process has heard of nothing since.
    generations._last = last
    without_database()
    assert client.get(page.get_url()).status_code == 503


def test_what_waited_too_long_in_front_is_not_begun(client):
    """The front server says when a request came; what is kept is told all the same."""
    url, other = make_page(WorkPage).get_url(), make_page(WorkPage).get_url()
    client.get(url)
    late = {"x-request-start": f"t={time.time() - 10:.3f}"}
    assert client.get(url, headers=late).status_code == 200
    answer = client.get(other, headers=late)
    assert answer.status_code == 503 and "Retry-After" in answer.headers
    for fine in (f"t={time.time():.3f}", str(time.time()), "", "n'importe quoi", "t=99999999999999"):
        assert client.get(other, headers={"x-request-start": fine}).status_code == 200


def test_many_changes_are_made_one(monkeypatch):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite keeps one row for each table")
    monkeypatch.setattr(generations, "MAX_ROWS", 3)
    for _ in range(5):
        make_page(WorkPage)
    before = Change.objects.values_list("number", flat=True).filter(relation="wagtailcore_page")
    before = set(before)
    generations.read_generations()
    after = set(Change.objects.values_list("number", flat=True).filter(relation="wagtailcore_page"))
    assert len(before) > 3 >= len(after) and not after <= before
