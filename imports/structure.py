"""Titles of a text without markup: short lines, upper-case lines, lines that start with an emoji."""

import re
from dataclasses import replace

from .document import Block, Item, Kind, Span, get_words, split_spans, tidy

EMOJI = re.compile(
    "^((?:[\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff\u23e9-\u23fa\u2139\u2194-\u21aa]"
    "[\ufe0f\u200d\U0001f3fb-\U0001f3ff]*)+)\\s*"
)
#: Signs that are punctuation here.
_NO_EMOJI = set("✦✧✓✔✗•➡→❖❝❞")
_QUOTED = re.compile(r"^(?:«[^«»]{20,600}»|“[^“”]{20,600}”)\s*[.!]?$")
#: « Merci à tous ! » closes a part, it does not open one.
_CLOSING = re.compile(
    r"^(?:merci|un (?:très )?(?:grand|immense) merci|bonne|au plaisir|à (?:très )?bientôt|bravo)\b", re.IGNORECASE
)
#: « Visionnez l’enregistrement », « Revenir sur la journée », under no text: a mail's button, not a part.
_CALL = re.compile(
    r"^(?:[^\W\d_]+ez|(?!avenir|plaisir|souvenir)[^\W\d_]*(?:[^i]er|ir)|lire|voir|suivre)\s", re.IGNORECASE
)
#: A bullet that was typed.
_BULLET = re.compile(r"^\s*(?:[-–*•·▪◦‣●○❖✓✔➢➔→]|\uf0b7|o(?=\s{2,}|\t))[\s\u00a0]+(?=\S)")
MAX_TITLE = 140
MAX_EMOJI_TITLE = 80


def split_emoji(text: str) -> tuple[str, str]:
    """(the emoji that `text` starts with or "", the rest)."""
    match = EMOJI.match(text)
    if match is None or set(match[1]) & _NO_EMOJI:
        return "", text
    return match[1], text[match.end() :]


def is_upper(text: str) -> bool:
    """Whether a line is written in capitals: one or more words, not an acronym alone."""
    letters = [character for character in text if character.isalpha()]
    return len(letters) > 5 and all(character.isupper() for character in letters)


def find_typed_lists(blocks: list[Block]) -> list[Block]:
    """The same blocks; two lines or more that each start with a typed bullet are a list."""
    rows: list[tuple[Block, list[Span], bool]] = []
    for block in blocks:
        lines = split_spans(block.spans, "\n") if block.kind == Kind.PARAGRAPH else []
        typed = [bool(_BULLET.match(get_words(line) + " ")) for line in lines]
        if any(typed) and (len(lines) == 1 or sum(typed) > 1):
            rows += zip([block] * len(lines), lines, typed, strict=True)
        else:
            rows.append((block, block.spans, False))
    found: list[Block] = []
    number = 0
    while number < len(rows):
        block, spans, is_typed = rows[number]
        end = number + 1
        while is_typed and end < len(rows) and rows[end][2]:
            end += 1
        if end - number > 1:
            found.append(Block(Kind.LIST, items=[Item(_cut_bullet(line)) for _block, line, _typed in rows[number:end]]))
        elif spans is block.spans:
            found.append(block)
        elif found and number and rows[number - 1][0] is block and found[-1].kind == Kind.PARAGRAPH:
            found[-1].spans = tidy([*found[-1].spans, Span("\n"), *spans])
        else:
            found.append(Block(Kind.PARAGRAPH, spans))
        number = end
    return found


def _cut_bullet(spans: list[Span]) -> list[Span]:
    """An item without the bullet that was typed before it, be it in a span of its own."""
    length = _BULLET.match(get_words(spans) + " ").end()
    kept = []
    for span in spans:
        kept.append(replace(span, text=span.text[length:]))
        length = max(0, length - len(span.text))
    return tidy(kept)


def find_titles(blocks: list[Block], has_title: bool = False) -> list[Block]:
    """The same blocks, titles made headings with a level, and lines that only quote made quotes.

    The first line is the document's title, of level 1, unless it has one; the others are of level 2 (parts) or 3.
    """
    found: list[Block] = []
    for number, block in enumerate(blocks):
        following = blocks[number + 1] if number + 1 < len(blocks) else None
        if block.kind == Kind.PARAGRAPH:
            if number == 0 and not has_title and len(block.text) <= 200 and following is not None:
                block = Block(Kind.HEADING, _plain(block), level=1)
            elif _QUOTED.match(block.text):
                block = Block(Kind.QUOTE, block.spans)
            elif is_title(block, found[-1] if found else None, following):
                block = Block(Kind.HEADING, _plain(block), level=2)
        found.append(block)
    _set_levels(found)
    return found


def is_title(block: Block, before: Block | None, following: Block | None) -> bool:
    """Whether a paragraph is the title of what follows."""
    text = block.text
    emoji, words = split_emoji(text)
    if following is None or not any(c.isalpha() for c in words) or "\n" in text or " ✦ " in text:
        return False
    if emoji:
        return len(text) <= MAX_EMOJI_TITLE and "@" not in text and not words.endswith((".", ",", ";", ":"))
    if len(text) > MAX_TITLE or words[0].islower() or words[0] in '«“"(-–—':
        return False
    size = len(following.text)
    if text.endswith((",", ";", ":", "…")) or _CLOSING.match(text):
        return False
    if text.endswith("."):
        # « Un titre avec un point. » right under the title of its part.
        return bool(before and before.kind == Kind.HEADING and before.level > 1 and len(text) <= 70 and size > 150)
    if is_upper(text):
        return True
    if text.endswith(("!", "?")):
        return following.kind == Kind.PARAGRAPH and size > 150
    if following.kind == Kind.LIST:
        return len(text) <= 80
    if following.kind == Kind.QUOTE or size > max(80, 1.2 * len(text)):
        return True
    may_be_title = size <= MAX_TITLE and not following.text.endswith((".", ":", ";", ","))
    return following.kind == Kind.PARAGRAPH and may_be_title and not _CALL.match(text)


def _plain(block: Block) -> list[Span]:
    return [replace(span, bold=False) for span in block.spans]


def _set_levels(blocks: list[Block]) -> None:
    """Parts are titles with an emoji or in capitals where there are any; the others stand under them."""
    titles = [block for block in blocks if block.kind == Kind.HEADING and block.level > 1]
    strong = [block for block in titles if split_emoji(block.text)[0] or is_upper(block.text)]
    if not strong:
        return
    for number, block in enumerate(titles):
        block.level = 2 if block in strong or number == 0 else 3
