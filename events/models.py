"""What makes a page type an event, and the dates of events by which lists, agendas and maps find them."""

import datetime
import hashlib

from django.core.exceptions import ValidationError
from django.db import DatabaseError, models, transaction
from django.db.models import Exists, OuterRef, Q
from django.http import Http404
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.routable_page.models import RoutablePageMixin, path

from content.models import ContentPage
from sections.dates import DatePrecision, get_end_of
from sections.query import newest_first, published
from sections.registry import get_sections

from . import words
from .calendars import respond
from .dates import DAY, Event, Occurrence, get_occurrences

#: Addresses under an index of events that are not pages.
RESERVED_SLUGS = {"agenda", "annoncer", "benevoles", "carte", "calendrier", "feed"}
#: The condition on a date that a calendar can show it.
HAS_KNOWN_DAY = Q(start__isnull=False, precision=DatePrecision.DAY)


class EventDate(models.Model):
    """A date of an event, written when its page is saved: any list finds its events by date and place in one query.

    A page has one row, or one for each of its days when they do not follow each other.
    """

    page = models.ForeignKey("content.ContentPage", on_delete=models.CASCADE, related_name="event_dates")
    #: The first day, as far as it is known; None when nothing is.
    start = models.DateField(null=True, db_index=True)
    precision = models.CharField(max_length=5, choices=DatePrecision.choices, default=DatePrecision.DAY)
    #: The last day on which it may take place; None when it is not known or there is no end.
    last = models.DateField(null=True, db_index=True)
    #: Days between two times, 0 for what does not come back.
    step = models.PositiveSmallIntegerField(default=0)
    place = models.ForeignKey("places.Place", null=True, on_delete=models.SET_NULL, related_name="+")
    is_on_site = models.BooleanField(default=False)
    is_online = models.BooleanField(default=False)
    #: What calendars show of the page, as a digest: a change of it is news for them.
    shown = models.CharField(max_length=32)

    class Meta:
        verbose_name = _("date of an event")
        verbose_name_plural = _("dates of events")

    def __str__(self):
        return f"{self.page_id}, {self.start}"


class EventMixin(RoutablePageMixin, models.Model):
    """A page type that takes place: it is in the agenda, on the map and in calendars, under its section and with all.

    Put it before `ContentPage`; `get_event` says when and where, from the fields of the page.
    """

    calendar_sequence = models.PositiveIntegerField(
        default=0, editable=False, help_text="How many times its dates, place or state have changed."
    )

    #: Its town: a foreign key to `places.Place`, for a type that has one.
    place = None
    place_id = None
    #: Relations that `display_place` and `get_sessions` read, loaded for many pages at once.
    event_prefetch: tuple[str, ...] = ()
    search_called = (_("Event"),)
    # A copy is news to no calendar.
    exclude_fields_in_copy = [*ContentPage.exclude_fields_in_copy, "calendar_sequence"]
    #: What schema.org calls it, "" when it has no word for it.
    event_type = "Event"

    class Meta:
        abstract = True

    def get_event(self) -> Event:
        """When it takes place, without a query; by default, the date or the period of the page."""
        start, precision = (self.date, self.date_precision) if self.date else (self.period_start, self.period_precision)
        return Event(start, precision, self.period_end, self.period_precision)

    def get_sessions(self) -> list[Occurrence]:
        """Its days in order, for an event that has `days`."""
        return [Occurrence(day, day) for day in sorted(self.get_event().days)]

    @cached_property
    def occurrences(self) -> list[Occurrence]:
        """The days that are known."""
        return get_occurrences(self)

    @property
    def is_in_calendars(self) -> bool:
        """Whether a day is known, that a calendar can be given; no query."""
        return self.get_event().first_day is not None

    @property
    def last_day(self):
        """The last day on which it may take place; None when it is not known or there is no end."""
        return self.get_event().last_day

    @property
    def event_status(self) -> str:
        """`cancelled`, `postponed`, `upcoming`, `ongoing`, `past`, or "" when the dates do not tell."""
        return self.get_event().status

    @property
    def event_status_label(self) -> str:
        return {
            "cancelled": pgettext("action", "Cancelled"),
            "postponed": pgettext("action", "Postponed"),
            "upcoming": pgettext("action", "Upcoming"),
            "ongoing": pgettext("action", "Under way"),
            "past": pgettext("action", "Past"),
        }.get(self.event_status, "")

    @property
    def display_hours(self) -> str:
        """« de 13 h 30 à 15 h », or what is known in words."""
        event = self.get_event()
        return words.display_hours(event.start_time, event.end_time) or event.time_label

    @property
    def display_place(self) -> str:
        """« Palais d’Iéna (CESE), Paris », « En ligne », or "" when nothing is known."""
        event = self.get_event()
        parts = [event.venue] if event.venue else []
        if self.place and self.place.label not in event.venue:
            parts.append(self.place.label)
        if event.is_online:
            parts.append(gettext("Online") if not parts else gettext("and online"))
        return ", ".join(parts)

    def get_citation_details(self) -> dict:
        return {"place": self.display_place}

    def clean(self):
        super().clean()
        if self.slug in RESERVED_SLUGS:
            raise ValidationError({"slug": _("This address is taken by a view of the section: choose another one.")})

    def save(self, *args, **kwargs):
        # Fields saved one by one are those of the draft (`save_revision`): the dates are those of the whole page.
        if kwargs.get("update_fields") is not None:
            super().save(*args, **kwargs)
            return
        own = type(self).objects.filter(pk=self.pk)
        before = self.pk and own.order_by().values_list("calendar_sequence", "event_dates__shown").first()
        if before:
            # A revision holds the count of its own time.
            self.calendar_sequence = before[0]
        super().save(*args, **kwargs)
        shown = write_dates(self)
        if before and before[1] not in (None, shown):
            self.calendar_sequence += 1
            own.update(calendar_sequence=self.calendar_sequence)

    @path("calendrier/", name="calendar")
    def calendar(self, request):
        """The event as a calendar file; 404 when no day of it is known."""
        if not self.is_in_calendars:
            raise Http404
        return respond(request, [self], self.title, self.reference, url=self.get_full_url(request), single=True)


def get_digest(page) -> str:
    """What calendars show of a page, in 32 letters."""
    event = page.get_event()
    told = [page.title, event.start, event.precision, event.end, event.end_precision, event.start_time, event.end_time]
    told += [event.step, event.weekday, event.until, page.place_id, event.venue, event.is_online]
    told += [event.online_url, event.state]
    told += [(row.start, row.start_time, row.end_time, row.is_cancelled) for row in get_occurrences(page) if event.days]
    return hashlib.blake2b(repr([str(value) for value in told]).encode(), digest_size=16).hexdigest()


def write_dates(page) -> str:
    """Write the rows of a page anew if they are not those that it has, and return its digest."""
    event, shown = page.get_event(), get_digest(page)
    common = {
        "page_id": page.pk,
        "step": event.step,
        "place_id": page.place_id,
        "is_on_site": bool(page.place_id or event.venue),
        "is_online": event.is_online,
        "shown": shown,
    }
    if event.days:
        rows = [EventDate(start=day, last=day, **common) for day in sorted(set(event.days))]
    else:
        start = event.first_day or event.start
        rows = [EventDate(start=start, precision=event.precision, last=event.last_day, **common)]
    own = EventDate.objects.filter(page=page.pk)
    names = [one.attname for one in EventDate._meta.local_fields if not one.primary_key]
    there = {tuple(map(str, row)) for row in own.values_list(*names)}
    if there != {tuple(str(getattr(row, name)) for name in names) for row in rows}:
        with transaction.atomic():
            own.delete()
            EventDate.objects.bulk_create(rows)
    return shown


def write_missing_dates(**kwargs) -> None:
    """Write the rows of the events that have none: pages made before their type was an event."""
    for model in get_event_models():
        try:
            with transaction.atomic():
                for page in model.objects.filter(event_dates=None):
                    write_dates(page)
        except DatabaseError:
            # The tables of this section are at another point of its migrations: the next `migrate` will do.
            continue


def get_event_models() -> list[type]:
    """The page types of the sections that are events."""
    return [model for section in get_sections() for model in section.page_classes if issubclass(model, EventMixin)]


def get_events():
    """Every public event, in the active language, newest first."""
    return newest_first(published(ContentPage.objects.type(*get_event_models())))


def has_date(condition: Q) -> Exists:
    """The condition on a page that one of its dates meets `condition`."""
    return Exists(EventDate.objects.filter(condition, page=OuterRef("pk")))


def is_coming() -> Q:
    """The condition on a page that it may still take place."""
    today = timezone.localdate()
    endless = Q(step__gt=0, last=None, start__isnull=False)
    return Q(has_date(Q(last__gte=today) | Q(start__gt=today) | endless))


def is_past() -> Q:
    """The condition on a page that its last possible day is over."""
    return Q(has_date(Q(last__lt=timezone.localdate()))) & ~is_coming()


def get_weekend() -> tuple[datetime.date, datetime.date]:
    """What is left of this weekend, or the next one."""
    today = timezone.localdate()
    sunday = today + (6 - today.weekday()) * DAY
    return max(today, sunday - DAY), sunday


def get_month() -> tuple[datetime.date, datetime.date]:
    """What is left of this month."""
    today = timezone.localdate()
    return today, get_end_of(today, DatePrecision.MONTH)


def is_within(first: datetime.date, last: datetime.date) -> Q:
    """The condition on a page that it takes place between two days, as far as its days are known to the month."""
    known = Q(precision=DatePrecision.DAY) | Q(precision=DatePrecision.MONTH, start__lte=first, last__gte=last)
    once = known & Q(step=0, start__lte=last, last__gte=first)
    days = {(first + n * DAY).isoweekday() for n in range((last - first).days + 1)}
    lasting = Q(last__isnull=True) | Q(last__gte=first)
    weekly = lasting & Q(step__gt=0, start__lte=last, start__iso_week_day__in=days)
    return Q(has_date(once | weekly))
