"""The demo site, and a handful of facts for what must be loaded again and again."""

import json

import pytest

from tests.databases import database


@pytest.fixture(scope="module")
def demo_site(django_db_setup, django_db_blocker):
    """The whole demo site, for one module; what its tests change is undone after each of them."""
    with django_db_blocker.unblock(), database("demo"):
        yield


@pytest.fixture(scope="module")
def bare_site(django_db_setup, django_db_blocker):
    """A site that was just migrated: what the demo content is loaded into."""
    with django_db_blocker.unblock(), database("migrated"):
        yield


EMPTY = {
    "acronym": None, "aliases": [], "parent": None, "country": None, "note": None, "role": None, "organisation": None,
    "other_kinds": [], "other_roles": [], "years": None, "uncertain": False, "date": None, "date_precision": None,
    "works": [], "paroles": [], "actions": [], "cenum": [], "themes": ["theme-un"],
}  # fmt: skip
WORK = {
    **EMPTY, "subtitle": None, "other_titles": [], "kind": "note", "also_called": [], "kind_detail": None,
    "period": None, "authorship": "conseil", "lead_members": [], "authors": [], "contributors": [], "partners": [],
    "publisher": None, "related_works": [], "related_actions": [], "related_paroles": [], "counts": {},
    "proposals": [],
}  # fmt: skip
PAROLE = {
    **EMPTY, "persons": [], "organisations": [], "related_work": None, "related_actions": [], "topic": None,
    "rubric": "paroles_de",
}  # fmt: skip


def get_few_facts() -> dict[str, list]:
    return {
        "themes": [
            {"id": "theme-un", "label_fr": "Un", "label_en": "One", "broader": None},
            {"id": "theme-deux", "label_fr": "Deux", "label_en": "Two", "broader": "theme-un"},
        ],
        "tags": [{**EMPTY, "id": "tag-un", "label": "un", "works": ["oeuvre-un"]}],
        "organisations": [{**EMPTY, "id": "org-un", "name": "Organisation une", "kind": "media"}],
        "people": [{**EMPTY, "id": "camille-exemple", "name": "Camille Exemple", "kind": "membre", "years": "2021-2023"}],
        "figures": [
            {"id": "fig-un", "group": "g", "label": "Un", "value": [2, 3], "qualifier": "environ", "unit": "u",
             "period": None, "related": [], "conflicts_with": [], "note": None},
        ],
        "works": [
            {**WORK, "id": "oeuvre-un", "title": "Œuvre une", "date": "2021-05", "date_precision": "month",
             "lead_members": ["camille-exemple"], "publisher": "org-un", "related_works": ["oeuvre-deux"]},
            {**WORK, "id": "oeuvre-deux", "title": "Œuvre deux", "period": "2012/2017", "uncertain": True,
             "note": "Titre inconnu", "related_works": ["oeuvre-un"]},
        ],
        "paroles": [
            {**PAROLE, "id": "paroles-camille", "label": "Camille Exemple", "persons": ["camille-exemple"],
             "related_work": "oeuvre-un"},
        ],
        "references": [], "institution": [], "actions": [], "cenum": [], "timeline": [],
    }  # fmt: skip


@pytest.fixture
def few_facts(tmp_path):
    """A function that writes a few facts, changed by `change(facts)`, and returns their directory."""

    def write(change=None) -> str:
        facts = get_few_facts()
        if change:
            change(facts)
        for name, records in facts.items():
            (tmp_path / f"{name}.json").write_text(json.dumps(records), encoding="utf-8")
        return str(tmp_path)

    return write
