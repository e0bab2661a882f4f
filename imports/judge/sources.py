"""What a file says, read by other means than the importers': the standard library and Beautiful Soup.

Nothing here comes from `imports.readers`: a fault of theirs must show.
"""

import dataclasses
import email
import email.policy
import io
import re
from html import unescape
from xml.etree.ElementTree import Element

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString, PreformattedString
from defusedxml.ElementTree import fromstring

from accounts.uploads.archives import open_archive
from accounts.uploads.texts import read_text
from registers.pdf.reading import run_reader

#: Elements that start a line of their own.
LINES = {
    "p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "tr", "td", "th", "table", "ul", "ol", "blockquote", "pre", "hr", "br",
    "section", "article", "header", "footer", "main", "aside", "nav", "dt", "dd", "figure", "figcaption", "caption", "body",
}  # fmt: skip
SILENT = "script style head title template noscript select button textarea svg iframe object".split()
_HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|(?<![\w-])opacity\s*:\s*0(?:\.0+)?\s*(?:;|!|$)", re.IGNORECASE
)
_RULE = re.compile(r"\.([\w-]+)\s*\{([^{}]*)\}")
_HEADINGS = re.compile("^h[1-6]$")
#: A hyphen inside a word; a number that sticks to the end of a word or of a sentence.
_PRINTED = re.compile(
    r"(?<=\w)[-\u2010\u2011\ufffe\x02]\s*(?=[^\W\d_])|(?<=[^\W\d_.,;:!?»])\d{1,3}\b|(?<=[.,;:!?»])\s?\d{1,3}(?=\s|$)"
    r"|\b\d{1,3}(?=[A-ZÀ-Þ])|^\s*\d{1,3}\s+(?=[A-ZÀ-Þ])",
    re.MULTILINE,
)
_TEXTS = re.compile(r"word/(?:document\d*|footnotes|endnotes)\.xml")
#: What the font Symbol draws for the letters of ASCII, and some of its signs.
SYMBOLS = dict(zip(range(0x41, 0x5B), "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ", strict=True))
SYMBOLS |= zip(range(0x61, 0x7B), "αβχδεφγηιϕκλμνοπθρστυϖωξψζ", strict=True)
SYMBOLS |= {0xA3: "≤", 0xB1: "±", 0xB3: "≥", 0xB4: "×", 0xB8: "÷", 0xB9: "≠"}
_CALL = re.compile(r"^\W*\d{1,3}\W*$")


@dataclasses.dataclass
class Source:
    """The words of a file, and what it is made of."""

    #: Every line that a reader of the file sees; what is raised starts with « ^ ».
    lines: list[str] = dataclasses.field(default_factory=list)
    #: Lines that the file holds and does not show.
    hidden: list[str] = dataclasses.field(default_factory=list)
    headings: list[str] = dataclasses.field(default_factory=list)
    items: int = 0
    tables: int = 0
    notes: int = 0
    pictures: int = 0
    #: Words of the links that lead outside.
    links: list[str] = dataclasses.field(default_factory=list)
    #: Addresses of who received the mail.
    readers: set[str] = dataclasses.field(default_factory=set)
    #: Whether the file only says where its signs are printed.
    is_printed: bool = False

    def level(self, text: str) -> str:
        """`text`; of what was printed, neither the hyphens of words nor the numbers that call notes are sure."""
        return _PRINTED.sub("", text) if self.is_printed else text


def read_source(name: str, data: bytes, encoding: str) -> Source:
    """Read a file by its extension; `encoding` is what a text was found to be in."""
    suffix = name.rpartition(".")[2].lower()
    if suffix == "docx":
        return read_office(data)
    if suffix == "odt":
        return read_open_text(data)
    if suffix in {"eml", "mht", "mhtml"}:
        return read_mail(data)
    if suffix == "zip":
        with open_archive(io.BytesIO(data), "zip", size=len(data)) as archive:
            own = next(
                n
                for n in archive.namelist()
                if re.search(r"^(?!__MACOSX/).*\.(?:x?html?|md|markdown)$", n, re.IGNORECASE)
            )
            return read_source(own, archive.read(own), encoding)
    if suffix == "pdf":
        source, pages = Source(is_printed=True), run_reader(io.BytesIO(data), options=("plain",))[0][1:]
        source.lines = [line for page in pages for line in source.level(page["plain"]).split("\n")]
        return source
    text = data.decode(encoding or "utf-8", "replace").removeprefix("\ufeff")
    if suffix in {"html", "htm"}:
        return read_page(text, Source())
    is_marked = suffix != "txt" or re.search(r"^#{1,6} \S", text, re.MULTILINE)
    return read_marks(text) if is_marked else Source(lines=split_text(text))


def split_text(text: str) -> list[str]:
    """The lines of a text, the words that its lines cut made whole."""
    text = re.sub(r"(?<=[^\W\d_])[-\u2010\u00ad]\r?\n[ \t]*(?=[^\W\d_])", "", text)
    return re.split(r"[\r\n\f\u2028\u2029\x85]+", text)


def read_page(text: str, source: Source) -> Source:
    """The words of a page, hidden or not."""
    soup = BeautifulSoup(text, "html.parser")
    sheet = re.sub(
        r"@media[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", "", "".join(s.get_text() for s in soup.find_all("style"))
    )
    hiding = {name for name, rule in _RULE.findall(sheet) if _HIDING.search(rule)}
    for element in soup.find_all(SILENT):
        element.decompose()
    for struck in soup.find_all(["del", "s", "strike"]):
        source.hidden.append(struck.get_text(" "))
        struck.decompose()
    for element in soup.find_all(True):
        if element.decomposed:
            continue
        names = set(element.get_attribute_list("class"))
        if element.has_attr("hidden") or _HIDING.search(str(element.get("style") or "")) or names & hiding:
            source.hidden.append(element.get_text(" "))
            element.decompose()
    for call in soup.find_all("a", href=re.compile("^#")):
        if _CALL.match(call.get_text()):
            call.decompose()
    source.headings += [h.get_text(" ") for h in soup.find_all(_HEADINGS)]
    source.links += [a.get_text(" ") for a in soup.find_all("a", href=re.compile("^https?:")) if a.get_text(strip=True)]
    source.items += sum(1 for item in soup.find_all("li") if item.get_text(strip=True) and not item.find(_HEADINGS))
    source.tables += sum(bool(table.find("th")) and _is_table(table) for table in soup.find_all("table"))
    source.lines += get_lines(soup)
    return source


def _is_table(table: Tag) -> bool:
    return not table.find(["table", "h1", "h2"]) and table.get("role") is None and len(table.find_all("tr")) > 1


def get_lines(soup: BeautifulSoup | Tag) -> list[str]:
    """The words of each line of a page."""
    pieces: list[str] = []
    for node in soup.descendants:
        if isinstance(node, Tag):
            pieces.append("\n" if node.name in LINES else "^" if node.name == "sup" else "")
        elif isinstance(node, NavigableString) and not isinstance(node, PreformattedString):
            if isinstance(node.previous_sibling, Tag) and node.previous_sibling.name in LINES:
                pieces.append("\n")
            pieces.append(re.sub(r"\s+", " ", str(node)))
    return [line for line in "".join(pieces).split("\n") if line.strip()]


def read_marks(text: str) -> Source:
    """A text with the marks of Markdown, line by line."""
    source = Source(links=re.findall(r"(?<!!)\[([^\]\n]+)\]\(https?:", text))
    source.notes = len(set(re.findall(r"^\[\^([^\]]+)\]:", text, re.MULTILINE)))
    body = unescape(re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.DOTALL))
    # Nothing in a block of code is a heading or an item.
    code = re.compile(r"^(```|~~~)([^\n]*\n)(.*?)^\1", re.MULTILINE | re.DOTALL)
    body = code.sub(lambda found: found[1] + found[2] + re.sub("(?m)^", "\x02", found[3]) + "\n" + found[1], body)
    source.hidden = re.findall(r"~~(.+?)~~", body)
    body = re.sub(r"~~.+?~~|!\[[^\]]*\]\([^)]*\)(?:\{[^{}\n]*\})?|\[\^[^\]]+\]:?|<!--.*?-->", "", body, flags=re.DOTALL)
    body = re.sub(
        r"\]\((?:[^()\n]|\([^()\n]*\))*\)|\]\[[^\]\n]*\]|^\s*\[[^\]]+\]:\s*\S+.*$", "]", body, flags=re.MULTILINE
    )
    body = re.sub(r"\^(?=\[)|</?sub>|^```.*$", "", body.replace("<sup>", "^"), flags=re.MULTILINE)
    body = re.sub(r"<((?:https?|mailto):[^<>\s]*)>", r"\1", body)
    # What wikis and generators of sites add is no word of the text.
    others = r"\{[:#.][^{}\n]*\}|(?<=\])\{[^{}\n]*\}|^\s*(?:\[?\[_?TOC_?\]\]?|!!! ?\w+|:{3,} ?\w*)|\[\[[^\[\]|\n]*\|"
    body = re.sub(others, "", body, flags=re.MULTILINE)
    # A tag in a code is a word; task boxes and names of emojis are signs.
    body = re.sub(r"`[^`\n]*`", lambda code: code[0].replace("<", "\x01").replace("*", " "), body)
    body = re.sub(r"(?<=\w)~(\w+)~|(?<![\w:]):[a-z][\w+-]*:(?!\w)", r"\1", re.sub(r"\^(\w+)\^", r"^\1", body))
    body = re.sub(r"^(\s*(?:[-*+]|\d+[.)]) )\[[ xX]\] ", r"\1", body, flags=re.MULTILINE)
    for line in split_text(re.sub(r"</?[a-zA-Z][^<>\n]*>", " ", body)):
        line = line.replace("\x01", "<")
        if re.fullmatch(r"[\s|:=*_~`-]*", line):
            continue
        heading = re.match(r"^ {0,3}#{1,6}\s+(.*?)#*\s*$", line)
        source.headings += [heading[1]] if heading else []
        source.items += bool(re.match(r"^\s*(?:[-*+•]|\d{1,3}[.)])\s+\S", line))
        cells = re.split(r"(?<!\\)\|", line) if line.count("|") > 1 else [line]
        source.lines += [
            re.sub(r"\\(?=[^\w\s])|[*`]|(?<!\w)_|_(?!\w)|^\s*(?:>\s*)+(?:\[!\w+\])?", "", cell) for cell in cells
        ]
    return source


def read_mail(data: bytes) -> Source:
    """Every text of a mail, its letters that it forwards included."""
    source, texts, pages = Source(), [], []
    message = email.message_from_bytes(data.lstrip(b"\xef\xbb\xbf"), policy=email.policy.compat32)
    for part in message.walk():
        for header in ("to", "cc", "delivered-to", "x-original-to"):
            source.readers |= {a.lower() for a in re.findall(r"[\w.+-]+@[\w.-]+\w", str(part.get(header) or ""))}
        kind = part.get_content_type()
        if kind not in {"text/html", "text/plain"} or part.get_content_disposition() == "attachment":
            continue
        text = read_text(part.get_payload(decode=True) or b"", part.get_content_charset() or "")[0]
        (pages if kind == "text/html" else texts).append(text)
    for senders in ("from", "reply-to"):
        source.readers -= {a.lower() for a in re.findall(r"[\w.+-]+@[\w.-]+\w", str(message.get(senders) or ""))}
    for page in pages:
        read_page(page, source)
    if not pages:
        texts = [
            re.sub(r"(?<=\S) \r?\n(?=\S)", " ", re.sub(r"^(?:> ?)+", "", text, flags=re.MULTILINE)) for text in texts
        ]
        source.lines += [line for text in texts for line in split_text(text)]
    return source


def read_office(data: bytes) -> Source:
    """Every part of a Word file that has a text: the document, its notes, its text boxes."""
    source = Source()
    with open_archive(io.BytesIO(data), "docx", size=len(data)) as archive:
        styles: dict[str, set[str]] = {}
        if "word/styles.xml" in archive.namelist():
            rows = {
                _value(row, "styleId"): row for row in fromstring(archive.read("word/styles.xml")).iterfind("{*}style")
            }
            styles = {key: _read_style(rows, key) for key in rows}
        for name in sorted(filter(_TEXTS.fullmatch, archive.namelist())):
            root = fromstring(archive.read(name))
            source.notes += sum(len(root.findall(f".//{{*}}{kind}Reference")) for kind in ("footnote", "endnote"))
            for table in root.iterfind(".//{*}tbl"):
                widths = [len(row.findall("{*}tc")) for row in table.findall("{*}tr")]
                source.tables += len(widths) > 1 and table.find(".//{*}tbl") is None and max(widths) > 1
            source.pictures += len(root.findall(".//{*}blip"))
            # Each paragraph once: what older programs get beside a drawing is left out.
            older = {id(e) for fallback in root.iter() if _local(fallback) == "Fallback" for e in fallback.iter()}
            fields: list[bool] = []
            for element in root.iter():
                if _local(element) == "p" and "wordprocessingml" in str(element.tag) and id(element) not in older:
                    _read_paragraph(element, styles, fields, source)
            # The cells of the site hold lines, not lists.
            source.items -= sum(1 for p in root.iterfind(".//{*}tc/{*}p") if _is_item(p, styles))
    return source


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _value(element: Element | None, name: str = "val") -> str:
    pairs = element.attrib.items() if element is not None else ()
    return next((value for key, value in pairs if key.endswith(f"}}{name}")), "")


def _marks(element: Element | None, marks: set[str]) -> set[str]:
    """What hides, strikes out or raises words, once `element` has had its say on `marks`."""
    for mark in element.iterfind("{*}rPr/*") if element is not None else ():
        name = _local(mark) if _local(mark) != "vertAlign" else "superscript"
        is_off = _value(mark) in {"0", "false", "baseline", "subscript"}
        marks = marks - {name} if is_off else marks | {name}
    return marks


def _read_style(rows: dict[str, Element], key: str, depth: int = 0) -> set[str]:
    """The marks of a style, those that it is based on included; "heading" is one."""
    row = rows.get(key)
    if row is None or depth > len(rows):
        return set()
    name = _value(row.find("{*}name")).lower()
    above = _read_style(rows, _value(row.find("{*}basedOn")), depth + 1)
    return _marks(row, above - {"heading"} | ({"heading"} if re.match(r"(?:heading|titre) \d$", name) else set()))


def _is_item(paragraph: Element, styles: dict[str, set[str]]) -> bool:
    is_heading = "heading" in styles.get(_value(paragraph.find("{*}pPr/{*}pStyle")), ())
    return (
        paragraph.find("{*}pPr/{*}numPr") is not None and not is_heading and bool("".join(paragraph.itertext()).strip())
    )


def _read_paragraph(paragraph: Element, styles: dict[str, set[str]], fields: list[bool], source: Source) -> None:
    shown, hidden = [], []
    style = styles.get(_value(paragraph.find("{*}pPr/{*}pStyle")), set())
    stack = [(child, False) for child in reversed(paragraph)]
    while stack:
        element, is_gone = stack.pop()
        name = _local(element)
        if name in {"txbxContent", "Fallback", "pPr", "rt"}:
            continue
        is_gone = is_gone or name in {"del", "moveFrom"}
        if name == "r" and "wordprocessingml" in str(element.tag):
            own = styles.get(_value(element.find("{*}rPr/{*}rStyle")), set())
            marks = _marks(element, own | style - {"superscript"})
            is_gone = is_gone or bool(marks & {"vanish", "strike", "dstrike"})
            shown += ["^"] * ("superscript" in marks)
        if name == "fldChar":
            # What a field is made of is no text; its result is.
            kind = _value(element, "fldCharType")
            fields[-1:] = {"begin": [*fields[-1:], False], "separate": [True], "end": []}.get(kind, fields[-1:])
        elif name in {"t", "delText", "sym"} and all(fields):
            code = int(_value(element, "char") or "0", 16) & 0xFF
            sign = SYMBOLS.get(code, "") if _value(element, "font") == "Symbol" else ""
            (hidden if is_gone or name == "delText" else shown).append(sign or element.text or "")
        elif name in {"tab", "br", "cr", "num", "den", "deg"}:
            shown.append(" ")
        elif name == "sup":
            shown.append("^")
        elif name == "noBreakHyphen":
            shown.append("-")
        stack += [(child, is_gone) for child in reversed(element)]
    line = "".join(shown)
    source.hidden += ["".join(hidden)] if "".join(hidden).strip() else []
    if not line.strip("^ "):
        return
    # An initial of several lines is a paragraph of its own.
    if source.lines and source.lines[-1].endswith("\x02"):
        line = source.lines.pop()[:-1] + line
    source.lines.append(line + "\x02" * bool(_value(paragraph.find("{*}pPr/{*}framePr"), "dropCap")))
    source.headings += [line] if "heading" in style else []
    source.items += _is_item(paragraph, styles)
    links = [link for link in paragraph.iterfind(".//{*}hyperlink") if _value(link, "id")]
    source.links += ["".join(t.text or "" for t in link.iterfind(".//{*}t")) for link in links]


#: Parts of an OpenDocument text that are no words of it, or that are said to be left out.
_APART = {"tracked-changes", "annotation", "note-citation", "placeholder", "number", "ruby-text", "title", "desc"}


def read_open_text(data: bytes) -> Source:
    """Every paragraph of an OpenDocument text, its notes and text boxes after the paragraph that holds them."""
    source, styles = Source(), {}
    with open_archive(io.BytesIO(data), "odt", size=len(data)) as archive:
        roots = [fromstring(archive.read(name)) for name in ("styles.xml", "content.xml")]
    for style in (style for root in roots for style in root.iter() if _local(style) == "style"):
        styles[_value(style, "family"), _value(style, "name")] = style
    body = roots[1].find("{*}body/{*}text")
    apart = {id(e) for part in body.iter() if _local(part) in _APART or "index" in _local(part) for e in part.iter()}
    apart |= {id(e) for part in body.iter() if _local(part) == "table-of-content" for e in part.iter()}
    for element in (element for element in body.iter() if id(element) not in apart):
        name = _local(element)
        source.notes += name == "note"
        source.pictures += (
            name == "frame" and element.find("{*}image") is not None and element.find("{*}object") is None
        )
        rows = element.findall(".//{*}table-row") if name == "table" and element.find(".//{*}table") is None else []
        source.tables += len(rows) > 1 and max(len(row.findall("{*}table-cell")) for row in rows) > 1
        source.items += name == "list-item" and len(element) > 0 and _local(element[0]) == "p"
        is_link = name == "a" and _value(element, "href").startswith("http") and element.find("{*}frame") is None
        source.links += ["".join(element.itertext())] if is_link else []
        if name in {"p", "h"}:
            words: tuple[list[str], list[str]] = [], []
            _read_pieces(element, "paragraph", styles, False, words)
            source.lines += ["".join(words[0])] if "".join(words[0]).strip("^ ") else []
            source.hidden += ["".join(words[1])] if "".join(words[1]).strip() else []
            source.headings += ["".join(words[0])] if name == "h" else []
    # The cells of the site hold lines, not lists.
    source.items -= len(body.findall(".//{*}table-cell/{*}list/{*}list-item/{*}p"))
    return source


def _read_pieces(
    element: Element, family: str, styles: dict, is_gone: bool, words: tuple[list[str], list[str]]
) -> None:
    """Add the words of an element to those that are seen, or to those that are not."""
    said: dict[str, str] = {}
    style = styles.get((family, _value(element, "style-name")))
    for _step in range(20):
        for properties in style.iterfind("{*}text-properties") if style is not None else ():
            said = {key.rpartition("}")[2]: value for key, value in properties.attrib.items()} | said
        style = styles.get((family, _value(style, "parent-style-name")))
    is_gone = is_gone or said.get("display") == "none" or said.get("text-line-through-style", "none") != "none"
    place = said.get("text-position", "0")
    words[0].extend("^" * (family == "text" and place[0] in "s123456789" and not place.startswith("sub")))
    words[is_gone].append(element.text or "")
    for child in element:
        name = _local(child)
        if name in {"s", "tab", "line-break"}:
            words[is_gone].append(" ")
        elif name not in _APART | {"note", "frame", "custom-shape"}:
            _read_pieces(child, "text", styles, is_gone, words)
        words[is_gone].append(child.tail or "")
