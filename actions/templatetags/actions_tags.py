"""How actions are shown: the date as a tile, people by role, words for search engines."""

import datetime

from django import template
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _
from django.utils.translation import npgettext

from content.models import ContributionRole
from content.social_cards import get_card_url
from sections.dates import DatePrecision, iso_partial
from sections.locales import active_locale

from ..choices import ActionKind, ActionState
from ..timezone import PARIS
from ..words import display_partial

register = template.Library()

#: Kinds that schema.org calls events; the others are described as works are.
EVENTS = {
    ActionKind.EVENEMENT: "Event",
    ActionKind.ATELIER: "EducationEvent",
    ActionKind.COLLOQUE: "Event",
    ActionKind.INTERVENTION: "Event",
    ActionKind.DEPLACEMENT: "Event",
    ActionKind.CYCLE: "EventSeries",
}
STATES = {ActionState.CANCELLED: "EventCancelled", ActionState.POSTPONED: "EventPostponed"}


@register.simple_tag
def date_tile(page, day: datetime.date | None = None) -> dict:
    """The date as a tear-off calendar shows it: `day`, `month`, `year`, as far as they are known."""
    date, precision, end = page.date, page.date_precision, page.end_date
    if page.session_dates:
        date, precision, end = page.session_dates[0], DatePrecision.DAY, None
    if day:
        date, precision, end = day, DatePrecision.DAY, None
    if date is None:
        return {}
    tile = {"day": "", "month": "", "year": date.year}
    if precision != DatePrecision.YEAR:
        tile["month"] = format_date(date, "N")
    if precision == DatePrecision.DAY:
        tile["day"] = str(date.day)
        if end and page.end_precision == DatePrecision.DAY and (end.year, end.month) == (date.year, date.month):
            if 0 < (end - date).days <= 9:
                tile["day"] += f"–{end.day}"
    return tile


@register.simple_tag
def role_title(group) -> str:
    """« Intervenantes et intervenants », by how many there are."""
    number = len(group.rows)
    titles = {
        ContributionRole.SPEAKER: npgettext("heading", "Speaker", "Speakers", number),
        ContributionRole.ORGANISER: npgettext("heading", "Organiser", "Organisers", number),
        ContributionRole.PARTNER: npgettext("heading", "Partner", "Partners", number),
        ContributionRole.LAUREATE: npgettext("heading", "Laureate", "Laureates", number),
        ContributionRole.JURY: _("Jury"),
        ContributionRole.PUBLISHER: npgettext("heading", "Medium", "Media", number),
    }
    return titles.get(group.role, str(group.label))


@register.filter
def day_name(day: datetime.date) -> str:
    """« mercredi 15 mai »; in English « Wednesday 15 May »."""
    number = "1er" if day.day == 1 and active_locale().language_code == "fr" else str(day.day)
    return f"{format_date(day, 'l')} {number}\u00a0{format_date(day, 'F')}"


@register.filter
def full_day(day: datetime.date | None) -> str:
    """« 15 mai 2024 »."""
    return display_partial(day, DatePrecision.DAY)


@register.filter
def month_path(day: datetime.date) -> str:
    """The end of the address of a month of the agenda."""
    return f"agenda/{day.year:04}/{day.month:02}/"


@register.filter
def month_name(day: datetime.date) -> str:
    """« mai 2024 »."""
    return display_partial(day, DatePrecision.MONTH)


@register.simple_tag
def view_url(listing, view: str) -> str:
    """The same results in another view of the section."""
    return listing.view_url(view)


def _place(page, request) -> list | dict | None:
    found = []
    if page.place or page.venue:
        address = {"@type": "PostalAddress", "addressCountry": page.place.country if page.place else "FR"}
        if page.place and page.place.kind == "city":
            address["addressLocality"] = page.place.name
        if page.place and page.place.region_name:
            address["addressRegion"] = page.place.region_name
        place = {"@type": "Place", "name": page.venue or page.place.name, "address": address}
        if page.place and page.place.has_point:
            place["geo"] = {
                "@type": "GeoCoordinates",
                "latitude": page.place.latitude,
                "longitude": page.place.longitude,
            }
        found.append(place)
    if page.is_online:
        found.append({"@type": "VirtualLocation", "url": page.online_url or page.get_full_url(request)})
    return found[0] if len(found) == 1 else found or None


def _moment(day, time, precision=DatePrecision.DAY) -> str:
    if day is None:
        return ""
    if time is None or precision != DatePrecision.DAY:
        return iso_partial(day, precision)
    return datetime.datetime.combine(day, time, PARIS).isoformat()


def _party(row) -> dict:
    return {"@type": "Person" if row.person_id else "Organization", "name": row.contributor.name}


@register.simple_tag(takes_context=True)
def event_data(context, page) -> dict:
    """An action in the words of schema.org; {} for what it has no word for, or whose date is unknown."""
    request = context["request"]
    start = page.session_dates[0] if page.session_dates else page.date
    if page.kind not in EVENTS or start is None:
        return {}
    precision = DatePrecision.DAY if page.session_dates else page.date_precision
    end = page.session_dates[-1] if page.session_dates else page.end_date
    modes = {(True, False): "Online", (False, True): "Offline", (True, True): "Mixed"}
    mode = modes.get((page.is_online, bool(page.place or page.venue)))
    parent = context.get("parent_action")
    rows = page.loaded_contributions
    end_precision = DatePrecision.DAY if page.session_dates else page.end_precision
    data = {
        "@context": "https://schema.org",
        "@type": EVENTS[page.kind],
        "name": page.title,
        "description": page.summary,
        "startDate": _moment(start, page.start_time, precision),
        "endDate": _moment(end or (start if page.end_time else None), page.end_time, end_precision),
        "eventStatus": "https://schema.org/" + STATES.get(page.state, "EventScheduled"),
        "eventAttendanceMode": f"https://schema.org/{mode}EventAttendanceMode" if mode else "",
        "location": _place(page, request),
        "organizer": [_party(row) for row in rows if row.role == ContributionRole.ORGANISER],
        "performer": [_party(row) for row in rows if row.role == ContributionRole.SPEAKER],
        "superEvent": parent and {"@type": "Event", "name": parent.title, "url": parent.get_full_url(request)},
        "subEvent": [
            {"@type": "Event", "name": child.title, "url": child.get_full_url(request)}
            for child in context.get("programme", ())
            if child.kind in EVENTS
        ],
        "inLanguage": page.locale.language_code,
        "url": page.get_full_url(request),
        "identifier": request.build_absolute_uri(page.get_identifier_url()),
        "image": request.build_absolute_uri(get_card_url(page)),
        "about": [theme.name for theme in page.localized_themes],
    }
    return {name: value for name, value in data.items() if value}
