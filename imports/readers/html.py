"""HTML, of a page or of a mail: read as a browser reads it, with the styles that classes and parents give."""

import re

from django.utils.translation import gettext as _
from selectolax.lexbor import LexborHTMLParser, LexborNode

from ..cleaning import clean_text
from ..document import Block, Document, ImportRefused, Kind
from ..structure import find_titles, find_typed_lists
from .decoding import decode
from .inline import link_addresses
from .notes import find_notes
from .printed import LEADERS
from .styles import Styles
from .walker import ACTIVE, HtmlReader, Mark

MAX_NESTING = 500
#: A report of 300 pages has some 30,000 tags; a mail with its layout, fewer.
MAX_TAGS = 200_000
#: Tags that need no end: they do not nest by themselves.
FLAT = {
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr", "p", "li",
    "td", "th", "tr", "dt", "dd", "option", "tbody", "thead",
}  # fmt: skip
#: What stands around the main part of a saved page: the site's, not the text's.
AROUND = (
    "nav, aside, footer, [role=navigation], [role=banner], [role=contentinfo], [role=complementary], [role=search], "
    "[role=dialog], [role=alertdialog], dialog, [class*=cookie], [id*=cookie], [class*=consent], [class*=breadcrumb], "
    "[class*=skip-link], [class*=skiplink]"
)
#: A shorter part is not what the page is about.
MIN_PART = 0.1
#: In XHTML, « <title/> » is whole; a page would go on inside it.
_ALONE = re.compile(r"<(title|script|style|textarea|iframe|a|p|div|span|td|li)\b([^<>]*)/>", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]{0,30})")
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([\w-]{1,40})", re.IGNORECASE)
_NOTES_HEADING = re.compile(r"^(?:notes?(?: de bas de page)?|footnotes|références)$", re.IGNORECASE)


def read_html(name: str, data: bytes, **more) -> Document:
    """A page saved as HTML; `more` is what a document has from the start: its pictures."""
    document = Document(name, **more)
    text = decode(data, document, find_charset(data))
    return finish(document, read_blocks(document, text))


def find_charset(data: bytes) -> str:
    """The encoding that a page says it is in, or ""."""
    declared = _CHARSET.search(data[:4000])
    return declared[1].decode() if declared else ""


def read_blocks(document: Document, text: str) -> list[Block]:
    """The blocks of a page, then its notes; its title and what is left out are said on `document`."""
    tree = parse(_ALONE.sub(r"<\1\2></\1>", text) if text.lstrip().startswith("<?xml") else text)
    base = tree.css_first("base[href]")
    document.base = (base.attributes["href"] or "") if base else document.base
    title = tree.css_first("title")
    if title and not document.title:
        document.title = " ".join(clean_text(title.text()).split())[:255]
    notes = find_notes(tree)
    reader = HtmlReader(document, Styles(tree), notes)
    root = tree.body or tree.root
    root = root if document.is_mail else find_main(root, document, notes.apart)
    reader.read(root, Mark())
    reader.flush()
    blocks = [block for block in reader.blocks if block.text or block.kind in {Kind.SEPARATOR, Kind.PICTURE}]
    if notes.holders:
        while blocks and (blocks[-1].kind == Kind.SEPARATOR or _NOTES_HEADING.match(blocks[-1].text)):
            blocks.pop()
    return [*blocks, *(reader.read_note(number, holder) for number, holder in notes.holders.items())]


def finish(document: Document, blocks: list[Block], is_titled: bool = False) -> Document:
    """Give `document` its blocks, once the lists and the titles that no mark shows are found."""
    blocks = drop_contents(document, blocks)
    for block in blocks:
        if block.kind != Kind.HEADING:
            block.change(lambda spans: link_addresses(spans, document))
    text = find_typed_lists([block for block in blocks if block.kind != Kind.NOTE])
    document.is_marked = any(block.kind == Kind.HEADING for block in text)
    notes = [block for block in blocks if block.kind == Kind.NOTE]
    has_title = (is_titled or document.is_mail) and bool(document.title)
    document.blocks = [*(text if document.is_marked else find_titles(text, has_title)), *notes]
    return document


def drop_contents(document: Document, blocks: list[Block]) -> list[Block]:
    """`blocks` without a printed table of contents: lines that end with dots and a number."""
    rows = [block for block in blocks if block.kind == Kind.PARAGRAPH and LEADERS.search(block.text)]
    for row in rows if len(rows) > 1 else ():
        document.drop(row.text, _("the printed table of contents: the site makes its own"))
    return [block for block in blocks if len(rows) < 2 or block not in rows]


def parse(text: str) -> LexborHTMLParser:
    """The tree of `text`; raises `RecursionError` or `ImportRefused` for what no program writes."""
    depth = 0
    for number, match in enumerate(_TAG.finditer(text)):
        if number > MAX_TAGS:
            raise ImportRefused(_("The text is too long to be a page of the site."))
        if match[2].lower() not in FLAT:
            depth = max(0, depth + (-1 if match[1] else 1))
            if depth > MAX_NESTING:
                raise RecursionError
    return LexborHTMLParser(text)


def find_main(root: LexborNode, document: Document, apart: set[int]) -> LexborNode:
    """The element to read; what is left out is said, and what is inside it is added to `apart`, by `mem_id`."""
    whole = len(root.text(deep=True))
    found = root.css("main, [role=main]") or root.css("article")
    main = found[0] if len(found) == 1 and len(found[0].text(deep=True)) > MIN_PART * whole else root
    around = [node for node in root.css(AROUND) if main.mem_id not in {n.mem_id for n in node.traverse()}]
    heads = [node for node in root.css("header") if node.css_first("nav") and not node.css_first("h1")]
    signed = {node.mem_id for node in root.css("blockquote footer")}
    around = [node for node in [*around, *heads] if node.mem_id not in signed]
    around = [node for node in around if not any(n.mem_id in apart for n in node.traverse())]
    # A page that would be nothing but menus is read whole.
    if main.mem_id == root.mem_id and sum(len(node.text(deep=True)) for node in around) > (1 - MIN_PART) * whole:
        return root
    if main.mem_id != root.mem_id:
        inside = {node.mem_id for node in main.traverse()}
        around = [node for node in around if node.mem_id in inside]
    node = main
    while node.mem_id != root.mem_id:
        around += [other for other in node.parent.iter() if other.mem_id != node.mem_id and other.tag not in ACTIVE]
        node = node.parent
    for node in around:
        words = " ".join(clean_text(node.text(deep=True, separator=" ")).split())
        if words:
            document.drop(words, _("around the main part of the page: a menu, a notice, a footer"))
        apart.add(node.mem_id)
    return main
