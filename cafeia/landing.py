"""What the landing page of Café IA shows: as many queries whatever there is."""

from django.db.models import Count
from django.utils import timezone

from people.models import Organisation
from sections.cards import load_cards
from sections.query import newest_first, published
from themes.labels import localize

from .choices import PartnerRole, Phase
from .navigation import get_rooms
from .when import to_come

#: How many figures are shown large; the others come in a list.
MAIN_FIGURES = 4
LATEST = 4


def get_landing(page) -> dict:
    """The context of the landing page."""
    figures = page.get_figures()
    objectives = list(page.objectives.order_by("sort_order"))
    return {
        "main_figures": figures[:MAIN_FIGURES],
        "other_figures": figures[MAIN_FIGURES:],
        "key_dates": list(page.key_dates.order_by("date", "sort_order")),
        "today": timezone.localdate(),
        "objectives": [
            (label, [row for row in objectives if row.phase == phase])
            for phase, label in Phase.choices
            if any(row.phase == phase for row in objectives)
        ],
        "partners": get_partners(page),
        "venues": [name for row in page.host_venues.order_by("sort_order") for name in row.names],
        "venue_rows": list(page.host_venues.order_by("sort_order")),
        "contacts": list(page.contacts.order_by("sort_order")),
        "rooms": get_room_counts(page),
        **get_cafes(page),
    }


def get_partners(page) -> list[tuple[str, list]]:
    """Partners by circle: [(circle, rows)], each row with its `partner`, in the active language."""
    rows = list(page.partners.select_related("organisation").order_by("sort_order"))
    names = localize(Organisation, [row.organisation for row in rows]) if rows else []
    for row, name in zip(rows, names, strict=True):
        row.partner = name
    circles = [(label, [row for row in rows if row.role == role]) for role, label in PartnerRole.choices]
    return [(label, members) for label, members in circles if members]


def get_room_counts(page) -> dict:
    """Address and number of pages of each room, by model name."""
    from .models import AnimationFormatPage, CafePage, KitPage, ResourcePage

    language = page.locale.language_code
    models = [AnimationFormatPage, ResourcePage, KitPage, CafePage]
    from content.models import ContentPage

    counts = dict(
        published(ContentPage.objects.type(*models), language=language)
        .order_by()
        .values_list("content_type__model")
        .annotate(n=Count("pk"))
    )
    urls = {room.model: room for room in get_rooms(page)}
    found = {}
    for key, index, model in (
        ("formats", "formatindexpage", AnimationFormatPage),
        ("resources", "resourceindexpage", ResourcePage),
        ("kits", "kitindexpage", KitPage),
        ("cafes", "cafeindexpage", CafePage),
        ("guide", "guidepage", None),
    ):
        if room := urls.get(index):
            count = counts.get(model._meta.model_name, 0) if model else None
            found[key] = {"title": room.title, "url": room.url, "count": count}
    return found


def get_cafes(page, limit: int = LATEST) -> dict:
    """The next cafés, or the latest when none is to come."""
    from .models import CafePage

    cafes = published(CafePage.objects.all(), language=page.locale.language_code)
    coming = load_cards(cafes.filter(to_come()).order_by("date", "title")[:limit])
    if coming:
        return {"cafes": coming, "are_coming": True}
    return {"cafes": load_cards(newest_first(cafes.filter(weekday=None))[:limit]), "are_coming": False}
