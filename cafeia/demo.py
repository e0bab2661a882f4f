"""Demo content of the section: the rooms, then what the facts know, and nothing more."""

from .demo_content import add_cafe, add_format, add_kit, add_resource, add_weekly_cafe
from .demo_links import get_links
from .demo_pages import add_rooms


def load(demo) -> None:
    """Load the rooms and their pages; each page keeps its links with those that are there already."""
    if "cafeia" not in demo.facts.files:
        return
    rooms = add_rooms(demo)
    if rooms is None:
        return
    links = get_links(demo)
    for make, room, part in (
        (add_format, "formats", "formats"),
        (add_resource, "resources", "resources"),
        (add_kit, "kits", "kits"),
        (add_weekly_cafe, "cafes", "recurring"),
        (add_cafe, "cafes", "sessions"),
    ):
        if room not in rooms:
            continue
        for record in demo.count(f"café ia: {part}", demo.facts[f"cafeia/{part}"]):
            page = make(demo, record)
            for target, kind in links.get(record["id"], {}).items():
                demo.add_link(page, target, kind)
            demo.add_page(rooms[room], page)
