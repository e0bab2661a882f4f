"""Markdown, by CommonMark and what GitHub adds: read by markdown-it-py, then as the page that it makes."""

import re
import unicodedata
from collections import Counter

from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.admon import admon_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.subscript import sub_plugin
from mdit_py_plugins.superscript import superscript_plugin

from ..document import Block, Document, Item, Kind, Span, tidy
from ..french_dates import find_date
from .decoding import decode
from .html import FLAT, finish, read_blocks
from .inline import MAX_LINE
from .printed import LEADERS, mend_pages

_FRONT = re.compile(r"\A(?:(---|\+\+\+)[ \t]*\n(.*?\n)(?:\1|\.\.\.)|\{[ \t]*\n(.*?\n)\})[ \t]*(?:\n|\Z)", re.DOTALL)
#: Those of JSON are indented, between quotation marks, and end with a comma.
_FIELD = re.compile(r"^(?:\s+(?=\"))?\"?([\w-]{1,40})\"?\s*[:=]\s*(.*?),?$")
#: Bullets that only people and converters type.
_BULLET = re.compile(r"^([ \t]*)(?:[•·◦▪‣●○–➡→✔✅]|\.(?=\s))[ \t\u00a0]+(?=\S)", re.MULTILINE)
_TASK = re.compile(r"^([ \t]*(?:[-*+]|\d{1,3}[.)])\s+)\[([ xX])\]\s+", re.MULTILINE)
_ALERT = re.compile(r"^(\s{0,3}>\s*)\[!\w+\][ \t]*$\n?", re.MULTILINE)
#: What wikis and generators of sites mark beside CommonMark, and what stays of it.
_OTHERS = {
    r"^[ \t]*(?:\[TOC\]|\[\[_?TOC_?\]\]|\{:?toc\})[ \t]*$": "",
    r"^ {0,3}:{3,}[ \t]*(?:\{[^}\n]*\}|\w+)?[ \t]*(.*)$": r"\n\1\n",
    r"(?<![ \t])[ \t]*+\{:?[ \t]*(?:[#.]|[\w-]{1,40}=)[^{}\n]{1,200}\}(?=[ \t]*$)|(?<=\))\{[^{}\n]{1,200}\}": "",
    r"\[\[(?:[^\[\]|\n]{1,200}\|)?([^\[\]|\n]{1,200})\]\](?![\[(])": r"\1",
    r"(?:==|\+\+)(?=[^\s=+])([^=+\n]{1,300})(?<=\S)(?:==|\+\+)": r"\1",
}
_EMOJI = re.compile(r"(?<![\w:]):([a-z][a-z0-9_+-]{1,30}):(?![\w:])")
EMOJIS = dict(zip("tada warning bulb memo +1 heart smile eyes".split(), "🎉 ⚠️ 💡 📝 👍 ❤️ 😄 👀".split(), strict=True))
#: « [\*Titre\*](#) », of converters.
_ESCAPED = re.compile(r"(?<=\[)\\\*(?=\S)([^*\n\\]{1,300})\\\*(?!\w)")
#: Deeper lists and quotes are no text of a person.
_DEEP = re.compile(r"^((?: {24})|(?: {0,3}>){8})[ >]+", re.MULTILINE)
#: What opens a block that CommonMark ends only with its own end.
_OPEN = re.compile(r"^( {0,3})<(!--|(?:script|pre|style|textarea)\b)", re.MULTILINE | re.IGNORECASE)
_OPENING = re.compile(r"<([a-zA-Z][a-zA-Z0-9-]{0,30})(?=[\s>/])")
_CLOSING = re.compile(r"</([a-zA-Z][a-zA-Z0-9-]{0,30})\s*>")
#: A line of several lines over `---` is a title when it is as short as one.
MAX_SETEXT = 200
_TERMINAL = tuple('.!?…:»"”)*;')


def read_markdown(name: str, data: bytes, **more) -> Document:
    document = Document(name, **more)
    return fill_from_markdown(document, decode(data, document))


def fill_from_markdown(document: Document, text: str) -> Document:
    """Give `document` the blocks of `text`."""
    text = take_front_matter(document, text)
    lines = mend_pages(text, document).split("\n")
    text = "\n".join(line if len(line) <= MAX_LINE else re.sub(r"([\\`*_\[\]<>!])", r"\\\1", line) for line in lines)
    blocks = read_blocks(document, write_html(prepare(text, document), document))
    return finish(document, join_cut(blocks), is_titled=True)


def take_front_matter(document: Document, text: str) -> str:
    """`text` without what a site's generator writes above it; its title, author and date are kept."""
    match = _FRONT.match(text.lstrip("\n"))
    rows = match[2] or match[3] if match else ""
    fields = [_FIELD.match(line) for line in rows.split("\n")]
    if not any(fields):
        return text
    for field in filter(None, fields):
        name, value = field[1].lower(), field[2].strip().strip("\"'")
        if name in {"title", "titre"}:
            document.title = value[:255]
        elif name == "date":
            document.date = find_date(re.sub(r"(?<=\d)T\d.*", "", value))
        elif name in {"author", "auteur"}:
            document.author = value[:255]
    document.drop(rows, _("what a program wrote above the text"))
    return text.lstrip("\n")[match.end() :]


def prepare(text: str, document: Document) -> str:
    """`text` with the marks that people type written as CommonMark has them."""
    lower = text.lower()
    for match in reversed(list(_OPEN.finditer(text))):
        end = "-->" if match[2] == "!--" else f"</{match[2]}".lower()
        if lower.rfind(end) < match.end():
            text = f"{text[: match.start(2) - 1]}\\<{text[match.start(2) :]}"
    text = _DEEP.sub(lambda match: match[1], text)
    text = _ESCAPED.sub(r"*\1*", _ALERT.sub(r"\1\n", text))
    text = _TASK.sub(lambda match: f"{match[1]}{'☐' if match[2] == ' ' else '☑'} ", _BULLET.sub(r"\1- ", text))
    for pattern, kept in _OTHERS.items():
        text = re.sub(pattern, kept, text, flags=re.IGNORECASE | re.MULTILINE)
    text = _EMOJI.sub(lambda match: get_emoji(match[1]), text)
    lines = [LEADERS.sub(" – ", line.strip()) if LEADERS.search(line) else None for line in text.split("\n")]
    if sum(map(bool, lines)) > 1:
        document.notes.append(_("The printed table of contents was kept; the site makes its own."))
        rows = zip(text.split("\n"), lines, strict=True)
        text = "\n".join(line if entry is None else f"- {entry.lstrip('-*•# ')}" for line, entry in rows)
    return text


def get_emoji(name: str) -> str:
    """« rocket » is 🚀; a name that nobody knows is left as it was."""
    try:
        return EMOJIS.get(name) or unicodedata.lookup(name.replace("_", " "))
    except KeyError:
        return f":{name}:"


def write_html(text: str, document: Document) -> str:
    reader = (
        MarkdownIt("commonmark", {"html": True, "maxNesting": 60}).enable(["table", "strikethrough"]).disable("code")
    )
    for plugin in (footnote_plugin, deflist_plugin, sub_plugin, superscript_plugin, admon_plugin):
        reader.use(plugin)
    reader.use(dollarmath_plugin, allow_space=False, allow_digits=False, double_inline=True)
    environment: dict = {}
    tokens = reader.parse(text, environment)
    name_tags(tokens)
    settle_setext(tokens)
    return reader.renderer.render(tokens, reader.options, environment)


def name_tags(tokens: list[Token]) -> None:
    """A tag that nothing closes is a tag that the text names: « la balise <form> »."""
    inline = [child for token in tokens for child in token.children or ()]
    pieces = [token for token in [*tokens, *inline] if token.type in {"html_block", "html_inline"}]
    closed = Counter(name.lower() for piece in pieces for name in _CLOSING.findall(piece.content))
    for piece in pieces:
        names = {name.lower() for name in _OPENING.findall(piece.content)}
        alone = {name for name in names if not closed[name] and name not in FLAT}
        if alone and piece.type == "html_inline":
            piece.type = "text"
        elif alone:
            piece.content = _OPENING.sub(lambda m: "&lt;" + m[1] if m[1].lower() in alone else m[0], piece.content)  # noqa: B023


def settle_setext(tokens: list[Token]) -> None:
    """A long paragraph over a rule is no title."""
    for number, token in enumerate(tokens):
        if token.type == "heading_open" and token.markup in {"-", "="} and len(tokens[number + 1].content) > MAX_SETEXT:
            token.type, token.tag = "paragraph_open", "p"
            tokens[number + 2].type, tokens[number + 2].tag = "paragraph_close", "p"


def join_cut(blocks: list[Block]) -> list[Block]:
    """A sentence that the end of a printed page cut in two is made one again."""
    joined: list[Block] = []
    for block in blocks:
        last = joined[-1] if joined else None
        if last and block.kind == Kind.PARAGRAPH and block.text[:1].islower():
            is_open = len(last.text) > 60 and not last.text.endswith(_TERMINAL)
            if is_open and last.kind in {Kind.PARAGRAPH, Kind.LIST}:
                goal: Block | Item = last.items[-1] if last.kind == Kind.LIST else last
                goal.spans = tidy([*goal.spans, Span(" "), *block.spans])
                continue
        joined.append(block)
    return [block for block in joined if block.kind != Kind.HEADING or block.text]
