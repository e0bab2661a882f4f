"""What the landing page of Café IA shows: as many queries whatever there is."""

from django.db.models import BooleanField, Case, Count, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from content.models import ContentPage
from people.models import Organisation
from sections.query import published
from themes.labels import localize

from .choices import PartnerRole, Phase
from .navigation import get_house
from .when import to_come

#: How many figures are shown large; the others come in a list.
MAIN_FIGURES = 4
LATEST = 4


def get_landing(page, request) -> dict:
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
        "venues": list(page.host_venues.order_by("sort_order")),
        "contacts": list(page.contacts.order_by("sort_order")),
        "rooms": get_room_counts(page, request),
        **get_cafes(page.locale.language_code),
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
    """Address and number of pages of each room, by model name."""
    from .models import AnimationFormatPage, CafePage, KitPage, ResourcePage

    language = page.locale.language_code
    models = [AnimationFormatPage, ResourcePage, KitPage, CafePage]
    counts = dict(
        published(ContentPage.objects.type(*models), language=language)
        .order_by()
        .values_list("content_type__model")
        .annotate(n=Count("pk"))
    )
    urls = {room.model: room for room in get_house(page, request).rooms}
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


def get_cafes(language: str, limit: int = LATEST) -> dict:
    """The next cafés or, when none is to come, the latest: one query."""
    from .models import CafePage

    first = Case(When(to_come(), then="date"), default=None)
    cafes = list(
        published(CafePage.objects.filter(weekday=None), language=language)
        .annotate(coming=Case(When(to_come(), then=True), default=False, output_field=BooleanField()))
        .order_by("-coming", first.asc(nulls_last=True), Coalesce("date", "period_end").desc(nulls_last=True), "title")
        .select_related("place", "locale")
        .defer("body")[:limit]
    )
    coming = [cafe for cafe in cafes if cafe.coming]
    return {"cafes": coming or cafes, "are_coming": bool(coming)}
