"""The navigation of the site within the site."""

import dataclasses

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists
from wagtail.models import Page

from sections.query import get_restrictions


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


def get_house(page, request) -> House:
    """The landing page and the rooms around `page`: one query for a request."""
    if not hasattr(request, "cafeia_house"):
        request.cafeia_house = _find_house(page, request)
    return request.cafeia_house


def _find_house(page, request) -> House:
    from .models import CafeIaIndexPage, CafeIndexPage, FormatIndexPage, GuidePage, KitIndexPage, ResourceIndexPage

    if page is None or not page.path:
        return House()
    models = (CafeIaIndexPage, FormatIndexPage, ResourceIndexPage, KitIndexPage, CafeIndexPage, GuidePage)
    types = ContentType.objects.get_for_models(*models)
    rows = list(
        Page.objects.live()
        .filter(~Exists(get_restrictions()), content_type__in=types.values(), locale_id=page.locale_id)
        .order_by("path")
        .select_related("content_type", "locale")
    )
    landing = next(
        (row for row in rows if row.content_type == types[CafeIaIndexPage] and page.path.startswith(row.path)), None
    )
    if landing is None:
        return House()
    rooms = [
        Room(row.content_type.model, row.title, row.get_url(request) or "", row.path, row.show_in_menus)
        for row in rows
        if row.path.startswith(landing.path) and row.depth == landing.depth + 1
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
