"""Results ready to be written: many of them take as many SQL queries as one."""

import dataclasses

from content.citing.model import Reference, load_for_citing, make_reference, make_web_reference
from content.models import ContentPage
from sections.cards import load_cards
from sections.locales import get_language_of
from sections.query import visible
from sections.registry import get_section_for
from themes.labels import get_theme_names

from ..contract import Item
from ..families import PAGE, get_family_label
from ..models import SearchDocument


@dataclasses.dataclass(frozen=True)
class Row:
    """A result: its document, its citation, and its page when it is one."""

    document: SearchDocument
    reference: Reference
    page: ContentPage | None = None
    #: What was found in it.
    item: Item | None = None
    #: What a suggestion is, in words.
    kind: str = ""

    @classmethod
    def of_page(cls, page: ContentPage, root: str, theme_names: dict[str, str]) -> "Row":
        """The row of a page that the index may not have yet; `load_for_citing` prepared it."""
        document = SearchDocument(
            family=PAGE, reference=page.reference, language=get_language_of(page), url=page.url or ""
        )
        document.title = page.title
        return cls(document, make_reference(page, root, theme_names), page)

    @property
    def section(self):
        """The section of the page, or None."""
        return get_section_for(self.page) if self.page is not None else None

    @property
    def section_code(self) -> str:
        return self.section.section_slug if self.section else self.document.family

    @property
    def authors(self) -> list[str]:
        """Whose words a page is."""
        return [name.display for name in self.reference.authors] if self.page is not None else []


def load_rows(documents: list[SearchDocument], root: str, pages: list[ContentPage] | None = None) -> list[Row]:
    """Return the rows of `documents`, in order, without the pages that the public may not see now.

    `pages` are those of the documents, when the service loaded them.
    """
    if pages is None:
        ids = [document.page_id for document in documents if document.page_id]
        pages = load_cards(visible(ContentPage.objects.filter(pk__in=ids))) if ids else []
    load_for_citing(pages)
    by_id = {page.pk: page for page in pages}
    names = get_theme_names()
    rows = []
    for document in documents:
        page = by_id.get(document.page_id)
        if page is not None:
            rows.append(Row(document, make_reference(page, root, names), page))
        elif document.family != PAGE:
            rows.append(Row(document, make_register_reference(document, root)))
    return rows


def make_register_reference(document: SearchDocument, root: str) -> Reference:
    """The page of an entry of a register, as a page of the site."""
    words = {"abstract": document.summary, "genre": get_family_label(document.family)}
    # A page that is no content has no permanent identifier: its address stands for it.
    name = document.reference or document.url.strip("/").replace("/", "-") or "accueil"
    reference = make_web_reference(document.title, name, document.language, root, **words)
    return reference if document.reference else dataclasses.replace(reference, url=root.rstrip("/") + document.url)


def load_item_rows(items: list[Item], root: str) -> list[Row]:
    """The rows of results of the service, which has found their pages."""
    pages = [item.object for item in items if isinstance(item.object, ContentPage)]
    by_document = {item.document.pk: item for item in items}
    rows = load_rows([item.document for item in by_document.values()], root, pages)
    return [dataclasses.replace(row, item=by_document[row.document.pk]) for row in rows]
