"""What an action says of itself: dates in words, status, place."""

import datetime

from django.utils import timezone
from django.utils.formats import number_format
from django.utils.functional import cached_property
from django.utils.translation import gettext, pgettext

from content.models import FigureQualifier
from sections.dates import DatePrecision

from .. import words
from ..choices import LASTING, ActionState, Recurrence
from ..occurrences import get_occurrences, get_weekday


class ActionReadingMixin:
    """No field of its own."""

    @property
    def session_dates(self) -> list[datetime.date]:
        """The days of its sessions; no query."""
        return [datetime.date.fromisoformat(day) for day in self.session_days.split(",") if day]

    @cached_property
    def ordered_sessions(self) -> list:
        """Its sessions in the order of time; no query when it has none."""
        if not self.session_days:
            return []
        return sorted(self.sessions.all(), key=lambda row: (row.date, row.start_time or datetime.time.min))

    @property
    def display_date(self) -> str:
        """When it takes place, as far as it is known; "" when nothing is."""
        if self.session_dates:
            return words.display_days(self.session_dates)
        if self.recurrence and (weekday := get_weekday(self)) is not None:
            return self._display_recurrence(words.display_weekday(weekday))
        if self.date is None:
            return ""
        if self.end_date is None and self.kind in LASTING:
            return words.display_start(self.date, self.date_precision)
        return words.display_range(self.date, self.date_precision, self.end_date, self.end_precision)

    def _display_recurrence(self, weekday: str) -> str:
        values = {"day": weekday}
        if self.recurrence == Recurrence.FORTNIGHTLY:
            text = gettext("every other %(day)s") % values
        else:
            text = gettext("every %(day)s") % values
        if self.date:
            text += ", " + words.display_start(self.date, self.date_precision)
        if self.recurrence_until:
            text += ", " + pgettext("day", "until %(end)s") % {
                "end": words.display_partial(self.recurrence_until, DatePrecision.DAY)
            }
        return text

    @property
    def display_hours(self) -> str:
        """« de 13 h 30 à 15 h », or what is known in words."""
        return words.display_hours(self.start_time, self.end_time) or self.time_label

    @cached_property
    def occurrences(self) -> list:
        """The days that are known."""
        return get_occurrences(self)

    @property
    def is_in_calendars(self) -> bool:
        """Whether a day is known, that a calendar can be given; no query."""
        return bool(self.session_dates) or (self.date is not None and self.date_precision == DatePrecision.DAY)

    @property
    def status(self) -> str:
        """`cancelled`, `postponed`, `upcoming`, `ongoing`, `past`, or "" when the dates do not tell."""
        if self.state != ActionState.CONFIRMED:
            return self.state
        today = timezone.localdate()
        if self.last_day and self.last_day < today:
            return "past"
        first = min(self.session_dates, default=self.date)
        if first is None:
            return ""
        if first > today:
            return "upcoming"
        if self.recurrence:
            return "ongoing"
        if self.last_day is None or (self.date_precision != DatePrecision.DAY and not self.session_dates):
            return ""
        return "ongoing"

    @property
    def status_label(self) -> str:
        return {
            "cancelled": pgettext("action", "Cancelled"),
            "postponed": pgettext("action", "Postponed"),
            "upcoming": pgettext("action", "Upcoming"),
            "ongoing": pgettext("action", "Under way"),
            "past": pgettext("action", "Past"),
        }.get(self.status, "")

    @property
    def can_be_joined(self) -> bool:
        """Whether a reader may still come."""
        return self.status in ("upcoming", "ongoing")

    @property
    def next_day(self) -> datetime.date | None:
        """The next day that is known, from today on."""
        today = timezone.localdate()
        return min((row.start for row in self.occurrences if row.end >= today and not row.is_cancelled), default=None)

    @property
    def display_place(self) -> str:
        """« Palais d’Iéna (CESE), Paris », « En ligne », or "" when nothing is known."""
        parts = [self.venue] if self.venue else []
        if self.place and self.place.label not in self.venue:
            parts.append(self.place.label)
        if self.is_online:
            parts.append(gettext("Online") if not parts else gettext("and online"))
        return ", ".join(parts)

    @property
    def display_attendance(self) -> str:
        """« plus de 150 personnes »."""
        if not self.attendance:
            return ""
        parts = [number_format(self.attendance, use_l10n=True, force_grouping=True)]
        if self.attendance_qualifier != FigureQualifier.EXACT:
            parts.insert(0, str(self.get_attendance_qualifier_display()))
        parts.append(self.attendance_unit or gettext("people"))
        return "\u00a0".join(parts[:-1]) + " " + parts[-1]
