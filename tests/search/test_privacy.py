"""Nothing unpublished is found: by no engine, count, suggestion, feed, file or endpoint, even with a stale index."""

import datetime

import pytest
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction

from actions.models import ActionPage
from news.models import NewsPage
from search.engines import get_database_name
from search.indexing.queue import process
from search.indexing.rebuild import reindex
from search.models import Passage, PromotedResult, SearchDocument
from search.service import get_excluded
from tests.actions.helpers import make_action
from tests.factories import get_locale, make_keyword, make_page, make_private
from tests.works.making import make_chapter, make_work
from works.models import WorkDocument, WorkPage

from .pdfs import make_document, make_pdf

pytestmark = pytest.mark.django_db

WORD = "xylophone"
#: In the title and the reference of everything that the public may not see.
MARK = "tenusecret"
#: A word that only hidden pages have, and near misses of it.
HIDDEN_WORD, NEAR_WORD = "zygomatiques", "zygomatikes"

QUERY = f"q={WORD}"
#: Every channel that lists pages, with a query that the hidden ones would answer.
CHANNELS = (
    f"/recherche/?{QUERY}",
    "/recherche/?sort=date",
    f"/recherche/?{QUERY}&section=travaux&kind=rapport",
    f"/en/search/?{QUERY}",
    f"/recherche/suggestions/?q={WORD[:5]}",
    f"/recherche/suggestions/?q={MARK}",
    f"/recherche/suggestions/opensearch/?q={WORD[:5]}",
    f"/recherche/feed/atom/?{QUERY}",
    f"/recherche/feed/json/?{QUERY}",
    f"/recherche/export/csv/?{QUERY}",
    f"/recherche/export/bibtex/?{QUERY}",
    f"/recherche/export/ris/?{QUERY}",
    f"/recherche/export/csl/?{QUERY}",
    f"/api/v1/search/?{QUERY}",
    "/api/v1/search/?page_size=100",
    f"/api/v1/suggest/?q={WORD[:5]}",
    f"/travaux/?{QUERY}",
    "/travaux/feed/",
    "/sitemap.xml",
    "/plan-du-site/",
    "/",
)
#: Those that find nothing at all, whose answer says the query again.
EMPTY = (f"/api/v1/search/?q={MARK}", f"/api/v1/search/?q={HIDDEN_WORD}", f"/api/v1/suggest/?q={HIDDEN_WORD[:6]}")


@pytest.fixture(params=["database", "elasticsearch"])
def engine(request, settings, monkeypatch):
    """Each engine that this run has."""
    if request.param == "database":
        return get_database_name()
    settings.ELASTICSEARCH_URL, settings.SEARCH_ENGINE = request.getfixturevalue("elasticsearch_url"), "elasticsearch"
    from search.engines.elasticsearch import ElasticsearchEngine

    monkeypatch.setattr(ElasticsearchEngine, "search_timeout", 20.0)
    reindex(engine="elasticsearch")
    return "elasticsearch"


def make_hidden(name: str, page_class=WorkPage, **fields) -> Page:
    fields.setdefault("title", f"{MARK} {WORD} {HIDDEN_WORD} {name}")
    if page_class is WorkPage:
        chapter = make_chapter(f"{MARK} chapitre", f"Le {WORD} {MARK}.")
        return make_work(chapter, slug=f"{MARK}-{name}", kind="rapport", summary=f"{MARK} {WORD}", **fields)
    return make_page(page_class, slug=f"{MARK}-{name}", **fields)


def make_public() -> list[Page]:
    """Two pages that anyone may read."""
    return [
        make_work(title=f"Le {WORD} ouvert", kind="rapport"),
        make_action("2024-05-12", title=f"Atelier {WORD} public"),
    ]


def make_hidden_pages() -> list[Page]:
    """One page for each way of being hidden; the index is told of each."""
    past = timezone.now() - datetime.timedelta(days=1)
    draft = make_hidden("brouillon", live=False)
    scheduled = make_hidden("programmee", live=False)
    Page.objects.filter(pk=scheduled.pk).update(go_live_at=timezone.now() + datetime.timedelta(days=2))
    unpublished, expired, restricted, deleted = (
        make_hidden(name) for name in ("depubliee", "expiree", "restreinte", "supprimee")
    )
    parent = make_action("2024-01-01", slug=f"{MARK}-parent", title=f"{MARK} {WORD} parent")
    child = make_page(ActionPage, parent=parent, slug=f"{MARK}-fille", title=f"{MARK} {WORD} fille")
    translated = make_page(NewsPage, title="Une nouvelle traduite")
    process()
    translation = translated.copy_for_translation(get_locale("en"), copy_parents=True)
    translation.title = translation.draft_title = f"{MARK} {WORD} {HIDDEN_WORD} translation"
    translation.save_revision()
    translated.title = translated.draft_title = f"{MARK} {WORD} {HIDDEN_WORD} pas encore en ligne"
    translated.save_revision()
    unpublished.unpublish()
    expired.expire_at = past
    expired.save_revision()
    Page.objects.filter(pk=expired.pk).update(expire_at=past)
    call_command("publish_scheduled")
    make_private(restricted)
    make_private(parent)
    deleted.delete()
    process()
    return [draft, scheduled, unpublished, expired, restricted, parent, child, translation]


def make_stale_pages() -> list[Page]:
    """Pages that were indexed, then hidden behind the index's back."""
    unpublished, expired, restricted = (make_hidden(name) for name in ("depubliee", "expiree", "restreinte"))
    parent = make_action("2024-01-01", slug=f"{MARK}-parent", title=f"{MARK} {WORD} parent")
    child = make_page(ActionPage, parent=parent, slug=f"{MARK}-fille", title=f"{MARK} {WORD} fille")
    pages = [unpublished, expired, restricted, parent, child]
    for page in pages:
        page.tags.add(make_keyword())
        page.save()
    PromotedResult.objects.create(queries=WORD, page=unpublished.contentpage_ptr)
    process()
    Page.objects.filter(pk=unpublished.pk).update(live=False)
    Page.objects.filter(pk=expired.pk).update(live=False, expired=True)
    PageViewRestriction.objects.bulk_create(
        PageViewRestriction(page=page.page_ptr, restriction_type=PageViewRestriction.LOGIN)
        for page in (restricted.contentpage_ptr, parent.contentpage_ptr)
    )
    return pages


def read(client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return response.getvalue().decode()


def check(client, public: list[Page], hidden: list[Page], engine: str) -> None:
    """Look everywhere."""
    for path in CHANNELS:
        body = read(client, path).replace(f"q={MARK}", "")
        if MARK in path:
            body = body.replace(f'"{MARK}"', "")
        assert MARK not in body, path
        if WORD in path and "suggest" not in path:
            assert any(page.title in body or page.reference in body for page in public), path
    for path in EMPTY:
        data = client.get(path).json()
        assert not data.get("total") and not data.get("results") and not data.get("suggestions"), path
        assert not data.get("suggestion"), path
    answer = client.get(f"/api/v1/search/?{QUERY}").json()
    assert (answer["total"], answer["engine"], answer["degraded"]) == (len(public), engine, False)
    assert answer["promoted"] == []
    for name in ("section", "kind", "language"):
        assert sum(row["count"] for row in answer["facets"][name]) == len(public), name
    everything = client.get("/api/v1/search/?page_size=100&section=travaux&section=actions").json()
    assert everything["total"] == len(public)
    for words in (NEAR_WORD, f"{WORD} ouvert {NEAR_WORD}", f"{WORD} {NEAR_WORD}"):
        found = client.get("/api/v1/search/", {"q": words}).json()
        assert HIDDEN_WORD not in (found["suggestion"] or ""), "no correction tells a hidden word"
        assert HIDDEN_WORD not in str(found["results"])
    for page in hidden:
        response = client.get(f"/api/v1/documents/{page.reference}/")
        if page.locale.language_code == "fr":
            assert response.status_code == 404
        else:
            # Its reference is that of the public page that it translates.
            assert MARK not in response.content.decode()
    for document in SearchDocument.objects.filter(page__in=[page.pk for page in hidden]):
        for passage in document.passages.all():
            assert client.get(get_page_address(passage)).status_code == 404


def get_page_address(passage) -> str:
    return f"/id/{passage.document.reference}/document-{passage.file_id or 0}-page-{passage.page_no or 0}/"


def test_what_is_hidden_is_nowhere(client, engine):
    public, hidden = make_public(), make_hidden_pages()
    check(client, public, hidden, engine)


def test_what_is_hidden_behind_the_back_of_the_index_is_nowhere(client, engine):
    public, hidden = make_public(), make_stale_pages()
    stale = SearchDocument.objects.filter(page__in=[page.pk for page in hidden])
    assert set(stale.values_list("pk", flat=True)) == get_excluded(), "the index has them still"
    assert stale.count() == len(hidden)
    check(client, public, hidden, engine)


def test_a_file_that_becomes_private_behind_the_back_of_the_index_is_nowhere(client, engine):
    public = make_public()
    document = make_document(make_pdf([f"Une page {MARK}e sur le {WORD} et les {HIDDEN_WORD}."]))
    document.collection = Collection.get_first_root_node().add_child(name="Archives").add_child(name="Dessous")
    document.save()
    work = make_work(title="Un ouvrage et son fichier", kind="rapport")
    WorkDocument.objects.create(work=work, document=document, locale=work.locale)
    process()
    assert Passage.objects.filter(file=document).exists()
    assert client.get(f"/api/v1/search/?q={HIDDEN_WORD}").json()["total"] == 1
    top = document.collection.get_parent()
    CollectionViewRestriction.objects.bulk_create(
        [CollectionViewRestriction(collection=top, restriction_type=CollectionViewRestriction.LOGIN)]
    )
    stale = SearchDocument.objects.get(page=work)
    assert get_excluded() == {stale.pk}
    assert client.get(get_page_address(stale.passages.get())).status_code == 404
    check(client, public, [], engine)
    reindex()
    assert get_excluded() == frozenset()
    assert client.get(f"/api/v1/search/?q={HIDDEN_WORD}").json()["total"] == 0
    assert client.get("/api/v1/search/?q=ouvrage").json()["total"] == 1, "the page itself is found without its file"


def test_knowing_what_is_hidden_costs_one_query(client, django_assert_num_queries):
    make_stale_pages()
    get_excluded()
    with django_assert_num_queries(1):
        assert len(get_excluded()) == 5
