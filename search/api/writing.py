"""Results and documents in the words of the API's schemas, and where to go from a page of results."""

import dataclasses
from collections.abc import Iterable
from urllib.parse import urlencode, urljoin

from django.urls import reverse
from django.utils.translation import override

from content.citing.csl import make_item

from ..contract import Item, SearchResult
from ..exports.formats import EXPORTS, FEEDS
from ..exports.rows import Row, load_item_rows, load_rows
from ..models import SearchDocument
from .parameters import MAX_PAGE, SearchParameters

#: What is about the answer and its pages, not about what is looked for.
ABOUT_ANSWER = {"lang", "page", "page_size", "facets", "passages"}


def write_suggestion(document: SearchDocument, root: str) -> dict:
    same = {name: getattr(document, name) for name in ("reference", "language", "title")}
    return {"type": document.family, "url": urljoin(root, document.url), **same}


def write_document(row: Row, root: str) -> dict:
    """A document as every endpoint shows it."""
    reference = row.reference
    return write_suggestion(row.document, root) | {
        "title": reference.title,
        "subtitle": reference.subtitle,
        "section": row.section.section_slug if row.section else row.document.family,
        "kind": reference.genre,
        "summary": reference.abstract,
        "authors": [name.display for name in reference.authors] if row.page is not None else [],
        "date": reference.date or None,
        "end_date": reference.end_date or None,
        "date_text": reference.dated,
        "keywords": reference.keywords,
        "doubt": reference.note,
        "permanent_url": reference.url,
    }


def write_items(items: Iterable[Item], root: str) -> list[dict]:
    """Results with what was found in them; those that the public may not see now are left out."""
    items = {item.document.pk: item for item in items}
    written = []
    for row in load_item_rows(list(items.values()), root):
        item = items[row.document.pk]
        found = {"score": round(float(item.score), 4), "highlights": item.highlights, "reasons": item.why}
        found |= {"lacking": item.lacking}
        passages = [dataclasses.replace(passage, url=urljoin(root, passage.url)) for passage in item.passages]
        written.append(write_document(row, root) | found | {"passages": passages})
    return written


def write_links(asked: SearchParameters, last: int, root: str) -> dict:
    """Where to go from a page of results: the other pages, the same query for people, readers and files."""
    told = {name: value for name, value in asked.model_dump(exclude_defaults=True).items() if value}
    if not asked.q:
        told.pop("sort", None)
    query = urlencode({name: told[name] for name in told if name not in ABOUT_ANSWER}, doseq=True)
    suffix = f"?{query}" if query else ""
    with override(asked.lang):
        page = urljoin(root, reverse("search"))
    links = {name: f"{page}{path}{suffix}" for name, (path, _label) in {**FEEDS, **EXPORTS}.items()}
    links["html"] = page + suffix
    here = {**told, "page_size": asked.page_size}
    here |= {name: "false" for name in ("facets", "passages") if not getattr(asked, name)}
    for name, number in (("self", asked.page), ("next", asked.page + 1), ("previous", asked.page - 1)):
        address = f"{reverse('api_search')}?{urlencode({**here, 'page': number}, doseq=True)}"
        links[name] = urljoin(root, address) if name == "self" or 1 <= number <= last else None
    return links


def write_answer(result: SearchResult, asked: SearchParameters, root: str) -> dict:
    """The whole answer; no more than `MAX_PAGE` pages can be asked for."""
    pages = min(max(1, -(-result.total // asked.page_size)), MAX_PAGE)
    names = ("query", "total", "facets", "corrected", "unknown", "understood", "engine", "degraded")
    return {name: getattr(result, name) for name in names} | {
        "pages": pages,
        "results": write_items(result.items, root),
        "promoted": write_items(result.promoted, root),
        "suggestion": result.suggestion or None,
        "links": write_links(asked, pages, root),
    }


def write_versions(documents: list[SearchDocument], root: str) -> list[dict]:
    """A document in each of its languages, with how it is cited."""
    written = []
    for document in documents:
        with override(document.language):
            for row in load_rows([document], root):
                written.append(write_document(row, root) | {"citation": make_item(row.reference)})
    return written
