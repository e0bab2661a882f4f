"""Notes of a page: a number that leads to a text, from which a link leads back."""

import re
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

_CALL = re.compile(r"^\W*(?:\d{1,3}(?::\d+)?|[ivxlc]{1,5}|[a-z])\W*$|^\W*[*†‡]+\W*$", re.IGNORECASE)
ROOT = {"body", "html", "main", "article", "ol", "ul", "table", "tbody"}
HOLDERS = {"p", "li", "div", "td", "dd", "aside", "section", "footer"}
#: How far from a link the place that it marks may be.
NEAR = 3
#: More links are no notes of a text; and more of them lead back to one call of no note.
MAX_LINKS, MAX_BACK = 4_000, 20


@dataclass
class Notes:
    """The notes of a page; elements are known by their `mem_id`."""

    #: Call → its number.
    calls: dict[int, int] = field(default_factory=dict)
    #: Number → element that holds the note.
    holders: dict[int, LexborNode] = field(default_factory=dict)
    #: What is not read where it stands: the notes themselves, and their links back.
    apart: set[int] = field(default_factory=set)


def find_notes(tree: LexborHTMLParser) -> Notes:
    """Those of Word, LibreOffice, Google Docs, wikis and Markdown alike: only their links are looked at."""
    found, ids = Notes(), {}
    for node in tree.css("[id], a[name]"):
        for key in (node.attributes.get("id"), node.attributes.get("name")):
            if key:
                ids.setdefault(key, node)
    links = [(node, ids.get((node.attributes.get("href") or "")[1:])) for node in tree.css('a[href^="#"]')]
    links = [(node, goal) for node, goal in links if goal is not None][:MAX_LINKS]
    leading: dict[int, list[LexborNode]] = {}
    for node, goal in links:
        leading.setdefault(goal.mem_id, []).append(node)
    order = {node.mem_id: number for number, node in enumerate(tree.root.traverse())} if links else {}
    pairs = []
    for node, goal in links:
        if _CALL.match(node.text(deep=True) or "") and order.get(goal.mem_id, 0) > order.get(node.mem_id, 0):
            holder = next((n for n in _climb(goal) if n.tag in HOLDERS), None)
            back = _find_back(holder, node, leading) if holder else []
            if back:
                pairs.append((node, goal, holder, back))
    goals, numbers = {goal.mem_id for _node, goal, *_others in pairs}, {}
    for node, goal, holder, back in pairs:
        if goal.mem_id not in numbers:
            numbers[goal.mem_id] = len(numbers) + 1
            holder = _widen(holder, node, goals)
            found.holders[numbers[goal.mem_id]] = holder
            found.apart.add(holder.mem_id)
        found.calls[node.mem_id] = numbers[goal.mem_id]
        found.apart |= {link.mem_id for link in back}
    return found


def _climb(node: LexborNode):
    while node is not None:
        yield node
        node = node.parent


def _find_back(holder: LexborNode, call: LexborNode, leading: dict[int, list[LexborNode]]) -> list[LexborNode]:
    """The links inside `holder` that lead to `call` or to what is right around it."""
    around = [node for _number, node in zip(range(NEAR), _climb(call), strict=False)] + list(call.iter())
    links = [link for node in around for link in leading.get(node.mem_id, [])[:MAX_BACK]]
    return [link for link in links if any(node.mem_id == holder.mem_id for node in _climb(link))]


def _widen(holder: LexborNode, call: LexborNode, goals: set[int]) -> LexborNode:
    """The largest element that holds this note and no other: a note may have several paragraphs."""
    above = {node.mem_id for node in _climb(call)}
    while (parent := holder.parent) is not None and parent.tag not in ROOT and parent.mem_id not in above:
        if sum(node.mem_id in goals for node in parent.traverse()) > 1:
            break
        holder = parent
    return holder
