"""Words of a line of text: emphasis and links of Markdown, bare addresses. One pass, whatever the line."""

import re

from ..cleaning import check_address
from ..document import Document, Span, tidy

_TOKENS = re.compile(
    r"(?P<escape>\\[\\`*_{}\[\]()#+\-.!|>~])"
    r"|(?P<strong>\*\*|__)|(?P<emphasis>[*_])"
    r"|(?P<open>!?\[)|(?P<close>\]\((?P<url><?[^()\s]{0,2000}(?:\([^()\s]{0,200}\)[^()\s]{0,200})?)(?:\s+\"[^\"]{0,300}\")?\s?\))|(?P<end>\])"
    r"|(?P<address><?(?:https?://|mailto:)[^\s<>\"«»]{1,2000}>?)"
    r"|(?P<mail>\b[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}\b)"
)
_ONLY_ADDRESSES = re.compile(
    r"(?P<address><?(?:https?://|mailto:)[^\s<>\"«»]{1,2000}>?)"
    r"|(?P<mail>\b[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}\b)"
)
#: A longer line is read without its markup.
MAX_LINE = 20_000


def read_inline(text: str, document: Document, markdown: bool = True) -> list[Span]:
    """The spans of `text`; what is dropped (images, unsafe addresses) is said on `document`."""
    if len(text) > MAX_LINE:
        return [Span(text)]
    tokens = _tokenise(text, markdown)
    _pair(tokens)
    return tidy(_walk(tokens, document))


def _tokenise(text: str, markdown: bool) -> list[dict]:
    tokens, position = [], 0
    for match in (_TOKENS if markdown else _ONLY_ADDRESSES).finditer(text):
        if match.start() > position:
            tokens.append({"kind": "text", "text": text[position : match.start()]})
        kind = match.lastgroup if match.lastgroup != "url" else "close"
        before = text[match.start() - 1] if match.start() else " "
        after = text[match.end()] if match.end() < len(text) else " "
        tokens.append({"kind": kind, "text": match[0], "before": before, "after": after})
        if kind == "close":
            tokens[-1]["url"] = match["url"].strip("<>")
        position = match.end()
    tokens.append({"kind": "text", "text": text[position:]})
    return tokens


def _pair(tokens: list[dict]) -> None:
    """Mark what opens and closes what; what has no pair stays text."""
    openers: dict[str, list[dict]] = {}
    brackets: list[dict] = []
    for token in tokens:
        if token["kind"] in {"strong", "emphasis"}:
            mark, inner = token["text"], "_" in token["text"]
            stack = openers.setdefault(mark, [])
            can_close = not token["before"].isspace() and not (inner and token["after"].isalnum())
            can_open = not token["after"].isspace() and not (inner and token["before"].isalnum())
            if stack and can_close:
                stack.pop()["role"] = "on"
                token["role"] = "off"
            elif can_open:
                stack.append(token)
        elif token["kind"] == "open":
            brackets.append(token)
        elif token["kind"] == "end" and brackets:
            brackets.pop()
        elif token["kind"] == "close" and brackets:
            opener = brackets.pop()
            opener["url"], opener["role"], token["role"] = token["url"], "on", "off"
            if opener["text"] == "![":
                token["image"] = True


def _walk(tokens: list[dict], document: Document):
    state = {"strong": 0, "emphasis": 0}
    href, label, image = "", [], None
    for token in tokens:
        kind, words, role = token["kind"], token["text"], token.get("role")
        if kind in state and role:
            state[kind] += 1 if role == "on" else -1
            continue
        if kind == "open" and role:
            if words == "![":
                image = []
            else:
                href, reason = check_address(token["url"])
                label, pending = [], (token["url"], reason)
            continue
        if kind == "close" and role:
            if token.get("image"):
                document.drop("".join(image or []) or token["url"], _image_reason())
                image = None
            else:
                if pending[1]:
                    document.drop(f"{''.join(label)} ({pending[0]})" if pending[0] else "".join(label), pending[1])
                href = ""
            continue
        if kind == "escape":
            words = words[1:]
            if words == "*":
                # Emphasis escaped by a converter: « [\*Title\*](#) ».
                continue
        if image is not None:
            image.append(words)
            continue
        label.append(words)
        bold, italic = bool(state["strong"]), bool(state["emphasis"])
        if kind in {"address", "mail"} and not href:
            yield from _link(words, kind, bold, italic, document)
        else:
            yield Span(words, bold, italic, href)


def _link(words: str, kind: str, bold: bool, italic: bool, document: Document):
    words = words.strip("<>")
    kept = words.rstrip(".,;:!?…'’)»") if kind == "address" else words
    if kind == "address" and kept.count("(") > kept.count(")") and words[len(kept) :].startswith(")"):
        kept += ")"
    href, reason = check_address(f"mailto:{kept}" if kind == "mail" else kept)
    if reason:
        document.drop(kept, reason)
    yield Span(kept, bold, italic, href)
    if words[len(kept) :]:
        yield Span(words[len(kept) :], bold, italic)


def _image_reason() -> str:
    from django.utils.translation import gettext

    return gettext("an image: add it by hand, with its alternative text")
