"""Demo content of the section: the rooms, then what the facts know, and nothing more."""

from .demo_content import add_cafes, add_formats, add_kits, add_resources, add_weekly_cafes, finish
from .demo_pages import add_rooms


def load(demo) -> None:
    """Load the rooms and their pages; links with other sections wait until all are loaded."""
    rooms = add_rooms(demo)
    if rooms is None:
        return
    pages = {}
    for add, room, part in (
        (add_formats, "formats", "formats"),
        (add_resources, "resources", "resources"),
        (add_kits, "kits", "kits"),
        (add_weekly_cafes, "cafes", "recurring"),
        (add_cafes, "cafes", "sessions"),
    ):
        if room in rooms:
            for record in demo.count(f"café ia: {part}", demo.facts[f"cafeia/{part}"]):
                pages[record["id"]] = demo.place(rooms[room], add(demo, record))
    demo.at_end(lambda demo: finish(demo, pages))
