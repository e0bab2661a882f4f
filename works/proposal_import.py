"""The numbered recommendations of a document."""

import dataclasses
import re

from django.utils.translation import gettext as _

from imports.document import Block, Document, Kind, Span, tidy
from imports.streams import write_list, write_spans
from registers.names import fold

from .choices import ProposalName
from .models import Proposal

#: « Point 3 » numbers anything.
_WORD = "|".join(name for name in ProposalName.values if name != ProposalName.POINT)
#: « Levier n° 3 : … », as a heading or at the start of a paragraph.
_NUMBERED = re.compile(rf"^({_WORD})\s+(?:n\s*[°o]\s*)?(\d{{1,3}})\s*(?:[.:)–—-]\s*|\s(?=\S)|$)", re.IGNORECASE)
#: « Les 6 leviers : », before a numbered list.
_ANNOUNCED = re.compile(rf"\b({_WORD})s\b")
MAX_TITLE, MAX_GROUP = 300, 200
#: What a document does not say of a proposal, and that it keeps.
KEPT = ("pk", "translation_key", "reference", "status")


@dataclasses.dataclass
class Found:
    """A recommendation as the source has it."""

    name: str
    number: int
    title: str
    group: str = ""
    text: list[str] = dataclasses.field(default_factory=list)


def find_proposals(blocks: list[Block]) -> list[Found]:
    """Those that are named one by one, else those of the lists that are announced as such."""
    return _find_named(blocks) or _find_lists(blocks)


def _find_named(blocks: list[Block]) -> list[Found]:
    found: list[Found] = []
    group, level, current = "", 0, None
    for number, block in enumerate(blocks):
        match = _NUMBERED.match(block.text) if block.kind in {Kind.HEADING, Kind.PARAGRAPH} else None
        following = blocks[number + 1] if number + 1 < len(blocks) else None
        if match and (block.kind == Kind.HEADING or len(block.text) <= MAX_TITLE):
            title = block.text[match.end() :].strip()
            if not title and following and following.kind == Kind.PARAGRAPH and len(following.text) <= MAX_TITLE:
                title = following.text
            if not title:
                continue
            current = Found(match[1].lower(), int(match[2]), title[:1].upper() + title[1:], group)
            level = block.level or 99
            found.append(current)
        elif block.kind == Kind.HEADING:
            if current is None or block.level <= level:
                current, group = None, " ".join(block.text.split())[:MAX_GROUP]
        elif current is not None and block.text != current.title:
            if block.kind in {Kind.PARAGRAPH, Kind.LIST}:
                words = write_list(block) if block.kind == Kind.LIST else f"<p>{write_spans(block.spans)}</p>"
                current.text.append(words)
    return found if len(found) > 1 else []


def _find_lists(blocks: list[Block]) -> list[Found]:
    """« 6 leviers pour… » as a heading: the numbered lists under it, each with the line above as its objective."""
    found: list[Found] = []
    heading, name, label = "", "", ""
    for block in blocks:
        if block.kind == Kind.HEADING:
            match = _ANNOUNCED.search(fold(block.text))
            heading = " ".join(block.text.split()) if match else ""
            name, label = (match[1], "") if match else ("", "")
        elif block.kind == Kind.PARAGRAPH:
            match = _ANNOUNCED.search(fold(block.text))
            if match and not name and block.text.endswith(":") and len(block.text) <= 160:
                name, heading = match[1], block.text.rstrip(" :")
            elif name and len(block.text) <= MAX_GROUP and not block.text.endswith(":"):
                label = block.text
        elif block.kind == Kind.LIST and block.ordered and name:
            for position, item in enumerate(block.items, 1):
                if item.depth == 0:
                    title, rest = _cut(item.spans)
                    text = [f"<p>{rest}</p>"] if rest else []
                    group = (label or heading)[:MAX_GROUP]
                    found.append(Found(name, item.number or position, title, group, text))
    return found


def _cut(spans: list[Span]) -> tuple[str, str]:
    """(a title that fits, the whole as rich text when it does not)."""
    words = " ".join("".join(span.text for span in tidy(spans)).split())
    if len(words) <= MAX_TITLE:
        return words.rstrip(" ;"), ""
    sentence = re.match(r"^(.{20,290}?[.!?])\s", words)
    title = sentence[1] if sentence else words[: MAX_TITLE - 10].rpartition(" ")[0] + "…"
    return title, write_spans(spans)


def set_proposals(page, found: list[Found], document: Document) -> None:
    """Replace the proposals of `page`; anchors need one number for each, so that doubles are numbered on."""
    if not found:
        return
    numbers = [proposal.number for proposal in found]
    if len(set(numbers)) != len(numbers):
        document.notes.append(_("The numbers of the proposals start again in the source: they were numbered on."))
        numbers = range(1, len(found) + 1)
    names = [proposal.name for proposal in found]
    # Imported again, a proposal is the one that it was: its address leads to it.
    known = {proposal.number: proposal for proposal in page.proposals.all()}
    page.proposal_name = max(set(names), key=names.count)
    page.proposals.set(
        [
            Proposal(
                number=number,
                group=proposal.group,
                title=proposal.title[:MAX_TITLE],
                text="".join(proposal.text),
                sort_order=order,
                locale=page.locale,
                **{name: getattr(known[number], name) for name in KEPT if number in known},
            )
            for order, (number, proposal) in enumerate(zip(numbers, found, strict=True))
        ]
    )
    document.notes.append(
        _("%(count)d proposals were found: check their titles and objectives.") % {"count": len(found)}
    )
