"""What the landing page of Café IA shows: as many queries whatever there is."""

from django.db.models import Count
from django.utils import timezone

from content.models import ContentPage, load_figures
from people.models import Organisation
from sections.query import published
from themes.labels import localize

from .choices import PartnerRole, Phase
from .navigation import ROOMS, get_house

#: How many figures are shown large; the others come in a list.
MAIN_FIGURES = 4


def get_landing(page, request) -> dict:
    """The context of the landing page."""
    figures = load_figures(page)
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
        "venues": list(page.host_venues.order_by("sort_order")),
        "contacts": list(page.contacts.order_by("sort_order")),
        "rooms": get_room_counts(page, request),
    }


def get_partners(page) -> list[tuple[str, list]]:
    """Partners by circle: [(circle, rows)], each row with its `partner`, in the active language."""
    rows = list(page.partners.select_related("organisation").order_by("sort_order"))
    names = localize(Organisation, [row.organisation for row in rows]) if rows else []
    for row, name in zip(rows, names, strict=True):
        row.partner = name
    circles = [(label, [row for row in rows if row.role == role]) for role, label in PartnerRole.choices]
    return [(label, members) for label, members in circles if members]


def get_room_counts(page, request) -> dict:
    """Address, title and number of pages of each room, under its name (`navigation.ROOMS`)."""
    rows = published(ContentPage.objects.type(*page.section.page_classes), language=page.locale.language_code)
    counts = dict(rows.order_by().values_list("content_type__model").annotate(n=Count("pk")))
    found = {}
    for room in get_house(page, request).rooms:
        name, listed = ROOMS[room.model]
        found[name] = {"title": room.title, "url": room.url, "count": counts.get(listed, 0) if listed else None}
    return found
