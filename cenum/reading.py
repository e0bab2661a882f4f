"""An issue ready to be read: its parts with their anchors, and its plan."""

import dataclasses

from content.reading import Anchors, Reading, read_stream
from registers.names import make_slug

#: A longer anchor is cut.
MAX_ANCHOR = 60
#: Anchors that the page itself uses.
RESERVED = {"contenu", "entete", "pied", "fil", "plan-titre", "citation", "sommaire", "notes"}


@dataclasses.dataclass
class Part:
    """A part of an issue; `parts` are those under it."""

    level: int
    emoji: str
    #: The heading, else what the part is about.
    label: str
    #: Whether the letter itself gave no heading.
    is_described: bool
    anchor: str
    #: What stands before the anchors of its notes.
    prefix: str
    value: dict
    reading: Reading
    parts: list["Part"] = dataclasses.field(default_factory=list)

    @property
    def tag(self) -> str:
        """The element of its heading, under the page's own `h1`."""
        return f"h{self.level + 1}"


def make_anchor(words: str) -> str:
    """« Rôle de l’État » gives `role-de-l-etat`; a long one ends with a whole word."""
    slug = make_slug(words)
    return slug if len(slug) <= MAX_ANCHOR else slug[: MAX_ANCHOR + 1].rpartition("-")[0]


def set_anchors(body) -> None:
    """Write into the parts of `body` the anchors that they lack: once shared, they stay."""
    anchors = Anchors(RESERVED)
    anchors.used |= {block.value.get("anchor") for block in body if block.value.get("anchor")}
    for block in body:
        if not block.value.get("anchor"):
            words = block.value.get("heading") or block.value.get("plan_label") or ""
            block.value["anchor"] = anchors.make(words, make_anchor(words))


def name_part(value: dict, number: int, anchors: Anchors) -> tuple[str, str]:
    """The words and the anchor of part `number`; its anchor is unique, whatever was stored."""
    label = value.get("heading") or value.get("plan_label") or value.get("emoji") or str(number)
    return label, anchors.make(label, value.get("anchor") or "")


def read_parts(body) -> list[Part]:
    """The parts in order; every anchor is unique, whatever was stored."""
    anchors, parts = Anchors(RESERVED), []
    for number, block in enumerate(body, 1):
        value = block.value
        label, anchor = name_part(value, number, anchors)
        prefix = f"s{number}-"
        reading = read_stream(value.get("content") or [], anchors, prefix, first_paragraph=None)
        level, is_described = int(value.get("level") or 1), not value.get("heading")
        parts.append(Part(level, value.get("emoji") or "", label, is_described, anchor, prefix, value, reading))
    return parts


def make_tree(parts: list[Part]) -> list[Part]:
    """The same parts, nested by their levels: the plan."""
    roots: list[Part] = []
    open_parts: list[Part] = []
    for part in parts:
        part.parts = []
        while open_parts and open_parts[-1].level >= part.level:
            open_parts.pop()
        (open_parts[-1].parts if open_parts else roots).append(part)
        open_parts.append(part)
    return roots
