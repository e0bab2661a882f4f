"""Calendar files (RFC 5545): one action, or any filtered list.

Nothing is made up: an action whose day is not known is left out, and the calendar says so.
"""

import datetime

from django.http import HttpResponse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext, ngettext
from icalendar import Calendar, Event, vDuration, vGeo, vRecur, vText, vUri

from themes.labels import get_theme_names

from .choices import ICAL_DAYS, ActionState, Recurrence
from .occurrences import STEPS, Occurrence, get_weekday
from .timezone import NAME, PARIS, make_timezone

#: A calendar of a list holds no more than this, the newest (a second of work); it says so.
MAX_EVENTS = 300
#: The host part of identifiers: it never changes, whatever the address of the site.
UID_HOST = "actions.cnnum"
PRODUCT = "-//Conseil national du numerique//Actions//FR"
DAY = datetime.timedelta(days=1)


def get_uid(action, occurrence: Occurrence) -> str:
    """The same for ever: made from the permanent reference, not from the address."""
    return f"{action.reference}{'-' if occurrence.key else ''}{occurrence.key}@{UID_HOST}"


def make_event(action, occurrence: Occurrence, request, themes: dict[str, str]) -> Event:
    """One VEVENT; `themes` gives the name of each theme, by slug."""
    url = action.get_full_url(request)
    changed = action.last_published_at or action.latest_revision_created_at or timezone.now()
    event = Event()
    event.add("uid", get_uid(action, occurrence))
    event.add("dtstamp", changed.astimezone(datetime.UTC))
    event.add("last-modified", changed.astimezone(datetime.UTC))
    if action.first_published_at:
        event.add("created", action.first_published_at.astimezone(datetime.UTC))
    event.add("sequence", action.calendar_sequence)
    event.add("summary", f"{action.title} – {occurrence.label}" if occurrence.label else action.title)
    add_times(event, occurrence)
    is_off = action.state != ActionState.CONFIRMED or occurrence.is_cancelled
    event.add("status", "CANCELLED" if is_off else "CONFIRMED")
    event.add("description", describe(action, url, is_off))
    event.add("url", vUri(url))
    if action.display_place:
        event.add("location", action.display_place)
    if action.place and action.place.has_point:
        event.add("geo", vGeo((action.place.latitude, action.place.longitude)))
    event.add(
        "categories", [str(action.kind_label), *(themes.get(theme.slug, theme.name) for theme in action.themes.all())]
    )
    if action.recurrence:
        add_rule(event, action)
    return event


def add_times(event: Event, occurrence: Occurrence) -> None:
    """Hours in Paris time, or whole days; the end of whole days is the day after, as the format has it."""
    if occurrence.start_time is None:
        event.add("dtstart", occurrence.start)
        event.add("dtend", occurrence.end + DAY)
        event.add("transp", "TRANSPARENT")
        return
    event.add("dtstart", datetime.datetime.combine(occurrence.start, occurrence.start_time, PARIS))
    if occurrence.end_time:
        event.add("dtend", datetime.datetime.combine(occurrence.end, occurrence.end_time, PARIS))


def add_rule(event: Event, action) -> None:
    """How it comes back; the end of the rule is of the type of the start."""
    rule = vRecur({"freq": "WEEKLY", "byday": ICAL_DAYS[get_weekday(action)]})
    if action.recurrence == Recurrence.FORTNIGHTLY:
        rule["interval"] = STEPS[action.recurrence] // 7
    if action.recurrence_until:
        until = action.recurrence_until
        if action.start_time:
            until = datetime.datetime.combine(until, datetime.time.max.replace(microsecond=0), PARIS)
            until = until.astimezone(datetime.UTC)
        rule["until"] = until
    event.add("rrule", rule)


def describe(action, url: str, is_off: bool) -> str:
    parts = []
    if is_off and (action.status_label or action.state_note):
        words = action.status_label if action.state != ActionState.CONFIRMED else gettext("Cancelled")
        parts.append(f"{words}. {action.state_note}".strip())
    parts += [action.summary, action.access]
    if action.time_label and not action.start_time:
        parts.append(action.time_label)
    if action.uncertain:
        parts.append(gettext("Uncertain information") + "\u00a0: " + action.doubt)
    if action.is_online and action.online_url:
        parts.append(action.online_url)
    return "\n\n".join([part for part in parts if part] + [url])


def make_calendar(request, actions, name: str, url: str, left_out: int = 0, is_cut: bool = False) -> Calendar:
    """A calendar of the days that are known of `actions`."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("name", name)
    calendar.add("x-wr-calname", vText(name))
    calendar.add("x-wr-timezone", vText(NAME))
    calendar.add("url", vUri(url))
    calendar.add("refresh-interval", vDuration(DAY), parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", vText("P1D"))
    notes = []
    if is_cut:
        notes.append(gettext("Only the %(n)d most recent actions are in this calendar.") % {"n": MAX_EVENTS})
    if left_out:
        words = ngettext(
            "%(n)d action whose day is not known is not in this calendar.",
            "%(n)d actions whose days are not known are not in this calendar.",
            left_out,
        ) % {"n": left_out}
        notes.append(words)
    if notes:
        calendar.add("description", " ".join(notes))
        calendar.add("x-wr-caldesc", vText(" ".join(notes)))
    themes = get_theme_names()
    events = [make_event(action, row, request, themes) for action in actions for row in action.occurrences]
    if any("tzid" in event["dtstart"].params for event in events):
        calendar.add_component(make_timezone())
    for event in events:
        calendar.add_component(event)
    return calendar


def respond(request, actions, name: str, file_name: str, url: str, single: bool = False, **options) -> HttpResponse:
    """The calendar as a file (one action), or as an address to subscribe to (a list)."""
    calendar = make_calendar(request, actions, name, url, **options)
    response = HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8")
    kind = "attachment" if single else "inline"
    response["Content-Disposition"] = f'{kind}; filename="{slugify(file_name)[:80] or "agenda"}.ics"'
    return response
