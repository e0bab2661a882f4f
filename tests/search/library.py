"""A small library of documents written by hand, for the tests of the engines."""

import datetime
from collections.abc import Iterable, Mapping

from django.db import connection

from search.engines import get_engine
from search.models import DocumentFacet, Passage, PassageKind, SearchDocument
from tests.factories import make_organisation, make_page, make_person, make_theme
from works.models import WorkPage


def engine():
    """The engine of the suite's database."""
    return get_engine(connection.vendor)


def add_document(
    title: str = "",
    *,
    family: str = "page",
    thing=None,
    language: str = "fr",
    scope: Iterable[str] = ("fr", "en"),
    facets: Mapping[str, Iterable[str]] | None = None,
    passages: Iterable[str] = (),
    date: datetime.date | None = None,
    write: bool = True,
    **fields,
) -> SearchDocument:
    """Make a document, of a page made for it unless `thing` is given, and index it."""
    if thing is None:
        make = {
            "person": make_person,
            "organisation": make_organisation,
            "theme": make_theme,
        }.get(family)
        # Nobody finds a person or an organisation that nothing public names.
        alone = {"on_its_own": True} if family in ("person", "organisation") else {}
        thing = make(title, **alone) if make else make_page(WorkPage, title=title)
    fields.setdefault("year", date.year if date else None)
    document = SearchDocument.objects.create(
        family=family,
        title=title,
        language=language,
        url=f"/{thing.pk}/",
        date=date,
        **{"page_id" if family == "page" else "entry_id": thing.pk},
        **fields,
    )
    values = {"language": (language,), "scope": scope, "section": ("travaux",)} | dict(facets or {})
    DocumentFacet.objects.bulk_create(
        DocumentFacet(document=document, field=name, value=value) for name, found in values.items() for value in found
    )
    Passage.objects.bulk_create(
        Passage(
            document=document,
            position=number,
            kind=PassageKind.PDF,
            title=f"Page {number + 1}",
            text=text,
            url=f"/media/essai.pdf#page={number + 1}",
            page_no=number + 1,
        )
        for number, text in enumerate(passages)
    )
    if write:
        engine().write([document])
    return document
