"""Nothing that a reader can type is an error, nor syntax for an engine.

Of 10,000 queries generated from a fixed seed, a run asks `HOSTILE_QUERIES` (environment; 250 unless
told, spread over all of them) of the database's engine and of a real node: all take minutes.
"""

import os
import random

import pytest
from django.conf import settings

from search.contract import SearchQuery
from search.engines import elasticsearch_client, get_engine
from search.engines.base import iterate_documents
from search.engines.elasticsearch import ElasticsearchEngine
from search.service import complete, search
from tests.search.library import add_document

HOSTILE = [
    "\x00",
    "école\x00",
    '"',
    '"""',
    '"école',
    'école"',
    "'",
    "’’’",
    "école' OR 1=1 --",
    "école AND NOT loi",
    "NEAR(école loi, 2)",
    "title:école",
    "stems : ecole",
    "{stems bag} : ecole",
    "école*",
    "^école",
    "(école",
    "école)",
    "école:*",
    "école & !loi | (x <-> y)",
    "\\",
    "\\'",
    "%",
    "%s",
    "_",
    "école;DROP TABLE search_words",
    "🙂",
    "🙂 école",
    "le la les",
    '"le la"',
    "?",
    "\ud800",
    "a" * 10_000,
    "école " * 2_000,
    '"a" ' * 3_000,
    "é" * 5_000,
    "'" * 10_000,
    "00begin00",
    "00end00",
    "00begin00 école",
    "日本語 العربية",
    "\u202eécole",
    "²³ ½",
    "1e5 2018-771 -771",
    "<script>alert(1)</script>",
]

GENERATED, SEED = 10_000, 20250523
ASKED = int(os.environ.get("HOSTILE_QUERIES", "250"))
PIECES = [
    *"\"'’()[]{}<>:;,.!?*^~+-/\\|&%$#@=_`´«»\t\n\r\x00\x0b\x7f\u00a0\u202f\u200b\u00ad\u202e\ufeff\u2028\ud83d",
    *(
        "AND",
        "OR",
        "NOT",
        "NEAR(",
        "TO",
        "&&",
        "||",
        "<->",
        ":*",
        "~2",
        "^3",
        "--",
        "/*",
        "%s",
        "%(a)s",
        "{0}",
        "\\u0000",
    ),
    *(
        "école",
        "écoles",
        "l’école",
        "loi",
        "élèves",
        "données",
        "RGPD",
        "I.A.",
        "2018-771",
        "title:",
        "fr.title:",
        "bag",
    ),
    *(
        "🙂",
        "👩‍👩‍👧",
        "日本語",
        "العربية",
        "ﬁ",
        "e\u0301",
        "İ",
        "ß",
        "ſ",
        "Ⅷ",
        "²",
        "½",
        "𝔘",
        "0x00",
        "1e999",
        "NaN",
        "null",
    ),
    *("<b>", "</mark>", "<script>", "&amp;", "../..", "';--", "00begin00", "00end00", "é" * 70, "a" * 3_000),
]


def generate() -> list[str]:
    """Queries of a few pieces, with or without spaces, and of characters of anywhere."""
    chance, found = random.Random(SEED), []
    for _number in range(GENERATED):
        pieces = chance.choices(PIECES, k=chance.choice((1, 2, 3, 4, 6, 9, 40)))
        pieces += [chr(chance.randrange(0x110000)) for _ in range(chance.choice((0, 0, 1, 5)))]
        chance.shuffle(pieces)
        found.append(chance.choice(("", " ")).join(pieces))
    return found


def ask_generated() -> None:
    add_document("L’école <b>libre</b>", summary="« Une » 'école' & \"des\" élèves.", passages=["École \\ % 🙂"])
    if settings.SEARCH_ENGINE:
        get_engine().rebuild(iterate_documents(), lambda done: None)
    generated = generate()
    step = max(len(generated) // max(ASKED, 1), 1)
    for number, text in enumerate(generated[::step]):
        result = search(SearchQuery(text=text, language=("fr", "en")[number % 2], with_facets=number % 4 == 0))
        assert not result.degraded, ascii(text)
        assert result.total in (0, 1)
        complete(text, "fr")


@pytest.mark.django_db
def test_generated_queries_are_answered():
    ask_generated()


@pytest.mark.django_db
@pytest.mark.services
def test_generated_queries_are_answered_by_a_node(elasticsearch_url, settings, monkeypatch):
    settings.ELASTICSEARCH_URL, settings.SEARCH_ENGINE = elasticsearch_url, "elasticsearch"
    monkeypatch.setattr(ElasticsearchEngine, "search_timeout", 20.0)
    refused = []
    monkeypatch.setattr(elasticsearch_client.logger, "warning", lambda *arguments: refused.append(arguments))
    ask_generated()
    assert refused == []


@pytest.mark.django_db
@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text)[:30])
def test_hostile_queries_are_answered(text):
    add_document("L’école <b>libre</b>", summary="« Une » 'école' & \"des\" élèves.", passages=["École \\ % 🙂"])
    for language in ("fr", "en"):
        result = search(SearchQuery(text=text, language=language))
        assert result.total in (0, 1)
        for item in result.items:
            for html in (*item.highlights.values(), *(p.html for p in item.passages)):
                assert not set(html.replace("<mark>", "").replace("</mark>", "")) & set("<>\"'")
        complete(text, language)


@pytest.mark.django_db
def test_signs_only_find_nothing_and_nothing_finds_everything():
    add_document("L’école")
    assert search(SearchQuery(text="?!")).total == 0
    assert search(SearchQuery(text="  ")).total == 1
    assert search(SearchQuery(text="00begin00")).total == 0


@pytest.mark.django_db
def test_only_stop_words_are_looked_for_all_the_same():
    add_document("Elle et lui")
    add_document("L’école")
    assert [i.document.title for i in search(SearchQuery(text="elle et lui")).items] == ["Elle et lui"]
