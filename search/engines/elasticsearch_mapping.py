"""The two indexes of Elasticsearch: how words are cut in French and English, and which fields there are.

A document stands in one language: its words are in the fields of that language only (`fr.title`),
each as stems and, under `.exact`, as they are written; titles also by their first letters.
Stop words and irregular stems are those of the project's own analyser.
"""

import hashlib
import json

from .. import contract
from ..analysis import LANGUAGES, get_analyser
from ..analysis.french import ELISIONS
from ..analysis.normal import CHARACTERS

#: Field → the boost of its stems. `passages` holds the text of a document's passages.
FIELDS = {
    "title": 10,
    "other_titles": 10,
    "people": 5,
    "summary": 5,
    "headings": 4,
    "text": 2,
    "passages": 1,
}
#: Those that are searched by their first letters.
PREFIXED = ("title", "other_titles")
FACETS = (*contract.FACETS, "scope")
LONGEST_PREFIX = 15
#: One shard: counts are exact, and the corpus is small. Results can be walked to the end.
INDEX_SETTINGS = {
    "number_of_shards": 1,
    "auto_expand_replicas": "0-1",
    "max_result_window": 100_000,
}

SPACE = "\\u0020"
CHARACTER_FILTER = {
    "type": "mapping",
    "mappings": [
        # A space is written by its code: a plain one would be taken off.
        *(f"{chr(sign)}=>{(to or '').replace(' ', SPACE)}" for sign, to in CHARACTERS.items() if chr(sign) != to),
        *(f"{sign}=>{digit}" for digit, sign in enumerate("₀₁₂₃₄₅₆₇₈₉")),
        *(f"{sign}=>{digit}" for digit, sign in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹")),
        "œ=>oe",
        "Œ=>Oe",
    ],
}
#: « R.G.P.D. » is RGPD.
ACRONYMS = {"type": "pattern_replace", "pattern": r"(?<=(?<!\p{L})\p{L})\.(?=\p{L}(?!\p{L}))", "replacement": ""}
#: The tokenizer keeps « cafeia.org », « compar:ia » and « habitant·es » whole: our analyser makes two words of each.
SIGNS = {"type": "pattern_replace", "pattern": r"[^\p{L}\p{N}\p{M}']", "replacement": " "}
ELISION = {
    "type": "elision",
    "articles_case": True,
    "articles": sorted(ELISIONS),
}


def get_analysis() -> dict:
    """The analysers: `fr_text` (stems), `fr_exact` (words), `fr_prefix` (their first letters); the same for `en`."""
    filters = {
        # Case first: the list of articles ignores it, the possessive does not.
        "fr_elision": ELISION,
        "en_possessive": {"type": "stemmer", "language": "possessive_english"},
        "fr_stemmer": {"type": "stemmer", "language": "light_french"},
        "en_stemmer": {"type": "stemmer", "language": "porter2"},
        "apostrophe_out": {"type": "pattern_replace", "pattern": "'", "replacement": ""},
        "first_letters": {"type": "edge_ngram", "min_gram": 1, "max_gram": LONGEST_PREFIX},
        "as_long_as_first_letters": {"type": "truncate", "length": LONGEST_PREFIX},
        "short_enough": {"type": "truncate", "length": 64},
    }
    analysers = {}
    starts = {"fr": ["fr_elision"], "en": ["fr_elision", "en_possessive"]}
    for language in LANGUAGES:
        own = get_analyser(language)
        filters[f"{language}_stop"] = {"type": "stop", "stopwords": sorted(own.stop)}
        filters[f"{language}_irregular"] = {
            "type": "stemmer_override",
            "rules": [f"{word} => {stem}" for word, stem in sorted(own.overrides.items())],
        }
        base = {"type": "custom", "tokenizer": "standard", "char_filter": ["characters", "acronyms", "signs"]}
        exact = [*starts[language], "lowercase", "asciifolding", "apostrophe_out", "short_enough"]
        stems = [*exact, f"{language}_stop", f"{language}_irregular", f"{language}_stemmer"]
        analysers |= {
            f"{language}_exact": base | {"filter": exact},
            f"{language}_text": base | {"filter": stems},
            f"{language}_prefix": base | {"filter": [*exact, "first_letters"]},
            f"{language}_typed": base | {"filter": [*exact, "as_long_as_first_letters"]},
        }
    return {
        "char_filter": {"characters": CHARACTER_FILTER, "acronyms": ACRONYMS, "signs": SIGNS},
        "filter": filters,
        "analyzer": analysers,
    }


def get_field(language: str, prefixed: bool = False) -> dict:
    fields = {"exact": {"type": "text", "analyzer": f"{language}_exact"}}
    if prefixed:
        fields["prefix"] = {
            "type": "text",
            "analyzer": f"{language}_prefix",
            "search_analyzer": f"{language}_typed",
            "norms": False,
        }
    return {"type": "text", "analyzer": f"{language}_text", "fields": fields}


def get_index(properties: dict) -> dict:
    """The body that makes an index. Nothing is read from it but ids: the sources stay in the database."""
    mappings = {"dynamic": "strict", "_source": {"enabled": False}, "properties": properties}
    return {"settings": {**INDEX_SETTINGS, "analysis": get_analysis()}, "mappings": mappings}


def get_documents_index() -> dict:
    words = {
        language: {"properties": {name: get_field(language, name in PREFIXED) for name in FIELDS}}
        for language in LANGUAGES
    }
    return get_index(
        {
            "document": {"type": "long"},
            "family": {"type": "keyword"},
            "date": {"type": "date"},
            "year": {"type": "short"},
            "ages": {"type": "boolean"},
            "weight": {"type": "float"},
            # Whole titles, folded: whoever types one wants that document.
            "titles": {"type": "keyword"},
            # Subjects, places, people: each line whole, stemmed.
            "subjects": {"type": "keyword"},
            # Words of titles and names as written, for typing errors: one field is soon looked through.
            "names": {"type": "text", "analyzer": "fr_exact", "norms": False},
            "facets": {"properties": {name: {"type": "keyword"} for name in FACETS}},
            **words,
        }
    )


def get_passages_index() -> dict:
    words = {
        language: {"properties": {name: get_field(language) for name in ("title", "text")}} for language in LANGUAGES
    }
    return get_index(
        {"document": {"type": "long"}, "passage": {"type": "long"}, "position": {"type": "integer"}, **words}
    )


def get_fingerprint() -> str:
    """Changes with the indexes' bodies: an index made by another version of them is not searched."""
    bodies = json.dumps([get_documents_index(), get_passages_index()], sort_keys=True)
    return hashlib.sha256(bodies.encode()).hexdigest()[:8]
