"""What was deleted comes back as it was: every row of the database, and every file.

Two dozen things at random over all kinds; `RESTORES=500 pytest tests/newsroom/bin/test_restoring.py` for a long run.
"""

import os
import random
from collections import Counter
from datetime import timedelta

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.db import connection
from django.db.models import ProtectedError
from django.urls import reverse
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.models import Page

from newsroom.bin.keeping import is_kept
from newsroom.bin.looks import empty_bin
from newsroom.bin.models import BinEntry
from newsroom.bin.restoring import restore
from sections.generations import CHANGES
from tests.demo.conftest import demo_site  # noqa: F401
from tests.factories import get_index, make_page, make_person, make_theme
from tests.newsroom.conftest import *  # noqa: F403 — its staff.
from tests.newsroom.conftest import make_draft
from tests.toysection.models import ToyPage
from themes.models import Theme

pytestmark = pytest.mark.django_db
RESTORES = int(os.environ.get("RESTORES", 24))
#: The whole database is read again after so many of them.
EVERY = max(1, RESTORES // 24)
#: What tells of the deletion itself, or is made again from the rest.
BESIDES = ("logentry", "newsroom_binentry", "dbtaskresult", "rendition", "search_", "indexentry", "fts", "sqlite_")
#: And what notes that a table was written, whatever was written: what is kept of pages is made again.
BESIDES += (CHANGES,)


#: Blocks of a list that were stored without a name get one each time they are read; harvesters are told of a return.
RANDOM = {
    "wagtailcore_referenceindex": ("id", "content_path", "content_path_hash"),
    "content_lastpath": ("changed_at",),
}


def dump() -> dict[str, Counter]:
    """Table → its rows."""
    rows = {}
    with connection.cursor() as cursor:
        for name in connection.introspection.table_names(cursor):
            if not any(part in name for part in BESIDES):
                cursor.execute(f'SELECT * FROM "{name}"')
                names = [column[0] for column in cursor.description]
                kept = [n for n, column in enumerate(names) if column not in RANDOM.get(name, ())]
                rows[name] = Counter(tuple(str(row[n]) for n in kept) for row in cursor.fetchall())
    return rows


def compare(before: dict, after: dict) -> dict:
    return {
        name: (before[name] - after[name], after[name] - before[name]) for name in before if before[name] != after[name]
    }


def test_everything_comes_back_as_it_was(demo_site):  # noqa: F811
    chance = random.Random(RESTORES)
    kinds = [model for model in apps.get_models() if is_kept(model) and not issubclass(model, Page)]
    done, last = Counter(), []
    before = dump()
    while done.total() < RESTORES:
        model = chance.choice([*kinds, *[Page] * len(kinds)])
        things = model._base_manager.filter(**({"depth__gt": 2} if model is Page else {}))
        keys = list(things.order_by("pk").values_list("pk", flat=True))
        if not keys:
            kinds.remove(model)
            continue
        thing = model._base_manager.get(pk=chance.choice(keys))
        try:
            (thing.specific if model is Page else thing).delete()
        except ProtectedError:
            continue
        assert not model._base_manager.filter(pk=thing.pk or 0).exists()
        restore(BinEntry.objects.latest("pk"), None)
        done[model.__name__] += 1
        last.append(thing)
        if done.total() % EVERY == 0 or done.total() == RESTORES:
            found = compare(before, dump())
            assert not found, (last[-EVERY:], found)
    assert not BinEntry.objects.exists()


@pytest.fixture
def binned(staff):
    """A page that was online, in the bin."""
    BinEntry.objects.all().delete()
    page = make_page(ToyPage, title="Une boîte", slug="une-boite")
    page.delete()
    return BinEntry.objects.get()


def test_its_address_is_gone_and_says_so(client, binned):
    assert client.get(binned.address).status_code == 410
    restore(binned, None)
    assert client.get(binned.address).status_code == 200


def test_an_address_that_was_taken_is_said_and_another_is_proposed(client, staff, binned):
    other = make_page(ToyPage, title="Une autre boîte", slug="une-boite")
    client.force_login(staff["sacha"])
    address = reverse("newsroom_restore", args=[binned.pk])
    assert "une-boite-2" in client.get(address).content.decode()
    client.post(address)
    back = ToyPage.objects.get(pk=binned.key)
    assert back.live and back.url.endswith("/une-boite-2/") and client.get(other.url).status_code == 200


def test_without_the_page_above_it_comes_back_under_the_next_one(client, staff):
    BinEntry.objects.all().delete()
    page = make_page(ToyPage, title="Une boîte")
    page.delete()
    above = get_index(ToyPage)
    higher = above.get_parent()
    above.delete()
    inner, outer = BinEntry.objects.order_by("pk")
    client.force_login(staff["sacha"])
    assert higher.title in client.get(reverse("newsroom_restore", args=[inner.pk])).content.decode()
    restore(inner, None)
    assert ToyPage.objects.get(pk=inner.key).get_parent().pk == higher.pk
    restore(outer, None)
    assert client.get(above.url).status_code == 200 and not any(Page.find_problems())


def test_a_link_waits_for_its_other_end(staff):
    """Whichever comes back first."""
    for order in ((0, 1), (1, 0)):
        BinEntry.objects.all().delete()
        page, theme = make_page(ToyPage), make_theme()
        page.themes.add(theme)
        page.save()
        page.delete()
        Theme.objects.get(pk=theme.pk).delete()
        entries = BinEntry.objects.order_by("pk")
        for number in order:
            restore(
                [entries[0], *entries[1:]][number]
                if BinEntry.objects.exclude(model="").count() == 2
                else BinEntry.objects.exclude(model="").get(),
                None,
            )
        assert theme in ToyPage.objects.get(pk=page.pk).themes.all() and not BinEntry.objects.exists()


def test_who_brings_back(client, staff):
    """A draft, by who deleted it and by those who publish; what was online, by those who publish."""
    BinEntry.objects.all().delete()
    draft = make_draft(staff["camille"])
    client.force_login(staff["camille"])
    client.post(reverse("wagtailadmin_pages:delete", args=[draft.pk]))
    entry = BinEntry.objects.get()
    assert entry.deleted_by == staff["camille"] and draft.title in client.get(reverse("newsroom_bin")).content.decode()
    client.force_login(staff["dominique"])
    client.post(reverse("newsroom_restore", args=[entry.pk]))
    assert draft.title not in client.get(reverse("newsroom_bin")).content.decode() and BinEntry.objects.exists()
    client.force_login(staff["camille"])
    client.post(reverse("newsroom_restore", args=[entry.pk]))
    assert not ToyPage.objects.get(pk=draft.pk).live
    page = make_page(ToyPage)
    page.delete()
    entry = BinEntry.objects.get()
    client.post(reverse("newsroom_restore", args=[entry.pk]))
    assert BinEntry.objects.exists()


def test_files_stay_until_the_bin_is_emptied(staff, settings, django_capture_on_commit_callbacks):
    document = get_document_model()(title="Rapport")
    document.file.save("essai-corbeille.txt", ContentFile(b"Des mots."))
    name, storage = document.file.name, document.file.storage
    for number in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            document.delete()
        assert storage.exists(name)
        if not number:
            document = restore(BinEntry.objects.latest("pk"), None)
    BinEntry.objects.update(deleted_at=timezone.now() - timedelta(days=settings.BIN_DAYS - 1))
    with django_capture_on_commit_callbacks(execute=True):
        empty_bin.func()
    assert storage.exists(name)
    BinEntry.objects.update(deleted_at=timezone.now() - timedelta(days=settings.BIN_DAYS + 1))
    with django_capture_on_commit_callbacks(execute=True):
        empty_bin.func()
    assert not storage.exists(name) and not BinEntry.objects.exists()


def test_the_bin_costs_the_same_for_thirty_things(client, staff, django_assert_num_queries):
    from django.test.utils import CaptureQueriesContext

    client.force_login(staff["sacha"])
    costs = []
    for number in (3, 30):
        while BinEntry.objects.count() < number:
            make_person(f"Personne {BinEntry.objects.count()}").delete()
        with CaptureQueriesContext(connection) as asked:
            assert client.get(reverse("newsroom_bin"), {"q": "Personne"}).status_code == 200
        costs.append(len(asked))
    assert costs[0] == costs[1]
