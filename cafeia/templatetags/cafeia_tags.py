"""What the templates of Café IA need: its own navigation, the listing's other values."""

from django import template
from django.utils.translation import ngettext

from places.maps import build_map

from ..navigation import Room, get_landing_page, get_rooms

register = template.Library()


@register.inclusion_tag("cafeia/navigation.html", takes_context=True)
def cafeia_navigation(context):
    """The rooms of Café IA, from the page that is shown: two queries at most."""
    request, page = context["request"], context.get("page")
    landing = get_landing_page(page)
    if landing is None:
        return {"rooms": []}
    url = landing.get_url(request) or ""
    rooms = [Room("", "", url, request.path == url), *get_rooms(landing, request)]
    for room in rooms[1:]:
        room.is_current = bool(room.url) and request.path.startswith(room.url)
    return {"landing": landing, "rooms": rooms, "request": request}


@register.simple_tag
def other_values(listing, *names: str) -> list[tuple[str, str]]:
    """What a small form must carry on: the listing's values but those of `names`."""
    values = [(name, value) for name, values in listing.values.items() if name not in names for value in values]
    if listing.sort != next(iter(listing.sorts)):
        values.append(("sort", listing.sort))
    return values


@register.simple_tag
def cafe_map(listing):
    """The towns of the cafés of a listing, on the map and as a list."""
    return build_map(listing, lambda n: ngettext("%(n)d café", "%(n)d cafés", n) % {"n": n})


@register.filter
def of_facet(listing, name: str):
    """The facet called `name`, with its options, or None."""
    return next((facet for facet in listing.active_facets if facet.name == name), None)
