"""The parameters of an address and what is kept of it: no page is answered for others than those it was made from."""

import copy
import re

import pytest
from django.test.utils import override_settings

from cnnum_site import page_cache
from sections.listing import FEEDS
from sections.templatetags.sections_tags import part_of_page
from tests.cafeia.pages import make_cafe
from tests.factories import get_index, make_page
from works.models import WorkPage

from .kept import count, fetch_afresh, put_back_at_end, site  # noqa: F401 — fixtures.

pytestmark = pytest.mark.django_db(transaction=True)


def test_unknown_parameters_make_no_other_page_and_known_ones_do(client):
    for number in range(30):
        make_page(WorkPage, title=f"Rapport numéro {number}")
    url = WorkPage.objects.first().get_parent().get_url()
    client.get(url)
    client.get(f"{url}?page=2")

    assert count(client, f"{url}?utm_source=lettre&x=1") == 0
    assert count(client, f"{url}?page=2&fbclid=abc") == 0
    assert client.get(f"{url}?page=2").content != client.get(url).content
    assert client.get(f"{url}?page=2").content == client.get(f"{url}?fbclid=1&page=2").content


@pytest.mark.parametrize("first", ["", "annoncer/"])
def test_a_form_under_a_list_is_no_part_of_it(client, first):
    room = make_cafe(date="2020-01-01").get_parent().get_url()
    client.get(room + first)
    for _again in range(2):
        assert b'name="step"' in client.get(f"{room}annoncer/").content
        assert b'name="step"' not in client.get(room).content


def test_a_view_that_has_a_list_in_its_context_is_not_kept_as_it(rf):
    make_page(WorkPage)
    index = get_index(WorkPage)
    listing = index.get_listing(rf.get(index.url))
    assert part_of_page({"request": rf.get(index.url), "listing": listing})
    assert part_of_page({"request": rf.get(f"{index.url}autre/"), "listing": listing}) is None
    assert part_of_page({"request": rf.post(index.url), "listing": listing}) is None


def test_the_parameters_are_copied_by_whoever_wants_to_change_them():
    noted = page_cache.NotedParameters(b"a=1&a=2&b=3")
    assert not noted.all_read
    for made in (noted.copy(), copy.copy(noted), copy.deepcopy(noted)):
        made = made if made._mutable else made.copy()
        made["c"] = "4"
        assert made.urlencode() == "a=1&a=2&b=3&c=4"
    assert noted.all_read and "c" not in noted


@pytest.mark.parametrize(
    "ask", [bool, len, str, dict, list, reversed, lambda it: it == {}, lambda it: it != {}, lambda it: it | {},
            lambda it: {} | it, lambda it: {**it}],
)  # fmt: skip
def test_whoever_asks_for_all_parameters_is_noted(ask):
    noted = page_cache.NotedParameters(b"a=1")
    ask(noted)
    assert noted.all_read


def test_whoever_asks_for_one_parameter_is_noted_for_it():
    noted = page_cache.NotedParameters(b"a=1")
    assert (noted.get("b"), "c" in noted, noted["a"], noted.getlist("d")) == (None, False, "1", [])
    assert noted.names == {"a", "b", "c", "d"} and not noted.all_read


#: Lists of what is no page, and the readings of the search.
LISTS = ("/recherche/", "/recherche/chronologie/", "/evenements/", "/evenements/agenda/", "/evenements/carte/",
         "/evenements/calendrier/", "/themes/", "/personnes/", "/organisations/", "/references/", "/sitemap.xml")  # fmt: skip


def list_addresses(client) -> list[tuple[str, str]]:
    """(an address, the same with one parameter): every facet of each kind of list, its sorts, words, pages, feeds."""
    found, kinds = [], set()
    mapped = re.findall(r"<loc>https?://[^/]+(/[^<]*)</loc>", client.get("/sitemap.xml").content.decode())
    with override_settings(PAGE_CACHE=False):
        contexts = [(path, client.get(path).context or {}) for path in dict.fromkeys([*LISTS, *mapped])]
    for path, context in contexts:
        listing = context.get("listing")
        if type(listing) in kinds and path not in LISTS:
            continue
        kinds.add(type(listing))
        names = [facet.name for facet in getattr(listing, "facets", ())]
        found += [(path, f"{name}=n-importe-quoi") for name in (*names, "sort", "page", "q", "n")]
        if listing is not None:
            feeds = [listing.get_feed_url(name) for name in FEEDS]
            feeds = [feed for feed in feeds if feed.startswith(path)]
            found += [(feed, f"{name}=n-importe-quoi") for feed in feeds[:1] for name in (*names[:1], "sort", "q")]
    found += [(f"/recherche/export/{name}/?q=loi", "theme=n-importe-quoi") for name in ("csv", "json", "bibtex")]
    found += [("/api/v1/search/?q=loi", "theme=x"), ("/oai/?verb=Identify", "verb=ListSets"), ("/oembed/", "url=x")]
    return found


def read(response) -> bytes:
    """What is answered, but the hour: a feed without entries says when it was asked for."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return re.sub(rb"T[0-9:.]{8,}", b"", content)


def test_what_is_kept_answers_no_other_parameters(client):
    """Asked for without a parameter first, then with it: nothing that was made of one address answers another."""
    addresses = list_addresses(client)
    assert len(addresses) > 60
    told = 0
    for path, parameter in addresses:
        address = f"{path}{'&' if '?' in path else '?'}{parameter}"
        plain, kept, true = client.get(path), client.get(address), fetch_afresh(client, address)
        told += (plain := read(plain)) != (true_text := read(true))
        assert kept.status_code == true.status_code and read(kept) == true_text, address
    # Values that no facet has are told as such: these pages read their parameters.
    assert told > 30
