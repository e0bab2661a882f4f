"""What an action says of itself: when and where, dates in words."""

import datetime

from django.utils.translation import gettext, pgettext

from events import words
from events.dates import Event, Occurrence
from sections.dates import DatePrecision, display_partial

from ..choices import EVENT_TYPES, LASTING, STEPS, ActionState, Recurrence


class ActionReadingMixin:
    """No field of its own."""

    event_prefetch = ("place", "sessions")

    def get_event(self) -> Event:
        """When and where it takes place."""
        return Event(
            start=self.date,
            precision=self.date_precision,
            end=self.end_date,
            end_precision=self.end_precision,
            start_time=self.start_time,
            end_time=self.end_time,
            time_label=self.time_label,
            step=STEPS.get(self.recurrence, 0),
            weekday=self.recurrence_day,
            until=self.recurrence_until,
            days=tuple(self.session_dates),
            is_lasting=self.kind in LASTING,
            state="" if self.state == ActionState.CONFIRMED else self.state,
            state_note=self.state_note,
            venue=self.venue,
            is_online=self.is_online,
            online_url=self.online_url,
            access=self.access,
        )

    def get_sessions(self) -> list[Occurrence]:
        """Its sessions in the order of time; their hours are those of the action when they have none."""
        return [
            Occurrence(
                session.date,
                session.date,
                session.start_time or self.start_time,
                session.end_time or (self.end_time if not session.start_time else None),
                session.label,
                session.is_cancelled,
                session.translation_key.hex[:12],
            )
            for session in self.ordered_sessions
        ]

    @property
    def event_type(self) -> str:
        return EVENT_TYPES.get(self.kind, "") if self.date or self.session_days else ""

    @property
    def session_dates(self) -> list[datetime.date]:
        """The days of its sessions; no query."""
        return [datetime.date.fromisoformat(day) for day in self.session_days.split(",") if day]

    @property
    def ordered_sessions(self) -> list:
        """Its sessions in the order of time; no query when it has none."""
        if not self.session_days:
            return []
        return sorted(self.sessions.all(), key=lambda row: (row.date, row.start_time or datetime.time.min))

    @property
    def display_date(self) -> str:
        """When it takes place, as far as it is known; "" when nothing is."""
        event = self.get_event()
        if event.days:
            return words.display_days(event.days)
        if event.step and event.recurring_weekday is not None:
            return self._display_recurrence(words.display_weekday(event.recurring_weekday))
        if self.date is None:
            return ""
        if self.end_date is None and event.is_lasting:
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
                "end": display_partial(self.recurrence_until, DatePrecision.DAY)
            }
        return text

    @property
    def can_be_joined(self) -> bool:
        """Whether a reader may still come."""
        return self.event_status in ("upcoming", "ongoing")

    @property
    def display_attendance(self) -> str:
        """« plus de 150 personnes »."""
        return words.display_attendance(self.attendance, self.attendance_qualifier, self.attendance_unit)
