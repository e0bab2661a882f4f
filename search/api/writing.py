"""Results and documents in the words of the API's schemas, and where to go from a page of results."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import override

from content.harvest import EPOCH, find_known, load_records, take, write_cursor
from themes.labels import get_theme_names

from ..contract import SearchResult
from ..exports.formats import EXPORTS, FEEDS
from ..exports.rows import Row, load_item_rows, load_rows
from ..models import SearchDocument
from .parameters import MAX_PAGE, ChangesParameters, SearchParameters

#: What is about the answer and its pages, not about what is looked for.
ABOUT_ANSWER = {"lang", "page", "page_size", "facets", "passages"}


def write_links(asked: SearchParameters, last: int) -> dict:
    """Where to go from a page of results: the other pages, the same query for people, readers and files."""
    told = {name: value for name, value in asked.model_dump(exclude_defaults=True).items() if value}
    if not asked.q:
        told.pop("sort", None)
    query = urlencode({name: told[name] for name in told if name not in ABOUT_ANSWER}, doseq=True)
    suffix = f"?{query}" if query else ""
    with override(asked.lang):
        page = reverse("search")
    links = {name: f"{page}{path}{suffix}" for name, (path, _label) in {**FEEDS, **EXPORTS}.items()}
    links["html"] = page + suffix
    here = {**told, "page_size": asked.page_size}
    here |= {name: "false" for name in ("facets", "passages") if not getattr(asked, name)}
    for name, number in (("self", asked.page), ("next", asked.page + 1), ("previous", asked.page - 1)):
        address = f"{reverse('api_search')}?{urlencode({**here, 'page': number}, doseq=True)}"
        links[name] = address if name == "self" or 1 <= number <= last else None
    return links


def write_answer(result: SearchResult, asked: SearchParameters, root: str) -> dict:
    """The whole answer; no more than `MAX_PAGE` pages can be asked for."""
    pages = min(max(1, -(-result.total // asked.page_size)), MAX_PAGE)
    # Those that the public may not see now are left out.
    rows = {
        name: load_item_rows(items, root) for name, items in (("results", result.items), ("promoted", result.promoted))
    }
    links, suggestion = write_links(asked, pages), result.suggestion or None
    return vars(result) | rows | {"pages": pages, "suggestion": suggestion, "links": links}


def find_versions(documents: list[SearchDocument], root: str) -> list[Row]:
    """A document in each of its languages, each in its own words."""
    rows = []
    for document in documents:
        with override(document.language):
            rows += load_rows([document], root)
    return rows


def find_changes(asked: ChangesParameters, root: str) -> dict:
    """The contents that changed since, and those that are gone."""
    known = find_known().filter(changed_at__gte=asked.updated_since or EPOCH)
    rows, has_more = take(known, asked.cursor, asked.page_size)
    pages = load_records(rows)
    for row in rows:
        page = pages.get((row.identifier.key, row.language))
        row.deleted, row.document = page is None, None
        if page is not None:
            with override(row.language):
                row.document = Row.of_page(page, root, get_theme_names())
    # The cursor is past `updated_since`.
    told = {"lang": asked.lang, "page_size": asked.page_size}
    following = urlencode(told | {"cursor": write_cursor(rows[-1])}) if has_more else ""
    return {"changes": rows, "next": f"{reverse('api_documents')}?{following}" if has_more else None}
