"""HTML, of a page or of a mail."""

import re

from bs4 import BeautifulSoup, CData, Comment, Declaration, Doctype, NavigableString, ProcessingInstruction, Tag
from django.utils.translation import gettext as _

from ..cleaning import check_address, is_tracking_image
from ..document import (
    HEADING,
    LIST,
    NOTE,
    PARAGRAPH,
    QUOTE,
    SEPARATOR,
    TABLE,
    Block,
    Document,
    ImportRefused,
    Item,
    Span,
    tidy,
)
from ..structure import find_titles
from .decoding import decode

#: What runs, hides or asks: dropped with what is in it.
ACTIVE = {
    "script", "style", "iframe", "frame", "frameset", "object", "embed", "applet", "form", "input", "button", "select",
    "textarea", "template", "noscript", "svg", "math", "canvas", "audio", "video", "link", "meta", "base", "head",
}  # fmt: skip
INVISIBLE = (Comment, Declaration, Doctype, ProcessingInstruction, CData)
HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
BLOCKS = {
    "p", "div", "section", "article", "header", "footer", "main", "aside", "nav", "body", "html", "center", "figure",
    "figcaption", "address", "table", "tbody", "thead", "tfoot", "tr", "td", "th", "dl", "dt", "dd", "ul", "ol", "li",
    "blockquote", "hr", "pre", "details", "summary", "caption", *HEADINGS,
}  # fmt: skip
#: Deeper elements are read as plain text: no page is nested so.
MAX_DEPTH = 150
#: Nor does a page nest so deep that it could not be read at all.
MAX_NESTING = 500
#: The longest report has some 5,000 tags; a mail with its layout, ten times as many.
MAX_TAGS = 60_000
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]{0,30})")
_PARAGRAPH = re.compile(r"<p(?=[\s>])", re.IGNORECASE)
_PARAGRAPH_END = re.compile(r"</p\s*>", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\n\r\f\u00a0]+")
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([\w-]{1,40})", re.IGNORECASE)
_HIDDEN = re.compile(
    r"display:none|visibility:hidden|mso-hide:all|(?:^|;)font-size:0(?:px|;|$)|(?:^|;)opacity:0(?:;|$)|(?:^|;)max-height:0(?:px|;|$)"
)


def read_html(name: str, data: bytes) -> Document:
    """A page saved as HTML."""
    document = Document(name)
    declared = _CHARSET.search(data[:4000])
    return fill_from_html(document, decode(data, document, declared[1].decode() if declared else ""))


def fill_from_html(document: Document, text: str, notes: dict[int, Tag] | None = None) -> Document:
    """Give `document` the blocks of `text`, then those of `notes`, that `<sup data-note="3">` call."""
    soup = parse(text)
    title = soup.find("title")
    if title and not document.title:
        document.title = " ".join(title.get_text().split())[:255]
    _remove_active(soup, document)
    document.text = get_visible_text(soup)
    reader = HtmlReader(document)
    reader.read(soup)
    reader.flush()
    blocks = [block for block in reader.blocks if block.text or block.kind == SEPARATOR]
    notes = [read_note(document, number, element) for number, element in (notes or {}).items()]
    document.is_marked = any(block.kind == HEADING for block in blocks)
    document.blocks = [*(blocks if document.is_marked else find_titles(blocks)), *notes]
    return document


def parse(text: str) -> BeautifulSoup:
    """The tree of `text`, once rid of what makes the parser or its readers slow; raises `RecursionError` or `ImportRefused`."""
    text = _COMMENT.sub("", text)
    if len(_PARAGRAPH.findall(text)) > len(_PARAGRAPH_END.findall(text)) + 20:
        # Old pages do not close their paragraphs; the parser would put each in the one before.
        text = _PARAGRAPH.sub(r"</p>\g<0>", text)
    last = text.rfind(">") + 1
    text = text[:last] + text[last:].replace("<", "&lt;")
    depth = 0
    for number, match in enumerate(_TAG.finditer(text)):
        if number > MAX_TAGS:
            raise ImportRefused(_("The text is too long to be a page of the site."))
        if match[2].lower() not in VOID:
            depth = max(0, depth + (-1 if match[1] else 1))
            if depth > MAX_NESTING:
                raise RecursionError
    return BeautifulSoup(text, "html.parser")


def read_note(document: Document, number: int, element: Tag) -> Block:
    """A note, as one line."""
    reader = HtmlReader(document)
    reader.read(element)
    reader.flush()
    spans = [span for block in reader.blocks for spans in _get_spans(block) for span in [*spans, Span(" ")]]
    return Block(NOTE, tidy(spans), level=number)


def _get_spans(block: Block) -> list[list[Span]]:
    cells = [cell for row in block.rows for cell in row]
    return [block.spans, *(item.spans for item in block.items), *cells]


def _remove_active(soup: BeautifulSoup, document: Document) -> None:
    for node in soup.find_all(string=lambda string: isinstance(string, INVISIBLE)):
        node.extract()
    for element in soup.find_all(True):
        if element.decomposed:
            continue
        style = re.sub(r"\s", "", str(element.get("style") or "")).lower()
        if element.name in ACTIVE:
            words = " ".join(element.get_text(" ").split())
            if element.name not in {"head", "meta", "link", "style", "base"}:
                document.drop(
                    f"<{element.name}> {words}"[:160], _("it runs, asks or embeds something: no page may carry it")
                )
            element.decompose()
        elif element.name == "img":
            source = str(element.get("src") or "")
            if is_tracking_image(source, str(element.get("width") or ""), str(element.get("height") or ""), style):
                document.drop(source or "<img>", _("a tracking image"))
            else:
                alternative = " ".join(str(element.get("alt") or "").split())
                document.drop(
                    alternative or source[:120] or "<img>", _("an image: add it by hand, with its alternative text")
                )
            element.decompose()
        elif element.name not in {"html", "body"} and (element.has_attr("hidden") or (style and _HIDDEN.search(style))):
            words = " ".join(element.get_text(" ").split())
            if words:
                document.drop(words[:160], _("a text that the source hides"))
            element.decompose()


def get_visible_text(soup: BeautifulSoup) -> str:
    """The words of a page, a line for each block; also serves to read the site's own pages."""
    pieces: list[str] = []
    for node in soup.descendants:
        if isinstance(node, Tag):
            if node.name in BLOCKS or node.name == "br":
                pieces.append("\n" if node.name != "br" else " ")
        elif not isinstance(node, INVISIBLE):
            words = _SPACE.sub(" ", str(node))
            # Where a block ends, so does the line: the next text is not its sibling.
            if pieces and node.previous_sibling is not None and getattr(node.previous_sibling, "name", "") in BLOCKS:
                pieces.append("\n")
            pieces.append(words)
    return re.sub(r"[ \n]*\n[ \n]*", "\n", "".join(pieces)).strip()


class HtmlReader:
    """Walks the elements of a page."""

    def __init__(self, document: Document):
        self.document = document
        self.blocks: list[Block] = []
        self.spans: list[Span] = []
        self.kind, self.level = PARAGRAPH, 0
        #: The lists that are open, outermost first, and the item being written.
        self.lists: list[Block] = []
        self.item: Item | None = None

    def flush(self) -> None:
        spans, self.spans = tidy(self.spans), []
        if not spans:
            return
        if self.item is not None:
            joined = [*self.item.spans, Span(" "), *spans] if self.item.spans else spans
            self.item.spans = tidy(joined)
        else:
            self.blocks.append(Block(self.kind, spans, level=self.level))

    def read(self, element: Tag, bold=False, italic=False, href="", depth=0) -> None:
        for child in element.children:
            if isinstance(child, NavigableString):
                if not isinstance(child, INVISIBLE):
                    self.spans.append(Span(_SPACE.sub(" ", str(child)), bold, italic, href))
            elif isinstance(child, Tag):
                if depth > MAX_DEPTH:
                    self.spans.append(Span(_SPACE.sub(" ", child.get_text(" ")), bold, italic, href))
                else:
                    self.read_element(child, bold, italic, href, depth + 1)

    def read_element(self, element: Tag, bold: bool, italic: bool, href: str, depth: int) -> None:
        name = element.name
        style = re.sub(r"\s", "", str(element.get("style") or "")).lower()
        if name in HEADINGS:
            self.read_as(HEADING, element, HEADINGS[name], depth)
        elif name == "blockquote":
            self.read_as(QUOTE, element, 0, depth)
        elif name in {"ul", "ol"}:
            self.read_list(element, depth)
        elif name == "hr":
            self.flush()
            self.blocks.append(Block(SEPARATOR))
        elif name == "sup" and str(element.get("data-note", "")).isdigit():
            number = int(element["data-note"])
            self.spans.append(Span(f"[{number}]", note=number))
        elif name == "br":
            self.spans.append(Span("\n", bold, italic, ""))
        elif name == "table" and _is_data(element):
            self.read_table(element)
        elif name in BLOCKS:
            self.flush()
            self.read(element, bold or name in {"dt", "summary"}, italic, href, depth)
            self.flush()
        elif name == "a":
            self.read_link(element, bold, italic, depth)
        else:
            bold = bold or name in {"b", "strong"} or bool(re.search(r"font-weight:(?:bold|[6-9]00)", style))
            italic = italic or name in {"i", "em", "cite"} or "font-style:italic" in style
            self.read(element, bold, italic, href, depth)

    def read_as(self, kind: str, element: Tag, level: int, depth: int) -> None:
        self.flush()
        before = self.kind, self.level, self.item
        if self.item is None or kind == HEADING:
            self.kind, self.level, self.item = kind, level, None
        self.read(element, depth=depth)
        self.flush()
        self.kind, self.level, self.item = before

    def read_list(self, element: Tag, depth: int) -> None:
        self.flush()
        nested = bool(self.lists)
        block = self.lists[0] if nested else Block(LIST, ordered=element.name == "ol")
        if not nested:
            self.blocks.append(block)
        before = self.item
        self.lists.append(block)
        number = 0
        for child in element.children:
            if not isinstance(child, Tag):
                continue
            number += 1
            self.item = Item([], min(len(self.lists) - 1, 3), number if element.name == "ol" else None)
            block.items.append(self.item)
            self.read_element(child, False, False, "", depth + 1) if child.name in {"ul", "ol"} else self.read(
                child, depth=depth + 1
            )
            self.flush()
        self.lists.pop()
        self.item = before
        block.items = [item for item in block.items if item.spans or item is before]

    def read_link(self, element: Tag, bold: bool, italic: bool, depth: int) -> None:
        address = str(element.get("href") or "")
        kept, reason = check_address(address) if address else ("", "")
        words = " ".join(element.get_text(" ").split())
        if reason and words:
            self.document.drop(f"{words} ({address[:120]})", reason)
        self.read(element, bold, italic, kept, depth)

    def read_table(self, element: Tag) -> None:
        self.flush()
        rows = []
        for row in element.find_all("tr"):
            cells = []
            for cell in row.find_all(["td", "th"], recursive=False):
                inner = HtmlReader(self.document)
                inner.read(cell)
                inner.flush()
                cells.append([Span(" ".join(block.text for block in inner.blocks))])
            if cells:
                rows.append(cells)
        self.blocks.append(Block(TABLE, rows=rows))


def _is_data(table: Tag) -> bool:
    """Whether a table holds data; mails are laid out with tables."""
    if table.get("role") in {"presentation", "none"} or table.find("table") or not table.find("th"):
        return False
    return len(table.find_all("tr")) > 1
