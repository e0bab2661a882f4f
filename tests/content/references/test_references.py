"""The register of cited references: its pages, and both ways of a citation."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from content.models import Citation
from content.references.models import Source, SourceCredit, SourceKind, SourceRole
from tests.factories import get_locale, make_organisation, make_page, make_person, make_private, name_publicly
from tests.toysection.models import ToyPage

pytestmark = pytest.mark.django_db


def make_source(name="Un rapport", slug="un-rapport", **fields) -> Source:
    return Source.objects.create(name=name, slug=slug, reference=f"ref-{slug}", locale=get_locale(), **fields)


def cite(page, *sources) -> None:
    for number, source in enumerate(sources):
        Citation.objects.create(page=page, source=source, sort_order=number)


def test_a_citation_is_read_from_both_sides(client):
    source, author = make_source(kind=SourceKind.REPORT, date=datetime.date(2024, 1, 1)), make_person("Camille Exemple")
    SourceCredit.objects.create(source=source, person=author, role=SourceRole.AUTHOR)
    shown, draft, private = (
        make_page(ToyPage, title="Page visible"),
        make_page(ToyPage, title="Page brouillon", live=False),
        make_page(ToyPage, title="Page privée"),
    )
    make_private(private)
    for page in (shown, draft, private):
        cite(page, source)
    text = client.get(source.get_absolute_url()).content.decode()
    assert "Page visible" in text and "Camille Exemple" in text and "2024" in text
    assert "Page brouillon" not in text and "Page privée" not in text
    assert source.name in client.get(author.get_absolute_url()).content.decode()
    index = client.get("/references/").content.decode()
    assert source.name in index and "2 page" not in index


def test_a_reference_has_a_permanent_address(client):
    source = make_source()
    name_publicly(source)
    address = source.get_absolute_url()
    assert client.get("/id/ref-un-rapport/")["Location"] == address
    assert client.get("/en/id/ref-un-rapport/")["Location"] == f"/en{address}"
    assert client.get(f"/en{address}").status_code == 200


def test_unknown_and_hostile_addresses(client):
    make_source()
    assert client.get("/references/inconnue/").status_code == 404
    for query in ("kind=%00", "kind=zzz", "page=-1", "page=99999999999999", "page=%C2%B2", "kind=" + "a" * 5000):
        assert client.get(f"/references/?{query}").status_code == 200


def test_queries_do_not_depend_on_the_number_of_references(client):
    from content.references.citations import get_cited_sources

    counts = []
    # What Django keeps of content types is not there yet in a process that has just begun.
    get_cited_sources(make_page(ToyPage))
    for number in (3, 30):
        page = make_page(ToyPage)
        sources = [make_source(f"Source {number} {n}", f"s-{number}-{n}") for n in range(number)]
        for source in sources:
            SourceCredit.objects.create(source=source, person=make_person(), role=SourceRole.AUTHOR)
            SourceCredit.objects.create(source=source, organisation=make_organisation(), role=SourceRole.AUTHOR)
        cite(page, *sources)
        with CaptureQueriesContext(connection) as queries:
            found = get_cited_sources(page)
        own = len(queries)
        assert len(found) == number and all(len(source.author_names) == 2 for source in found)
        client.get("/references/")
        with CaptureQueriesContext(connection) as index_queries:
            client.get("/references/")
        counts.append((own, len(index_queries)))
    assert counts[0] == counts[1] and counts[0][0] == 1 and counts[0][1] <= 25
