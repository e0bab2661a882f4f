"""What an action is, what became of it, how it recurs."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from events.dates import CANCELLED, POSTPONED, WEEK


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
    CANCELLED = CANCELLED, pgettext_lazy("action", "Cancelled")
    POSTPONED = POSTPONED, pgettext_lazy("action", "Postponed, new date to come")


class Recurrence(models.TextChoices):
    """How often an action comes back; each time, on the weekday of its first date or the one chosen."""

    NONE = "", _("Does not recur")
    WEEKLY = "weekly", _("Every week")
    FORTNIGHTLY = "fortnightly", _("Every other week")


#: Days between two times.
STEPS = {Recurrence.WEEKLY: WEEK, Recurrence.FORTNIGHTLY: 2 * WEEK}

#: Kinds that schema.org calls events; the others are described as works are.
EVENT_TYPES = {
    ActionKind.EVENEMENT: "Event",
    ActionKind.ATELIER: "EducationEvent",
    ActionKind.COLLOQUE: "Event",
    ActionKind.INTERVENTION: "Event",
    ActionKind.DEPLACEMENT: "Event",
    ActionKind.CYCLE: "EventSeries",
}
