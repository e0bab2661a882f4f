"""The links of the demo: which page goes with which, from the facts."""

from content.models import LinkKind

#: The day of a letter, as notes write it → the letter, which names the cafés that were in the making.
LETTERS = {"23 mai 2025": "cenum-2025-05-23", "18 avril 2025": "cenum-2025-04-18"}


def get_links(demo) -> dict[str, dict[str, str]]:
    """Reference → {other reference: kind}. A link between two pages of Café IA is under both.

    Links are read from both ends, and a page is linked with those that are there before it: of two
    pages, the one that comes second keeps the link.
    """
    links: dict[str, dict[str, str]] = {}

    def link(one: str, other: str, kind: str = LinkKind.RELATED) -> None:
        links.setdefault(one, {})[other] = kind
        if kind == LinkKind.RELATED:
            links.setdefault(other, {})[one] = kind

    sessions = demo.facts["cafeia/sessions"]
    by_action: dict[str, list[str]] = {}
    for record in sessions:
        by_action.setdefault(record["action"], []).append(record["id"])
    weekly = {record["action"]: record["id"] for record in demo.facts["cafeia/recurring"]}
    for name in ("resources", "kits"):
        for reference, text in demo.texts.load(f"cafeia/{name}.fr.json").items():
            for other in text.get("links", ()):
                link(reference, other)
    for record in demo.facts["cafeia/formats"]:
        for known in record["known_sessions"]:
            for session in by_action.get(known, [known]):
                link(record["id"], session)
    for record in sessions:
        if record["format"]:
            link(record["id"], record["format"])
        if record["action"] in weekly:
            link(record["id"], weekly[record["action"]], LinkKind.PART_OF)
        elif record["action"]:
            link(record["id"], record["action"])
        for day, letter in LETTERS.items():
            if day in (record["note"] or ""):
                link(record["id"], letter)
    for action, reference in weekly.items():
        link(reference, action)
    return links
