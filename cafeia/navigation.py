"""The navigation of the site within the site, and what surrounds one of its pages."""

import dataclasses

from django.db.models import Exists
from wagtail.models import Page

from content.links import get_linked_pages
from sections.query import get_restrictions

#: Page type of a room → its name, and the page type that it lists.
ROOMS = {
    "formatindexpage": ("formats", "animationformatpage"),
    "resourceindexpage": ("resources", "resourcepage"),
    "kitindexpage": ("kits", "kitpage"),
    "cafeindexpage": ("cafes", "cafepage"),
    "guidepage": ("guide", ""),
}
#: Page type → key of `own`.
KEYS = {listed: name for name, listed in ROOMS.values()}
#: How deep in the tree the landing page stands; its rooms are under it.
FRONT_DEPTH = 3


@dataclasses.dataclass
class Room:
    """An entry of the local navigation."""

    model: str
    title: str
    url: str
    path: str = ""
    in_menu: bool = True
    is_current: bool = False


@dataclasses.dataclass
class House:
    """The landing page above a page, and its rooms that are online, in order."""

    landing: Page | None = None
    rooms: list[Room] = dataclasses.field(default_factory=list)

    def get_url(self, model: str) -> str:
        """The address of a room by the name of its page type, or ""."""
        return next((room.url for room in self.rooms if room.model == model), "")


def get_house(page, request) -> House:
    """The landing page and the rooms around `page`: one query for a request."""
    if not hasattr(request, "cafeia_house"):
        request.cafeia_house = _find_house(page, request)
    return request.cafeia_house


def _find_house(page, request) -> House:
    if page is None or not page.path:
        return House()
    front = page.path[: Page.steplen * FRONT_DEPTH]
    rows = (
        Page.objects.live()
        .filter(~Exists(get_restrictions()), path__startswith=front, depth__lte=FRONT_DEPTH + 1)
        .order_by("path")
        .select_related("content_type", "locale")
    )
    landing, *below = list(rows) or [None]
    if landing is None or landing.content_type.model != "cafeiaindexpage":
        return House()
    rooms = [
        Room(row.content_type.model, row.title, row.get_url(request) or "", row.path, row.show_in_menus)
        for row in below
        if row.content_type.model in ROOMS
    ]
    return House(landing, rooms)


def get_crumbs(page, request, here: str = "") -> list[tuple[str, str]]:
    """The way to `page`, or to its view called `here`: (title, address), without a query of its own."""
    house = get_house(page, request)
    if house.landing is None:
        return []
    above = [(house.landing.title, house.landing.get_url(request) or "")]
    above += [
        (room.title, room.url) for room in house.rooms if page.path.startswith(room.path) and room.path != page.path
    ]
    if here:
        return [*above, (page.title, page.get_url(request) or ""), (here, "")]
    return [*above, (page.title, "")]


def get_surroundings(page) -> dict:
    """The pages linked with `page`, both ways: those of Café IA by type, the others by section.

    A number of queries that does not depend on how many there are.
    """
    links = get_linked_pages(page)
    own: dict[str, list] = {"formats": [], "cafes": [], "kits": [], "resources": []}
    series = []
    for linked in links.part_of:
        (series if linked._meta.model_name == "cafepage" else links.family).append(linked)
    mine = [pages for section, pages in links.by_section if section and section.name == "cafeia"]
    for linked in sum(mine, []):
        own[KEYS[linked._meta.model_name]].append(linked)
    links.by_section = [row for row in links.by_section if row[1] not in mine]
    return {"links": links, "own": own, "series": series, "citing_pages": links.citing}
