"""Documents and questions for the engines' tests, made without pages and without the parser."""

import itertools

from search.analysis import get_analyser
from search.engines.base import Alternative, Clause, EngineRequest, ParsedQuery
from search.models import DocumentFacet, Passage, SearchDocument

_numbers = itertools.count(1)


def make_document(title: str, *, passages=(), facets=None, language="fr", scope=None, **fields) -> SearchDocument:
    """A saved document with its facets and passages (texts)."""
    number = next(_numbers)
    document = SearchDocument.objects.create(
        family="page", reference=f"invented-{number}", url=f"/{number}/", language=language, title=title, **fields
    )
    values = {"language": [language], "scope": scope or [language], **(facets or {})}
    for field, found in values.items():
        for value in found:
            DocumentFacet.objects.create(document=document, field=field, value=value)
    for position, text in enumerate(passages):
        Passage.objects.create(
            document=document, position=position, kind="pdf", text=text, url=f"/{number}.pdf#page={position + 1}"
        )
    return document


def alternative(text: str, **options) -> Alternative:
    exact = options.get("exact", False)
    tokens = {}
    for language in ("fr", "en"):
        analyser = get_analyser(language)
        tokens[language] = tuple(analyser.exact(text) if exact else analyser.stems(text))
    return Alternative(text=text, tokens=tokens, **options)


def parse(text: str, synonyms=None, quoted: bool = False) -> ParsedQuery:
    """Each word is a clause, or the whole text is a quoted phrase."""
    if quoted:
        return ParsedQuery((Clause(text, (alternative(text, exact=True),), required=True),), text)
    clauses = []
    for word in text.split():
        others = [alternative(other, weight=0.8, through="synonym") for other in (synonyms or {}).get(word, ())]
        if get_analyser("fr").stems(word):
            clauses.append(Clause(word, (alternative(word), *others)))
    return ParsedQuery(tuple(clauses), text)


def ask(text: str = "", *, quoted=False, synonyms=None, language="fr", **options) -> EngineRequest:
    return EngineRequest(query=parse(text, synonyms, quoted), language=language, **options)
