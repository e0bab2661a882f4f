"""What an action is, what became of it, how it recurs."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ActionKind(models.TextChoices):
    """One page type for all of them; the kind is a filter."""

    EVENEMENT = "evenement", _("Event")
    ATELIER = "atelier", _("Workshop")
    DEPLACEMENT = "deplacement", _("Trip")
    INTERVENTION = "intervention", _("Talk")
    COLLOQUE = "colloque", _("Conference")
    MISSION = "mission", pgettext_lazy("kind of action", "Mission")
    PARTENARIAT = "partenariat", _("Partnership")
    PRIX = "prix", _("Prize")
    CYCLE = "cycle", _("Series")
    CONCERTATION = "concertation", _("Consultation")


#: Kinds that go on: without an end, a start is all that is known, and it says nothing of today.
LASTING = {ActionKind.PARTENARIAT, ActionKind.CYCLE, ActionKind.CONCERTATION, ActionKind.MISSION}


class ActionState(models.TextChoices):
    """What editors say; « upcoming » and « past » are computed from the dates."""

    CONFIRMED = "confirmed", pgettext_lazy("action", "Takes place")
    CANCELLED = "cancelled", pgettext_lazy("action", "Cancelled")
    POSTPONED = "postponed", pgettext_lazy("action", "Postponed, new date to come")


class Recurrence(models.TextChoices):
    """How often an action comes back; each time, on the weekday of its first date or the one chosen."""

    NONE = "", _("Does not recur")
    WEEKLY = "weekly", _("Every week")
    FORTNIGHTLY = "fortnightly", _("Every other week")


class Weekday(models.IntegerChoices):
    """Monday is 0, as in Python."""

    MONDAY = 0, pgettext_lazy("choice", "Monday")
    TUESDAY = 1, pgettext_lazy("choice", "Tuesday")
    WEDNESDAY = 2, pgettext_lazy("choice", "Wednesday")
    THURSDAY = 3, pgettext_lazy("choice", "Thursday")
    FRIDAY = 4, pgettext_lazy("choice", "Friday")
    SATURDAY = 5, pgettext_lazy("choice", "Saturday")
    SUNDAY = 6, pgettext_lazy("choice", "Sunday")


#: The first two letters of the days in calendars (RFC 5545).
ICAL_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")

#: Addresses under the index page that are not pages.
RESERVED_SLUGS = {"agenda", "carte", "calendrier", "feed"}
