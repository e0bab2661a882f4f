"""The admin's own search (pages, images, documents, choosers, registers): « ecoles » finds « école ».

Wagtail's database backend, given the words that the site's analyser makes of what is indexed and
of what is typed. It is that of the database even where Elasticsearch answers the public: saving
a page never waits for another server.
"""

import copy
from functools import cache

from django.db import connection
from wagtail.search.index import AutocompleteField, RelatedFields, SearchField
from wagtail.search.query import And, Boost, Not, Or, Phrase, PlainText

from .analysis import get_analyser

#: What no text has: a query without any word finds nothing.
NOTHING = "\u0394\u0394\u0394"


def fold_value(value, exact: bool):
    """What is indexed of what a search field gives: stems, and the words as they are where their beginning is enough."""
    if isinstance(value, list | tuple):
        return [fold_value(item, exact) for item in value]
    if isinstance(value, dict):
        return {key: fold_value(item, exact) for key, item in value.items()}
    text, analyser = "" if value is None else str(value), get_analyser("fr")
    return " ".join(dict.fromkeys([*analyser.stems(text), *analyser.exact(text)]) if exact else analyser.stems(text))


def fold_query(query):
    """A query with its words folded, whatever its shape."""
    if isinstance(query, str) and query:
        return " ".join(get_analyser("fr").stems(query) or get_analyser("fr").exact(query)) or NOTHING
    if isinstance(query, PlainText | Phrase):
        folded = copy.copy(query)
        folded.query_string = fold_query(query.query_string) or NOTHING
        return folded
    if isinstance(query, And | Or):
        return type(query)([fold_query(part) for part in query.subqueries])
    if isinstance(query, Not):
        return Not(fold_query(query.subquery))
    if isinstance(query, Boost):
        return Boost(fold_query(query.subquery), query.boost)
    return query


def fold_fields(thing, fields) -> list:
    """The fields of a thing that hold words, those of related things too, with their folded words: each read once."""
    found = []
    for field in fields:
        if isinstance(field, RelatedFields):
            for related in list_related(field.get_value(thing)):
                found += fold_fields(related, field.fields)
        elif isinstance(field, SearchField | AutocompleteField):
            folded = copy.copy(field)
            words = fold_value(field.get_value(thing), exact=isinstance(field, AutocompleteField))
            folded.get_value = lambda _thing, words=words: words
            found.append(folded)
    return found


def list_related(value) -> list:
    """The things that a relation, a method or an attribute gives."""
    if hasattr(value, "all"):
        return list(value.all())
    value = value() if callable(value) else value
    return [] if value is None else [value]


class FoldedThing:
    """What the indexer reads of a thing: its key, and its fields with folded words."""

    def __init__(self, thing):
        fields = fold_fields(thing, thing.get_search_fields())
        self.pk, self.get_search_fields = thing.pk, lambda: fields


@cache
def make_backend(base: type) -> type:
    """The backend of a database, with folded words."""

    class FoldingIndex(base.index_class):
        def add_items(self, model, objs):
            return super().add_items(model, [FoldedThing(thing) for thing in objs])

    class FoldingBackend(base):
        index_class = FoldingIndex

        def search(self, query, *arguments, **options):
            return super().search(fold_query(query), *arguments, **options)

        def autocomplete(self, query, *arguments, **options):
            return super().autocomplete(fold_query(query), *arguments, **options)

    return FoldingBackend


def SearchBackend(params: dict):  # noqa: N802
    """Wagtail asks a module for this name; the backend depends on the database."""
    if connection.vendor == "postgresql":
        from modelsearch.backends.database.postgres.postgres import PostgresSearchBackend as Base

        # The words are ready: PostgreSQL only splits them.
        params = {"SEARCH_CONFIG": "simple", **params}
    else:
        from modelsearch.backends.database.sqlite.sqlite import SQLiteSearchBackend as Base
    return make_backend(Base)(params)
