"""From the elements of a page to blocks."""

import re
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from selectolax.lexbor import LexborNode

from ..cleaning import check_address, clean_text, is_tracking_image, join_address
from ..document import Block, Document, Item, Kind, Span, join_blocks, split_spans, tidy
from ..pictures import read_picture
from .notes import Notes
from .styles import Styles, is_hidden, is_shown
from .tables import is_data, lay_out

#: What runs, hides or asks: dropped with what is in it.
ACTIVE = {
    "script", "style", "iframe", "frame", "frameset", "object", "embed", "applet", "input", "button", "select",
    "textarea", "template", "noscript", "svg", "canvas", "audio", "video", "link", "meta", "base", "head", "title",
}  # fmt: skip
SILENT = {"head", "meta", "link", "style", "base", "input", "title"}
HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
BLOCKS = {
    "p", "div", "section", "article", "header", "footer", "main", "aside", "nav", "body", "html", "center", "figure",
    "figcaption", "address", "table", "tbody", "thead", "tfoot", "tr", "td", "th", "dl", "dt", "dd", "ul", "ol", "li",
    "blockquote", "hr", "pre", "details", "summary", "caption", "form", "fieldset", *HEADINGS,
}  # fmt: skip
#: Deeper elements are read as plain text: no page is nested so.
MAX_DEPTH = 150
#: A form with more words is a page that some servers put in one whole.
MAX_FORM = 300
_SPACE = re.compile(r"[ \t\n\r\f\u00a0]+")
_GOOGLE_LIST = re.compile(r"\blst-kix_(\w+)-(\d)\b")
_TITLE = re.compile(r"(?:^|\s)(?:title|MsoTitle)(?:\s|$)")
#: Of MathML: what stands before, between and after the children.
_MATH = {"mfrac": ("(", ")/(", ")"), "msqrt": ("√(", "", ")"), "mtr": ("", " ", " ; "), "mroot": ("√(", ", ", ")")}
_RAISED = {"msup": ["sup"], "msub": ["sub"], "munder": ["sub"], "msubsup": ["sub", "sup"], "munderover": ["sub", "sup"]}


@dataclass(frozen=True)
class Mark:
    """How words are set, from the elements around them."""

    bold: bool = False
    italic: bool = False
    href: str = ""
    raised: str = ""
    is_shown: bool = True
    is_pre: bool = False


class HtmlReader:
    """Walks the elements of a page."""

    def __init__(self, document: Document, styles: Styles, notes: Notes):
        self.document, self.styles, self.notes = document, styles, notes
        self.blocks: list[Block] = []
        self.spans: list[Span] = []
        self.pictures: list[Block] = []
        self.kind, self.level = Kind.PARAGRAPH, 0
        #: The lists that are open, outermost first, and the item being written.
        self.lists: list[Block] = []
        self.item: Item | None = None
        #: What the program that wrote the page calls its last list, which comes in several.
        self.list_key = ""

    def flush(self) -> None:
        spans, self.spans = tidy(self.spans), []
        pictures, self.pictures = self.pictures, []
        if spans and self.item is not None:
            self.item.spans = tidy([*self.item.spans, Span("\n"), *spans]) if self.item.spans else spans
        elif spans:
            parts = split_spans(spans, r"\n{2,}") if self.kind == Kind.PARAGRAPH else [spans]
            self.blocks += [Block(self.kind, part, level=self.level) for part in parts]
        for picture in pictures:
            self.add(picture)

    def add(self, block: Block) -> None:
        """Add a block that no item can hold: the list that is open goes on after it."""
        self.blocks.append(block)
        if self.lists:
            again = Block(Kind.LIST, ordered=self.lists[0].ordered)
            self.blocks.append(again)
            self.lists = [again] * len(self.lists)
            if self.item is not None:
                self.item = Item([], self.item.depth)
                again.items.append(self.item)

    def read(self, node: LexborNode, mark: Mark, depth: int = 0) -> None:
        for child in node.iter(include_text=True):
            if child.tag == "-text":
                self.say(child.text_content or "", mark)
            elif not child.tag.startswith(("-", "!")):
                if depth > MAX_DEPTH:
                    self.say(child.text(deep=True), mark)
                else:
                    self.read_element(child, mark, depth + 1)

    def say(self, words: str, mark: Mark) -> None:
        if not mark.is_shown:
            if words.strip():
                self.document.drop(words, _("a text that the source hides"))
            return
        words = clean_text(words)
        if not mark.is_pre:
            # A no-break space that stands alone is the writer's.
            words = _SPACE.sub(lambda match: match[0] if match[0] == "\u00a0" else " ", words)
        self.spans.append(Span(words, mark.bold, mark.italic, mark.href, raised=mark.raised))

    def drop(self, node: LexborNode, reason: str, start: str = "") -> None:
        words = start + " ".join(clean_text(node.text(deep=True, separator=" ")).split())
        if words:
            self.document.drop(words, reason)

    def read_element(self, node: LexborNode, mark: Mark, depth: int) -> None:
        name, style = node.tag, self.styles.get(node)
        if node.mem_id in self.notes.apart:
            return
        if name in ACTIVE or (name == "form" and len(node.text(deep=True)) <= MAX_FORM):
            if name not in SILENT:
                self.drop(node, _("it runs, asks or embeds something: no page may carry it"), f"<{name}> ")
            return
        lines = f"{style.get('text-decoration')}{style.get('text-decoration-line')}"
        if is_hidden(node, style):
            self.drop(node, _("a text that the source hides"))
        elif name in {"del", "s", "strike"} or "line-through" in lines:
            self.drop(node, _("words struck out in the source"))
        else:
            self.read_shown(node, name, style, self.restyle(node, name, style, mark), depth)

    def restyle(self, node: LexborNode, name: str, style: dict[str, str], mark: Mark) -> Mark:
        weight = style.get("font-weight") or ("bold" if name in {"b", "strong"} else "")
        bold = mark.bold if not weight else weight in {"bold", "bolder"} or weight[:1] in set("6789")
        slant = style.get("font-style") or ("italic" if name in {"i", "em", "cite"} else "")
        italic = mark.italic if not slant else slant != "normal"
        raised = {"super": "sup", "sub": "sub"}.get(style.get("vertical-align") or "", "")
        raised = name if name in {"sup", "sub"} else raised * (name in {"span", "a", "font", "b", "i"})
        is_pre = mark.is_pre or name == "pre" or (style.get("white-space") or "").startswith("pre")
        shown = is_shown(style, mark.is_shown)
        return Mark(bold, italic, mark.href, raised or mark.raised, shown, is_pre)

    def read_shown(self, node: LexborNode, name: str, style: dict[str, str], mark: Mark, depth: int) -> None:
        level = HEADINGS.get(name) or (1 if name == "p" and _TITLE.search(node.attributes.get("class") or "") else 0)
        if not level and node.attributes.get("role") == "heading":
            given = node.attributes.get("aria-level") or ""
            level = int(given) if given in set("123456") else 2
        listed = re.search(r"level(\d)", style.get("mso-list") or "")
        if level:
            self.read_as(Kind.HEADING, node, level, replace(mark, bold=False), depth)
        elif name == "blockquote":
            self.read_as(Kind.QUOTE, node, 0, mark, depth)
        elif name in {"ul", "ol"}:
            self.read_list(node, mark, depth)
        elif listed:
            self.read_marked_item(node, int(listed[1]) - 1, mark, depth)
        elif name == "hr":
            self.flush()
            self.add(Block(Kind.SEPARATOR))
        elif name == "img":
            self.read_image(node, style)
        elif name == "a":
            self.read_link(node, mark, depth)
        elif name == "sup" and any(link.mem_id in self.notes.calls for link in node.css("a")):
            for link in node.css("a"):
                self.read_link(link, mark, depth)
        elif name == "q":
            self.say("« ", mark)
            self.read(node, mark, depth)
            self.say(" »", mark)
        elif name == "br":
            self.spans.append(Span("\n", mark.bold, mark.italic))
        elif name in _MATH or name in _RAISED or name.startswith("annotation"):
            self.read_formula(node, name, mark, depth)
        elif name == "table" and is_data(node, self.document.is_mail):
            self.read_table(node)
        elif name in BLOCKS:
            self.flush()
            self.read(node, replace(mark, bold=mark.bold or name in {"dt", "summary"}), depth)
            self.flush()
        elif style.get("mso-list") != "ignore":
            self.read(node, mark, depth)

    def read_as(self, kind: str, node: LexborNode, level: int, mark: Mark, depth: int) -> None:
        self.flush()
        before = self.kind, self.level, self.item
        if self.item is None or kind == Kind.HEADING:
            self.kind, self.level, self.item = kind, level, None
        self.read(node, mark, depth)
        self.flush()
        self.kind, self.level, self.item = before

    def read_list(self, node: LexborNode, mark: Mark, depth: int) -> None:
        self.flush()
        if node.css_first("h1, h2, h3, h4, h5, h6"):
            # Titles that a program numbered as a list: each text stands under its own.
            for child in node.iter():
                self.read(child, mark, depth + 1)
                self.flush()
            return
        google = _GOOGLE_LIST.search(node.attributes.get("class") or "")
        key, own = (google[1], int(google[2])) if google and not self.lists else ("", 0)
        last = self.blocks[-1] if self.blocks else None
        if not self.lists and not (key and key == self.list_key and last and last.kind == Kind.LIST):
            self.blocks.append(Block(Kind.LIST, ordered=node.tag == "ol"))
        self.list_key = key
        before = self.item
        self.lists.append(self.lists[0] if self.lists else self.blocks[-1])
        start = node.attributes.get("start") or "1"
        number = int(start) - 1 if re.fullmatch(r"\d{1,4}", start) else 0
        for child in node.iter():
            value = child.attributes.get("value") or ""
            number = int(value) if re.fullmatch(r"\d{1,4}", value) else number + 1
            self.item = Item([], min(len(self.lists) - 1 + own, 3), number if node.tag == "ol" else None)
            self.lists[0].items.append(self.item)
            read = self.read_element if child.tag in {"ul", "ol"} else self.read
            read(child, mark, depth + 1)
            self.flush()
        block = self.lists.pop()
        self.item = before
        block.items = [item for item in block.items if item.spans or item is before]

    def read_marked_item(self, node: LexborNode, place: int, mark: Mark, depth: int) -> None:
        """A paragraph that Word says is an item; its mark is words that Word's readers do not read."""
        self.flush()
        marks = [part for part in node.css("span") if self.styles.get(part).get("mso-list") == "ignore"]
        words = marks[0].text(deep=True).strip() if marks else ""
        number = int(match[1]) if (match := re.fullmatch(r"\W*(\d{1,4})[.)]?\W*", words)) else None
        last = self.blocks[-1] if self.blocks and self.blocks[-1].kind == Kind.LIST and self.list_key == "mso" else None
        if last is not None and place == 0:
            before = [item.number for item in last.items if not item.depth]
            follows = number == (before[-1] or 0) + 1 if before and number is not None else number is None
            last = last if last.ordered == (number is not None) and follows else None
        if last is None:
            last = Block(Kind.LIST, ordered=number is not None)
            self.blocks.append(last)
        self.list_key, self.item = "mso", Item([], min(place, 3), number)
        last.items.append(self.item)
        if number is None and words != "o" and any(map(str.isalnum, words)):
            # « a) », « 2.1 »: no list of a page has such marks.
            self.say(f"{words} ", mark)
        self.read(node, mark, depth)
        self.flush()
        self.item = None

    def read_link(self, node: LexborNode, mark: Mark, depth: int) -> None:
        if number := self.notes.calls.get(node.mem_id):
            self.spans.append(Span(f"[{number}]", note=number))
            return
        address = node.attributes.get("href") or ""
        if address[:1] not in {"", "#"}:
            address = join_address(self.document.base, address)
        kept, reason = check_address(address) if address else ("", "")
        words = " ".join(node.text(deep=True, separator=" ").split())
        if reason and words:
            self.document.drop(f"{words} ({address[:120]})", reason)
        self.read(node, replace(mark, href=kept), depth)

    def read_image(self, node: LexborNode, style: dict[str, str]) -> None:
        source, alternative = node.attributes.get("src") or "", node.attributes.get("alt") or ""
        alternative = " ".join(clean_text(alternative).split())[:255]
        sizes = node.attributes.get("width") or "", node.attributes.get("height") or ""
        if is_tracking_image(source, *sizes, node.attributes.get("style") or ""):
            self.document.drop(source or "<img>", _("a tracking image"))
        elif data := read_picture(source, self.document):
            self.pictures.append(Block(Kind.PICTURE, caption=alternative, data=data))
        else:
            what = alternative or source[:120] or "<img>"
            self.document.drop(what, _("an image: add it by hand, with its alternative text"))

    def read_formula(self, node: LexborNode, name: str, mark: Mark, depth: int) -> None:
        """MathML as words: 10 raised to 6, (a)/(b)."""
        first, between, last = _MATH.get(name, ("", "", ""))
        self.say(first, mark)
        for number, child in enumerate([] if name.startswith("annotation") else node.iter()):
            raised = dict(enumerate(_RAISED.get(name, ()), 1)).get(number)
            self.say(between if number else "", mark)
            self.read_element(child, replace(mark, raised=raised or mark.raised), depth + 1)
        self.say(last, mark)

    def read_table(self, node: LexborNode) -> None:
        self.flush()
        words = " ".join(clean_text(" ".join(c.text(deep=True) for c in node.css("caption"))).split())[:255]
        rows = [[cell or [] for cell in row] for row in lay_out(node, lambda c: join_blocks(self.read_apart(c), "\n"))]
        self.add(Block(Kind.TABLE, rows=rows, caption=words))

    def read_note(self, number: int, holder: LexborNode) -> Block:
        """A note, as one line."""
        spans = join_blocks(self.read_apart(holder), " ")
        if spans:
            # « [1] » before its text, where it is no link.
            spans[0] = replace(spans[0], text=re.sub(r"^\s*(?:\[\d{1,3}\]|\^)\s*", "", spans[0].text))
        return Block(Kind.NOTE, tidy(spans), level=number)

    def read_apart(self, node: LexborNode) -> list[Block]:
        reader = HtmlReader(self.document, self.styles, self.notes)
        reader.read(node, Mark())
        reader.flush()
        self.pictures += [block for block in reader.blocks if block.kind == Kind.PICTURE]
        return [block for block in reader.blocks if block.kind != Kind.PICTURE]
