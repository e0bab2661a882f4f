"""The navigation of the site within the site."""

import dataclasses

from sections.query import published


@dataclasses.dataclass
class Room:
    """An entry of the local navigation."""

    model: str
    title: str
    url: str
    is_current: bool = False


def get_landing_page(page):
    """The landing page above `page` (or itself), or None."""
    from .models import CafeIaIndexPage

    if isinstance(page, CafeIaIndexPage):
        return page
    if page is None or not page.pk:
        return None
    return published(CafeIaIndexPage.objects.ancestor_of(page), language=page.locale.language_code).first()


def get_rooms(landing, request=None) -> list[Room]:
    """The rooms of a landing page that are online and in its menu, in order: one query."""
    if landing is None:
        return []
    children = landing.get_children().live().public().in_menu().select_related("content_type", "locale")
    return [Room(child.content_type.model, child.title, child.get_url(request) or "") for child in children]
