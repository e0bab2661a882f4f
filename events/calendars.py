"""Calendar files (RFC 5545): one event, or any filtered list.

Nothing is made up: an event whose day is not known is left out, and the calendar says so.
"""

import datetime
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext, ngettext
from icalendar import Calendar, Timezone, vDuration, vGeo, vRecur, vText, vUri
from icalendar import Event as CalendarEvent

from themes.labels import get_theme_names

from .dates import DAY, WEEK, Event, Occurrence, get_occurrences

#: A calendar of a list holds no more than this, the newest (a second of work); it says so.
MAX_EVENTS = 300
PRODUCT = "-//Conseil national du numerique//Agenda//FR"
#: The first two letters of the days, from Monday.
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
ZONE = "Europe/Paris"
PARIS = ZoneInfo(ZONE)

#: The rule in force since 1996, as two yearly rules: a list of every change, which libraries make
#: from their data, is long, ends one day, and is misread by some calendars.
ZONE_RULES = """BEGIN:VTIMEZONE
TZID:Europe/Paris
X-LIC-LOCATION:Europe/Paris
BEGIN:DAYLIGHT
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
DTSTART:19810329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE
"""


def get_uid(page, occurrence: Occurrence) -> str:
    """The same for ever: made from the permanent reference and the section, not from the address."""
    return f"{page.reference}{'-' if occurrence.key else ''}{occurrence.key}@{page._meta.app_label}.cnnum"


def make_event(page, occurrence: Occurrence, request, themes: dict[str, str]) -> CalendarEvent:
    """One VEVENT; `themes` gives the name of each theme, by slug."""
    told = page.get_event()
    url = page.get_full_url(request)
    changed = page.last_published_at or page.latest_revision_created_at or timezone.now()
    event = CalendarEvent()
    event.add("uid", get_uid(page, occurrence))
    event.add("dtstamp", changed.astimezone(datetime.UTC))
    event.add("last-modified", changed.astimezone(datetime.UTC))
    if page.first_published_at:
        event.add("created", page.first_published_at.astimezone(datetime.UTC))
    event.add("sequence", page.calendar_sequence)
    event.add("summary", f"{page.title} – {occurrence.label}" if occurrence.label else page.title)
    add_times(event, occurrence)
    is_off = bool(told.state) or occurrence.is_cancelled
    event.add("status", "CANCELLED" if is_off else "CONFIRMED")
    event.add("description", describe(page, told, url, is_off))
    event.add("url", vUri(url))
    if page.display_place:
        event.add("location", page.display_place)
    if page.place and page.place.has_point:
        event.add("geo", vGeo((page.place.latitude, page.place.longitude)))
    names = [themes.get(theme.slug, theme.name) for theme in page.themes.all()]
    event.add("categories", [str(page.kind_label), *names])
    if told.step:
        add_rule(event, told)
    return event


def add_times(event: CalendarEvent, occurrence: Occurrence) -> None:
    """Hours in Paris time, or whole days; the end of whole days is the day after, as the format has it."""
    if occurrence.start_time is None:
        event.add("dtstart", occurrence.start)
        event.add("dtend", occurrence.end + DAY)
        event.add("transp", "TRANSPARENT")
        return
    event.add("dtstart", datetime.datetime.combine(occurrence.start, occurrence.start_time, PARIS))
    if occurrence.end_time:
        event.add("dtend", datetime.datetime.combine(occurrence.end, occurrence.end_time, PARIS))


def add_rule(event: CalendarEvent, told: Event) -> None:
    """How it comes back; the end of the rule is of the type of the start."""
    rule = vRecur({"freq": "WEEKLY", "byday": DAYS[told.recurring_weekday]})
    if told.step > WEEK:
        rule["interval"] = told.step // WEEK
    if told.until:
        until = told.until
        if told.start_time:
            until = datetime.datetime.combine(until, datetime.time.max.replace(microsecond=0), PARIS)
            until = until.astimezone(datetime.UTC)
        rule["until"] = until
    event.add("rrule", rule)


def describe(page, told: Event, url: str, is_off: bool) -> str:
    parts = []
    if is_off:
        words = page.event_status_label if told.state else gettext("Cancelled")
        parts.append(f"{words}. {told.state_note}".strip())
    parts += [page.marked_summary, told.access]
    if told.time_label and not told.start_time:
        parts.append(told.time_label)
    if page.uncertain:
        parts.append(gettext("Uncertain information") + "\u00a0: " + page.doubt)
    if told.is_online and told.online_url:
        parts.append(told.online_url)
    return "\n\n".join([part for part in parts if part] + [url])


def make_calendar(request, pages, name: str, url: str, left_out: int = 0, is_cut: bool = False) -> Calendar:
    """A calendar of the days that are known of `pages`."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("name", name)
    calendar.add("x-wr-calname", vText(name))
    calendar.add("x-wr-timezone", vText(ZONE))
    calendar.add("url", vUri(url))
    calendar.add("refresh-interval", vDuration(DAY), parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", vText("P1D"))
    notes = []
    if is_cut:
        notes.append(gettext("Only the %(n)d most recent events are in this calendar.") % {"n": MAX_EVENTS})
    if left_out:
        words = ngettext(
            "%(n)d event whose day is not known is not in this calendar.",
            "%(n)d events whose days are not known are not in this calendar.",
            left_out,
        ) % {"n": left_out}
        notes.append(words)
    if notes:
        calendar.add("description", " ".join(notes))
        calendar.add("x-wr-caldesc", vText(" ".join(notes)))
    themes = get_theme_names()
    events = [make_event(page, row, request, themes) for page in pages for row in get_occurrences(page)]
    if any("tzid" in event["dtstart"].params for event in events):
        calendar.add_component(Timezone.from_ical(ZONE_RULES))
    for event in events:
        calendar.add_component(event)
    return calendar


def respond(request, pages, name: str, file_name: str, url: str, single: bool = False, **options) -> HttpResponse:
    """The calendar as a file (one event), or as an address to subscribe to (a list)."""
    calendar = make_calendar(request, pages, name, url, **options)
    response = HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8")
    kind = "attachment" if single else "inline"
    response["Content-Disposition"] = f'{kind}; filename="{slugify(file_name)[:80] or "agenda"}.ics"'
    return response
