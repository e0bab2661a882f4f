"""What a file says, read by other means than the importers': the standard library and Beautiful Soup.

Nothing here comes from `imports.readers`: a fault of theirs must show.
"""

import email
import email.policy
import io
import re
from html import unescape

from bs4 import BeautifulSoup, Tag
from bs4.dammit import EncodingDetector
from bs4.element import NavigableString, PreformattedString
from olefile import OleFileIO

from accounts.uploads.archives import open_archive
from accounts.uploads.texts import read_text
from registers.pdf.reading import run_reader

from .office import read_office, read_open_text
from .rich import RichSource
from .source import CUT, Source

#: Elements that start a line of their own.
LINES = {
    "p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "tr", "td", "th", "table", "ul", "ol", "blockquote", "pre", "hr", "br",
    "section", "article", "header", "footer", "main", "aside", "nav", "dt", "dd", "figure", "figcaption", "caption", "body",
    "form", "fieldset", "label", "details", "summary", "address", "center",
}  # fmt: skip
SILENT = "script style head title template noscript select button textarea svg iframe object annotation".split()
#: Of MathML: (element, number of its child) → what stands before that child.
FORMULAS = {("msup", 1): "^", ("msubsup", 2): "^", ("munderover", 2): "^", ("mfrac", 1): " ", ("mroot", 1): " "}
FORMULAS |= {("msqrt", 0): "√", ("mroot", 0): "√"}
#: As HTML5 has them: the standard library ends some earlier.
_COMMENT = re.compile(r"<!--(?:-?>|.*?(?:--!?>|\Z))", re.DOTALL)
_HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|(?<![\w-])opacity\s*:\s*0(?:\.0+)?\s*(?:;|!|$)", re.IGNORECASE
)
_RULE = re.compile(r"\.([\w-]+)\s*\{([^{}]*)\}")
_HEADINGS = re.compile("^h[1-6]$")
_PAGES = re.compile(r"(?!__MACOSX/).*\.(?:x?html?|md|markdown)$", re.IGNORECASE)
_CALL = re.compile(r"^\W*\d{1,3}\W*$")


def read_source(name: str, data: bytes, encoding: str) -> Source:
    """Read a file by its extension; `encoding` is what a text was found to be in."""
    suffix = name.rpartition(".")[2].lower()
    if suffix == "docx":
        return read_office(data)
    if suffix == "odt":
        return read_open_text(data)
    if suffix == "rtf":
        return RichSource(data).read()
    if suffix in {"eml", "mht", "mhtml"}:
        return read_mail(data)
    if suffix == "msg":
        return read_outlook(data)
    if suffix == "zip":
        with open_archive(io.BytesIO(data), "zip", size=len(data)) as archive:
            own = next(filter(_PAGES.match, archive.namelist()))
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
    """The lines of a text; `CUT` in a word says that a line may have cut it there."""
    text = re.sub(r"(?<=[^\W\d_])[-\u2010\u00ad]\r?\n[ \t]*(?=[^\W\d_])", CUT, text)
    return re.split(r"[\r\n\f\u2028\u2029\x85]+", text)


def read_page(text: str, source: Source) -> Source:
    """The words of a page, hidden or not."""
    soup = BeautifulSoup(_COMMENT.sub("", text), "html.parser")
    sheet = re.sub(
        r"@media[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", "", "".join(s.get_text() for s in soup.find_all("style"))
    )
    hiding = {name for name, rule in _RULE.findall(sheet) if _HIDING.search(rule)}
    for element in soup.find_all(SILENT):
        element.decompose()
    for element in soup.find_all(True):
        if element.decomposed:
            continue
        is_gone = element.name in {"del", "s", "strike"} or element.has_attr("hidden")
        names = set(element.get_attribute_list("class"))
        if is_gone or _HIDING.search(str(element.get("style") or "")) or names & hiding:
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
            if node.parent.name in {name for name, _number in FORMULAS}:
                pieces.append(FORMULAS.get((node.parent.name, len(node.find_previous_siblings(True))), ""))
        elif isinstance(node, NavigableString) and not isinstance(node, PreformattedString):
            if isinstance(node.previous_sibling, Tag) and node.previous_sibling.name in LINES:
                pieces.append("\n")
            pieces.append(re.sub(r"\s+", " ", str(node)))
    return [line for line in "".join(pieces).split("\n") if line.strip()]


def read_marks(text: str) -> Source:
    """A text with the marks of Markdown, line by line."""
    source = Source(links=re.findall(r"(?<!!)\[([^\]\n]+)\]\(https?:", text))
    inline = re.findall(r"\^\[([^\[\]\n]+)\]", text)
    source.notes = len(set(re.findall(r"^\[\^([^\]]+)\]:", text, re.MULTILINE))) + len(inline)
    body = unescape(re.sub(r"\A---\n.*?\n---\n|\^\[[^\[\]\n]+\]", "", text, flags=re.DOTALL))
    body = "\n\n".join([body, *inline])
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
        data = part.get_payload(decode=True) or b""
        declared = part.get_content_charset() or EncodingDetector.find_declared_encoding(data, is_html=True)
        text = read_text(data, declared or "")[0]
        gap = "" if str(part.get_param("delsp")).lower() == "yes" else " "
        text = re.sub(r"(?<=\S) \r?\n(?=\S)", gap, re.sub(r"^(?:> ?)+", "", text, flags=re.MULTILINE))
        (pages if kind == "text/html" else texts).append(text)
    for senders in ("from", "reply-to"):
        source.readers -= {a.lower() for a in re.findall(r"[\w.+-]+@[\w.-]+\w", str(message.get(senders) or ""))}
    for page in pages:
        read_page(page, source)
    if not pages:
        source.lines += [line for text in texts for line in split_text(text)]
    return source


def read_outlook(data: bytes) -> Source:
    """The texts of a message of Outlook, which keeps their words beside the page that it packs."""
    source, found, senders = Source(), {}, set()
    with OleFileIO(data) as file:
        for *place, name in file.listdir():
            folder, key = "/".join(place), name.removeprefix("__substg1.0_")
            if key[:4] in {"1000", "1013", "39FE", "3003", "5D01", "0C1F"} and "__nameid" not in folder:
                raw = file.openstream([*place, name]).read()
                text = raw.decode("utf-16-le", "replace") if key[4:] == "001F" else read_text(raw)[0]
                found[folder, key[:4]] = text.strip("\0")
    for (folder, key), text in found.items():
        if key in {"1000", "1013"}:
            # The address of a link stands after its words.
            words = re.sub(r" ?<(?:https?|mailto|cid):[^<>]*>", "", text) * ((folder, "1013") not in found)
            source.lines += [line for line in re.split(r"[\r\n\t]+", words) if line.strip("*_- ")]
            read_page(text if key == "1013" else "", source)
        elif "@" in text:
            (source.readers if "__recip" in folder else senders).add(text.lower())
    source.readers -= senders
    return source
