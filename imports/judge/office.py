"""Word files and OpenDocument texts, read from their XML alone."""

import io
import re
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring

from accounts.uploads.archives import open_archive

from .source import Source

_TEXTS = re.compile(r"word/(?:document\d*|footnotes|endnotes)\.xml")
#: What the font Symbol draws for the letters of ASCII, and some of its signs.
SYMBOLS = dict(zip(range(0x41, 0x5B), "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ", strict=True))
SYMBOLS |= zip(range(0x61, 0x7B), "αβχδεφγηιϕκλμνοπθρστυϖωξψζ", strict=True)
SYMBOLS |= {0xA3: "≤", 0xB1: "±", 0xB3: "≥", 0xB4: "×", 0xB8: "÷", 0xB9: "≠"}


def read_office(data: bytes) -> Source:
    """Every part of a Word file that has a text: the document, its notes, its text boxes."""
    source = Source()
    with open_archive(io.BytesIO(data), "docx", size=len(data)) as archive:
        styles: dict[str, set[str]] = {}
        if "word/styles.xml" in archive.namelist():
            found = fromstring(archive.read("word/styles.xml")).iterfind("{*}style")
            rows = {_value(row, "styleId"): row for row in found}
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
    if "heading" in styles.get(_value(paragraph.find("{*}pPr/{*}pStyle")), ()):
        return False
    return paragraph.find("{*}pPr/{*}numPr") is not None and bool("".join(paragraph.itertext()).strip())


def _read_paragraph(paragraph: Element, styles: dict[str, set[str]], fields: list[bool], source: Source) -> None:
    shown, hidden = [], []
    style = styles.get(_value(paragraph.find("{*}pPr/{*}pStyle")), set())
    stack = [(child, False) for child in reversed(paragraph)]
    while stack:
        element, is_gone = stack.pop()
        name = _local(element)
        if name in {"txbxContent", "Fallback", "pPr", "rt"} or element.find("{*}sdtPr/{*}showingPlcHdr") is not None:
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
        elif name in {"sup", "rad"}:
            shown.append("^" if name == "sup" else "√")
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
_APART = set(
    "tracked-changes annotation note-citation placeholder number ruby-text title desc table-of-content".split()
)


def read_open_text(data: bytes) -> Source:
    """Every paragraph of an OpenDocument text, its notes and text boxes after the paragraph that holds them."""
    source, styles = Source(), {}
    with open_archive(io.BytesIO(data), "odt", size=len(data)) as archive:
        roots = [fromstring(archive.read(name)) for name in ("styles.xml", "content.xml")]
    for style in (style for root in roots for style in root.iter() if _local(style) == "style"):
        styles[_value(style, "family"), _value(style, "name")] = style
    body = roots[1].find("{*}body/{*}text")
    apart = {id(e) for part in body.iter() if _local(part) in _APART or "index" in _local(part) for e in part.iter()}
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
