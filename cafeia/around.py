"""What surrounds a page of Café IA: formats, cafés, kits, then the pages of other sections."""

from content.links import get_linked_pages

from .navigation import ROOMS

#: Page type → key of `own`.
KEYS = {listed: name for name, listed in ROOMS.values()}


def get_surroundings(page) -> dict:
    """The pages linked with `page`, both ways: those of Café IA by type, the others by section.

    A number of queries that does not depend on how many there are.
    """
    links = get_linked_pages(page)
    own: dict[str, list] = {"formats": [], "cafes": [], "kits": [], "resources": []}
    series = []
    for linked in links.part_of:
        (series if linked._meta.model_name == "cafepage" else links.family).append(linked)
    others = []
    for section, pages in links.by_section:
        if section is None or section.name != "cafeia":
            others.append((section, pages))
            continue
        for linked in pages:
            own[KEYS[linked._meta.model_name]].append(linked)
    links.by_section = others
    return {"links": links, "own": own, "series": series, "citing_pages": links.citing}
