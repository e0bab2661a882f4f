"""Results, facets and documents as the API writes them: the schemas are in `search.api.schemas`."""

from collections.abc import Iterable
from urllib.parse import urljoin

from django.conf import settings
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import override

from sections.registry import get_section_for

from ..contract import Item, SearchQuery, SearchResult
from ..exports.csl import make_item
from ..exports.formats import FORMATS
from ..exports.rows import Row, load_item_rows, load_rows
from ..models import SearchDocument


def write_document(row: Row, root: str) -> dict:
    """A document as every endpoint shows it."""
    reference, document = row.reference, row.document
    section = get_section_for(row.page) if row.page is not None else None
    return {
        "type": document.family,
        "reference": document.reference,
        "language": document.language,
        "title": reference.title,
        "subtitle": reference.subtitle,
        "section": section.section_slug if section else document.family,
        "kind": reference.genre,
        "summary": reference.abstract,
        "authors": [name.display for name in reference.authors] if row.page is not None else [],
        "date": reference.date or None,
        "end_date": reference.end_date or None,
        "date_text": reference.dated,
        "keywords": list(reference.keywords),
        "doubt": reference.note,
        "url": urljoin(root, document.url),
        "permanent_url": reference.url,
    }


def write_items(items: Iterable[Item], root: str) -> list[dict]:
    """Results with what was found in them; those that the public may not see now are left out."""
    items = {item.document.pk: item for item in items}
    written = []
    for row in load_item_rows(list(items.values()), root):
        item = items[row.document.pk]
        written.append(
            write_document(row, root)
            | {
                "score": round(float(item.score), 4),
                "highlights": {name: str(html) for name, html in item.highlights.items()},
                "passages": [
                    {
                        "title": passage.title,
                        "html": str(passage.html),
                        "text": passage.text,
                        "url": urljoin(root, passage.url),
                        "page": passage.page_no,
                        "timecode": passage.timecode,
                    }
                    for passage in item.passages
                ],
                "reasons": [
                    {"word": why.word, "field": why.field, "through": why.through, "found": why.found}
                    for why in item.why
                ],
            }
        )
    return written


def write_query(query: SearchQuery) -> dict:
    """The question as it was understood."""
    return {
        "q": query.text,
        "lang": query.language,
        "filters": {name: list(values) for name, values in query.facets.items()},
        "year_from": query.year_from,
        "year_to": query.year_to,
        "sort": query.sort,
        "page": query.page,
        "page_size": query.page_size,
    }


def _make_query_string(query: SearchQuery) -> QueryDict:
    data = QueryDict(mutable=True)
    if query.text:
        data["q"] = query.text
    for name, values in query.facets.items():
        data.setlist(name, values)
    for name in ("year_from", "year_to"):
        if value := getattr(query, name):
            data[name] = value
    if query.text and query.sort != "relevance":
        data["sort"] = query.sort
    return data


def write_links(query: SearchQuery, last: int, root: str) -> dict:
    """Where to go from a page of results: the other pages, the same query for people, readers and files."""
    data = _make_query_string(query)
    with override(query.language):
        page = urljoin(root, reverse("search"))
    suffix = f"?{data.urlencode()}" if data else ""
    links = {"html": page + suffix, "atom": f"{page}feed/atom/{suffix}", "json_feed": f"{page}feed/json/{suffix}"}
    links |= {name: f"{page}export/{name}/{suffix}" for name in FORMATS}
    here = data.copy()
    here["page_size"] = query.page_size
    if query.language != settings.LANGUAGE_CODE:
        here["lang"] = query.language
    for name, wanted in (("with_facets", "facets"), ("with_passages", "passages")):
        if not getattr(query, name):
            here[wanted] = "false"
    for name, number in (("self", query.page), ("next", query.page + 1), ("previous", query.page - 1)):
        here["page"] = number
        known = name == "self" or 1 <= number <= last
        links[name] = urljoin(root, f"{reverse('api_search')}?{here.urlencode()}") if known else None
    return links


def write_result(result: SearchResult, root: str, max_pages: int) -> dict:
    """The whole answer; no more than `max_pages` can be asked for."""
    query = result.query
    pages = min(max(1, -(-result.total // query.page_size)), max_pages)
    return {
        "query": write_query(query),
        "total": result.total,
        "pages": pages,
        "results": write_items(result.items, root),
        "promoted": write_items(result.promoted, root),
        "facets": {
            name: [
                {"value": row.value, "label": str(row.label), "count": row.count, "selected": row.selected}
                for row in values
            ]
            for name, values in result.facets.items()
        },
        "suggestion": result.suggestion or None,
        "corrected": result.corrected,
        "engine": result.engine,
        "degraded": result.degraded,
        "links": write_links(query, pages, root),
    }


def write_suggestion(document: SearchDocument, root: str) -> dict:
    return {
        "type": document.family,
        "reference": document.reference,
        "language": document.language,
        "title": document.title,
        "url": urljoin(root, document.url),
    }


def write_versions(documents: list[SearchDocument], root: str) -> list[dict]:
    """A document in each of its languages, with how it is cited."""
    written = []
    for document in documents:
        with override(document.language):
            for row in load_rows([document], root):
                written.append(write_document(row, root) | {"citation": make_item(row.reference)})
    return written
