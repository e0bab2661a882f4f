"""The rooms of Café IA, and pages in them."""

from cafeia.models import (
    AnimationFormatPage,
    CafeIaIndexPage,
    CafeIndexPage,
    CafePage,
    FormatIndexPage,
    GuidePage,
    KitIndexPage,
    KitPage,
    ResourceIndexPage,
    ResourcePage,
)
from places.models import Place
from tests.factories import get_index, make_page

ROOMS = {
    AnimationFormatPage: (FormatIndexPage, "formats"),
    ResourcePage: (ResourceIndexPage, "ressources"),
    KitPage: (KitIndexPage, "kits"),
    CafePage: (CafeIndexPage, "cafes"),
    GuidePage: (GuidePage, "organiser"),
}


def make_room(page_class):
    """The room of a page type (or the guide), made when missing."""
    model, slug = ROOMS[page_class]
    landing = get_index(CafePage)
    room = model.objects.child_of(landing).first()
    if room is None:
        room = landing.add_child(instance=model(title=slug.capitalize(), slug=slug, show_in_menus=True))
    return room


def make_rooms() -> CafeIaIndexPage:
    """The landing page with all its rooms."""
    for page_class in ROOMS:
        make_room(page_class)
    return CafeIaIndexPage.objects.get()


def make(page_class, **fields):
    """A page in its room."""
    return make_page(page_class, parent=make_room(page_class), **fields)


def make_cafe(city: str = "", **fields) -> CafePage:
    """A café, in a town when one is named."""
    if city:
        fields["place"] = Place.objects.filter(name=city).first() or Place.objects.create(name=city)
    return make(CafePage, **fields)
