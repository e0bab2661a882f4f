"""What a page says of itself to machines that cite: Highwire tags, COinS, links of Signposting."""

from urllib.parse import urlencode

from .formats import FORMATS
from .model import LICENCE, CitationKind, Reference

#: Kinds that the books of OpenURL know; the others are said in its Dublin Core.
GENRES = {CitationKind.REPORT: "report", CitationKind.BOOK: "book", CitationKind.PROCEEDINGS: "book"}


def make_meta(reference: Reference) -> list[tuple[str, str]]:
    """The tags that Google Scholar and Zotero read: [(name, content)], without empty ones."""
    publisher = "technical_report_institution" if reference.kind.zotero == "report" else "publisher"
    tags = [
        # First in the rules of Zotero, which would guess an article of a journal.
        ("z:itemType", reference.kind.zotero),
        ("citation_title", reference.full_title),
        *(("citation_author", name.sorted) for name in reference.authors),
        ("citation_publication_date", reference.date.replace("-", "/")),
        ("citation_language", reference.language),
        (f"citation_{publisher}", reference.publisher),
        ("citation_journal_title", reference.container),
        ("citation_issue", reference.number),
        ("citation_keywords", "; ".join(reference.keywords)),
        ("citation_public_url", reference.cited_url),
        ("citation_doi", reference.doi),
        ("citation_pdf_url", reference.pdf),
        ("citation_abstract", reference.abstract),
    ]
    return [(name, content) for name, content in tags if content]


def make_coins(reference: Reference) -> str:
    """The title of a `span` of class Z3988: an OpenURL context object."""
    genre = GENRES.get(reference.kind)
    values = [
        ("ctx_ver", "Z39.88-2004"),
        ("rft_val_fmt", f"info:ofi/fmt:kev:mtx:{'book' if genre else 'dc'}"),
        ("rft_id", f"info:doi/{reference.doi}" if reference.doi else reference.cited_url),
        ("rft.genre", genre or ""),
        ("rft.type", "" if genre else reference.kind.zotero),
        ("rft.btitle" if genre else "rft.title", reference.full_title),
        *(("rft.aucorp" if name.literal else "rft.au", name.sorted) for name in reference.authors),
        ("rft.date", reference.date),
        ("rft.pub" if genre else "rft.publisher", reference.publisher),
        ("rft.source", reference.container),
        ("rft.place", reference.place),
        ("rft.language", reference.language),
        ("rft.description", reference.remark),
    ]
    return urlencode([(name, value) for name, value in values if value])


def make_links(reference: Reference, page_url: str, root: str) -> str:
    """The `Link` header of a page: how to cite it, what it is, whose, under which licence, what describes it."""
    links = [
        (reference.cited_url, "cite-as", ""),
        ("https://schema.org/AboutPage", "type", ""),
        (f"https://schema.org/{reference.kind.schema}", "type", ""),
        *((root.rstrip("/") + name.path, "author", "") for name in reference.authors if name.path),
        (LICENCE, "license", ""),
        ("" if reference.medium else page_url, "item", "text/html"),
        (reference.pdf, "item", "application/pdf"),
        *((f"{reference.url}{name}/", "describedby", written.accepted) for name, written in FORMATS.items()),
    ]
    return ", ".join(
        f'<{url}>; rel="{relation}"' + (f'; type="{media_type}"' if media_type else "")
        for url, relation, media_type in links
        if url
    )
