"""An event in the words of schema.org: only what is known."""

import datetime

from content.models import ContributionRole
from content.social_cards import get_card_url
from sections.dates import DatePrecision, iso_partial

from .calendars import PARIS
from .dates import CANCELLED, POSTPONED, Event

CONTEXT = "https://schema.org"
STATES = {CANCELLED: "EventCancelled", POSTPONED: "EventPostponed"}
#: (online, on site) → how one attends.
MODES = {(True, False): "Online", (False, True): "Offline", (True, True): "Mixed"}


def describe_event(page, request, parent=None, parts=()) -> dict:
    """An event, the one that it is a part of and its parts; {} for what schema.org has no word for."""
    event = page.get_event()
    start = min(event.days, default=event.start)
    if not page.event_type:
        return {}
    precision, end, end_precision = event.precision, event.end, event.end_precision
    if event.days:
        precision, end, end_precision = DatePrecision.DAY, max(event.days), DatePrecision.DAY
    mode = MODES.get((event.is_online, bool(page.place_id or event.venue)))
    rows = page.loaded_contributions
    data = {
        "@context": CONTEXT,
        "@type": page.event_type,
        "name": page.title,
        "description": page.marked_summary,
        "startDate": write_moment(start, event.start_time, precision),
        "endDate": write_moment(end or (start if event.end_time else None), event.end_time, end_precision),
        "eventStatus": f"{CONTEXT}/{STATES.get(event.state, 'EventScheduled')}",
        "eventAttendanceMode": f"{CONTEXT}/{mode}EventAttendanceMode" if mode else "",
        "location": describe_place(event, page.place, page.get_full_url(request)),
        "organizer": [describe_party(row) for row in rows if row.role == ContributionRole.ORGANISER],
        "performer": [describe_party(row) for row in rows if row.role == ContributionRole.SPEAKER],
        "superEvent": parent and describe_other(parent, request),
        "subEvent": [describe_other(part, request) for part in parts if part.event_type],
        "inLanguage": page.locale.language_code,
        "url": page.get_full_url(request),
        "identifier": request.build_absolute_uri(page.get_identifier_url()),
        "image": request.build_absolute_uri(get_card_url(page)),
        "about": [theme.name for theme in page.localized_themes],
    }
    return {name: value for name, value in data.items() if value}


def describe_other(page, request) -> dict:
    return {"@type": "Event", "name": page.title, "url": page.get_full_url(request)}


def describe_party(row) -> dict:
    """Who takes part, by a contribution."""
    return {"@type": "Person" if row.person_id else "Organization", "name": row.contributor.name}


def describe_place(event: Event, place, url: str) -> list | dict | None:
    """The town or the venue, that it is online (at `url` if it has no address of its own), or both."""
    found = []
    if place or event.venue:
        address = {"@type": "PostalAddress", "addressCountry": place.country if place else "FR"}
        if place and place.kind == "city":
            address["addressLocality"] = place.name
        if place and place.region_name:
            address["addressRegion"] = place.region_name
        told = {"@type": "Place", "name": event.venue or place.name, "address": address}
        if place and place.has_point:
            told["geo"] = {"@type": "GeoCoordinates", "latitude": place.latitude, "longitude": place.longitude}
        found.append(told)
    if event.is_online:
        found.append({"@type": "VirtualLocation", "url": event.online_url or url})
    return found[0] if len(found) == 1 else found or None


def write_moment(day: datetime.date | None, time: datetime.time | None, precision: str) -> str:
    """A date as far as it is known, with its hour in Paris time."""
    if day is None or time is None or precision != DatePrecision.DAY:
        return iso_partial(day, precision)
    return datetime.datetime.combine(day, time, PARIS).isoformat()
