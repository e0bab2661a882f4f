"""Addresses that stand in a text as they are."""

import re
from collections.abc import Iterator
from dataclasses import replace

from ..cleaning import check_address
from ..document import Document, Span, tidy

_ADDRESSES = re.compile(
    r"(?P<address><?(?:https?://|mailto:)[^\s<>\"«»]{1,2000}>?)"
    r"|(?P<mail>\b[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}\b)"
)
#: A longer text is no line of a person.
MAX_LINE = 20_000


def link_addresses(spans: list[Span], document: Document) -> list[Span]:
    """The same words, their addresses made links; unsafe ones are said on `document`."""
    return tidy(_link(spans, document))


def _link(spans: list[Span], document: Document) -> Iterator[Span]:
    for span in spans:
        if span.href or span.note or len(span.text) > MAX_LINE:
            yield span
            continue
        position = 0
        for match in _ADDRESSES.finditer(span.text):
            yield replace(span, text=span.text[position : match.start()])
            words = match[0].strip("<>")
            kept = words.rstrip(".,;:!?…'’)»") if match["address"] else words
            if match["address"] and kept.count("(") > kept.count(")") and words[len(kept) :].startswith(")"):
                kept += ")"
            href, reason = check_address(f"mailto:{kept}" if match["mail"] else kept)
            if reason:
                document.drop(kept, reason)
            # An address that counted its readers says the one that it led to.
            shown = href if href and not match["mail"] and len(href) < len(kept) else kept
            yield replace(span, text="" if reason and len(kept) > 200 else shown, href=href)
            yield replace(span, text=words[len(kept) :])
            position = match.end()
        yield replace(span, text=span.text[position:])
