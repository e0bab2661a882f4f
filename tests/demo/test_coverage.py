"""What the document says of the demo content is what the site shows."""

import pytest
from wagtail.models import Page

from content.gate import get_blocking
from content.templatetags.content_tags import trame
from demo.reading import Texts
from works.models import WorkPage

from .coverage import DOCUMENT, Family, get_pattern, read_coverage, write_document

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_site")]


@pytest.fixture(scope="module")
def families(demo_site, django_db_blocker) -> list[Family]:
    """What the site shows, looked up once: no test of this module changes it."""
    with django_db_blocker.unblock():
        return read_coverage()


def test_the_document_is_up_to_date(families):
    assert DOCUMENT.read_text(encoding="utf-8") == write_document(families)


def test_every_record_is_shown_or_explained(families):
    assert sum(len(family.records) for family in families) == 1178
    for family in families:
        assert len(family.shown) + len(family.left_out) == len(family.records)
        assert [record["id"] for record, reason in family.left_out if not reason] == [], family.name


def test_no_reason_is_given_for_what_is_shown(families):
    left_out = {record["id"] for family in families for record, _reason in family.left_out}
    names = {family.name for family in families if family.left_out}
    assert set(Texts().load("left_out.fr.json")) <= left_out | names


def test_a_sample_of_addresses_shows_its_records(client, families):
    for family in families:
        addresses = list(family.shown.values())
        for address in {*addresses[:1], *addresses[-1:]}:
            path, _mark, anchor = address.partition("#")
            response = client.get(path)
            assert response.status_code == 200, address
            assert not anchor or f'id="{anchor}"' in response.content.decode(), address


@pytest.mark.parametrize(
    "address, pattern",
    [("/travaux/une-note/", "/travaux/…/"), ("/le-conseil/#inst-nom", "/le-conseil/#…"), ("/a/b/c/", "/a/b/…/")],
)
def test_patterns(address, pattern):
    assert get_pattern(address) == pattern


def test_every_page_passes_the_publication_gate():
    """An editor who opens a page and submits it unchanged is not stopped."""
    pages = Page.objects.filter(depth__gt=1).specific()
    blocked = {page.title: [problem.code for problem in get_blocking(page)] for page in pages}
    assert len(blocked) > 200
    assert {title: codes for title, codes in blocked.items() if codes} == {}


def test_each_work_has_a_cover_of_its_own_that_its_translation_wears_too():
    by_language = {
        code: {page.reference: trame(page) for page in WorkPage.objects.filter(locale__language_code=code)}
        for code in ("fr", "en")
    }
    covers = by_language["fr"]
    assert len(covers) == len(set(covers.values())) == 67
    assert all(covers[reference] == cover for reference, cover in by_language["en"].items())
