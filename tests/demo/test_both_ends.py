"""What the facts say of two things is read on the pages of both: a sample of every kind of relation."""

import collections
import re
from urllib.parse import urljoin

import pytest
from bs4 import BeautifulSoup

from demo.reading import Facts, walk_records

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_site")]

#: How many relations of each kind are read.
SAMPLE = 2
MOST_PAGES = 12
#: The fields of a fact that tell of nothing else.
OWN = {"id", "note", "source"}


def read_relations() -> dict[str, list[tuple[str, str]]]:
    """The pairs of facts of which one names the other, by kind of relation: « works.partners → organisations »."""
    files = Facts().files
    families = {record["id"]: name for name, content in files.items() for record in walk_records(content)}
    relations = collections.defaultdict(dict)

    def relate(owner, field, value):
        if isinstance(value, dict):
            owner = value.get("id") or owner
            for name in value.keys() - OWN:
                relate(owner, name, value[name])
        elif isinstance(value, list):
            for one in value:
                relate(owner, field, one)
        elif isinstance(value, str) and value in families and owner and value != owner:
            relations[f"{families[owner]}.{field} → {families[value]}"][owner, value] = True

    for content in files.values():
        relate("", "", content)
    return {kind: sorted(pairs) for kind, pairs in relations.items()}


class Reader:
    """Opens the page of a fact, or its place on a page, and the following pages of its list."""

    def __init__(self, client):
        self.client, self.places, self.links = client, {}, {}

    def get_place(self, fact: str) -> str:
        """The address that a permanent identifier leads to."""
        if fact not in self.places:
            self.places[fact] = self.client.get(f"/id/{fact}/").headers.get("Location", "")
        return self.places[fact]

    def get_links(self, fact: str) -> set[str]:
        """All that is linked from there, with and without its anchor; of a place, its own address too."""
        if fact not in self.links:
            path, _mark, anchor = self.get_place(fact).partition("#")
            waiting, links = [path], set()
            for address in waiting:
                main = BeautifulSoup(self.client.get(address).content, "lxml").main
                place = main.find(id=anchor) if anchor else main
                found = {urljoin(address, link["href"]) for link in place.find_all("a", href=True)}
                links |= found | {one.partition("#")[0] for one in found}
                following = {one for one in found if re.fullmatch(rf"{re.escape(path)}\?page=\d+(#.*)?", one)}
                waiting += sorted(following - set(waiting))[: MOST_PAGES - len(waiting)]
            self.links[fact] = links
        return self.links[fact]

    def shows(self, one: str, other: str) -> bool:
        """Whether the page of `one` leads to `other`, or holds the very place where it stands."""
        there, place = self.get_place(one), self.get_place(other)
        return place in self.get_links(one) or there == place.partition("#")[0]


def test_every_kind_of_relation_is_shown_from_both_ends(client):
    reader, missing = Reader(client), []
    relations = read_relations()
    assert len(relations) > 50
    for kind, pairs in relations.items():
        for one, other in pairs[:: max(1, len(pairs) // SAMPLE)][:SAMPLE]:
            if not reader.shows(one, other):
                missing.append(f"{kind}: {one} does not show {other}")
            if not reader.shows(other, one):
                missing.append(f"{kind}: {other} does not show {one}")
    assert missing == []
