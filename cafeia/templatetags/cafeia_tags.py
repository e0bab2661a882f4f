"""What the templates of Café IA need: its own navigation, its figures in words."""

from django import template
from django.utils.translation import gettext

from ..navigation import Room, get_house

register = template.Library()


@register.inclusion_tag("cafeia/navigation.html", takes_context=True)
def cafeia_navigation(context):
    """The rooms of Café IA, on each of its pages."""
    request = context["request"]
    house = get_house(context.get("page"), request)
    if house.landing is None:
        return {"rooms": []}
    url = house.landing.get_url(request) or ""
    for room in house.rooms:
        room.is_current = bool(room.url) and request.path.startswith(room.url)
    front = Room("", "", url, is_current=request.path == url)
    rooms = [front, *(room for room in house.rooms if room.in_menu)]
    return {"landing": house.landing, "rooms": rooms, "request": request}


@register.simple_tag(takes_context=True)
def room_url(context, model: str) -> str:
    """The address of a room by the name of its page type, or ""."""
    return get_house(context.get("page"), context["request"]).get_url(model)


@register.filter
def figure_words(figure) -> str:
    """« 650 conseillers », « 90 % », « 3e »: the value with its unit."""
    if figure.unit == "rang":
        return gettext("rank %(n)s") % {"n": figure.display_value}
    return f"{figure.display_value}\u00a0{figure.unit}"
