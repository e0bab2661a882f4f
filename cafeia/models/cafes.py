"""Cafés: held, announced, weekly."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldRowPanel, MultiFieldPanel
from wagtail.search import index

from content.editing import get_content_panels, make_editor
from content.models import ContentPage, ContributionRole, FigureQualifier
from events.dates import CANCELLED, ISO_WEEKDAYS, WEEK, Event, get_end_of
from events.models import EventMixin
from events.structured_data import describe_event
from events.words import display_attendance, display_hour, display_weekday
from sections.dates import DatePrecision
from sections.models import search_in
from sections.query import published

from ..choices import Audience, CafeKind, CafeStatus
from ..fields import MultipleChoiceField
from ..navigation import get_house
from .fit import CafeIaPage


class CafePage(EventMixin, CafeIaPage, ContentPage):
    """A café: one meeting, or a weekly one."""

    kind = models.CharField(_("kind"), max_length=20, choices=CafeKind.choices, default=CafeKind.CAFE)
    status = models.CharField(_("status"), max_length=10, choices=CafeStatus.choices, default=CafeStatus.ANNOUNCED)
    weekday = models.PositiveSmallIntegerField(
        _("day of the week"), choices=ISO_WEEKDAYS, null=True, blank=True, help_text=_("For a weekly café only.")
    )
    start_time = models.TimeField(_("starts at"), null=True, blank=True)
    end_time = models.TimeField(_("ends at"), null=True, blank=True)
    time_note = models.CharField(
        _("time, in words"), max_length=60, blank=True, help_text=_("“In the afternoon”, when the hour is not known.")
    )
    online = models.BooleanField(_("online"), null=True, blank=True)
    place = models.ForeignKey(
        "places.Place", verbose_name=_("town"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    venue = models.CharField(_("venue"), max_length=200, blank=True)
    topic = models.CharField(_("topic"), max_length=255, blank=True)
    participants = models.PositiveIntegerField(_("participants"), null=True, blank=True)
    participants_qualifier = models.CharField(
        _("qualifier"), max_length=20, choices=FigureQualifier.choices, default=FigureQualifier.EXACT
    )
    website = models.URLField(_("address to sign up or read more"), blank=True)
    seats = models.PositiveSmallIntegerField(_("places"), null=True, blank=True)
    audiences = MultipleChoiceField(_("audiences"), max_length=120, choices=Audience.choices, blank=True)
    access = models.CharField(_("access for people with disabilities"), max_length=200, blank=True)

    citation_kind = "event"
    kind_field = "kind"
    template = "cafeia/cafe_page.html"
    parent_page_types = ["cafeia.CafeIndexPage"]
    subpage_types = []
    search_ages = True
    search_weight = 0.85
    search_prefetch = ("place",)
    event_prefetch = ("place",)
    edit_handler = make_editor(
        _("Café"),
        get_content_panels(
            FieldRowPanel(["kind", "status"]),
            after=[
                MultiFieldPanel(["weekday", FieldRowPanel(["start_time", "end_time", "time_note"])], _("Time")),
                MultiFieldPanel([FieldRowPanel(["place", "online"]), "venue"], _("Place")),
                "topic",
                FieldRowPanel(["participants_qualifier", "participants"]),
                FieldRowPanel(["website", "seats"]),
                "audiences",
                "access",
                "body",
            ],
        ),
    )
    search_fields = [
        *ContentPage.search_fields,
        *search_in("topic", "venue", "body", filters=["kind", "status"]),
        index.RelatedFields("place", [index.SearchField("name")]),
    ]

    class Meta:
        verbose_name = _("café")
        verbose_name_plural = _("cafés")

    def clean(self):
        super().clean()
        if self.start_time and self.end_time and self.start_time >= self.end_time:
            raise ValidationError({"end_time": _("The café ends before it starts.")})

    def get_event(self) -> Event:
        """When and where it takes place.

        A weekly café that is announced without its first day recurs from the day when the site said so.
        """
        start, precision = (self.date, self.date_precision) if self.date else (self.period_start, self.period_precision)
        end = self.period_end and get_end_of(self.period_end, self.period_precision)
        if self.is_weekly and start is None and self.status == CafeStatus.ANNOUNCED:
            start = timezone.localdate(self.first_published_at or timezone.now())
            precision = DatePrecision.DAY
        return Event(
            start=start,
            precision=precision,
            end=None if self.is_weekly else self.period_end,
            end_precision=self.period_precision,
            start_time=self.start_time,
            end_time=self.end_time,
            time_label=self.time_note,
            step=WEEK if self.is_weekly else 0,
            weekday=self.weekday - 1 if self.is_weekly else None,
            until=end if self.is_weekly else None,
            state=CANCELLED if self.status == CafeStatus.CANCELLED else "",
            venue=self.venue,
            is_online=bool(self.online),
            online_url=self.website,
            access=self.access,
        )

    def get_search_headings(self) -> list[str]:
        places = self.place.get_names() if self.place else ()
        return [self.topic, *places, self.venue, self.access, *super().get_search_headings()]

    @property
    def is_weekly(self) -> bool:
        return self.weekday is not None

    @property
    def is_past(self) -> bool:
        """Whether its last possible day is over; False for a café without any date."""
        return bool(self.last_day) and self.last_day < timezone.localdate()

    @property
    def is_unconfirmed(self) -> bool:
        """Whether it was announced, its date is past, and nobody said that it was held."""
        return self.status == CafeStatus.ANNOUNCED and self.is_past

    @property
    def display_status(self) -> str:
        """What a reader must know first: to come, held, announced and not confirmed since, cancelled."""
        if self.status == CafeStatus.CANCELLED:
            return pgettext("café", "Cancelled")
        if self.status == CafeStatus.HELD:
            return pgettext("café", "Past")
        if self.is_weekly and not self.is_past:
            return pgettext("café", "Weekly")
        if self.is_past:
            return pgettext("café", "Announced, date past")
        return pgettext("café", "To come") if self.date or self.period_end else pgettext("café", "Announced")

    @property
    def display_time(self) -> str:
        """« 13 h 30 – 15 h », or the words of the editor."""
        if not self.start_time:
            return self.time_note
        return " – ".join(display_hour(time) for time in (self.start_time, self.end_time) if time)

    @property
    def display_weekday(self) -> str:
        """« chaque jeudi », or ""."""
        return gettext("every %(day)s") % {"day": display_weekday(self.weekday - 1)} if self.is_weekly else ""

    @property
    def display_participants(self) -> str:
        """« plus de 250 personnes », or ""."""
        return display_attendance(self.participants, self.participants_qualifier)

    @property
    def hosts(self) -> list:
        """Who welcomes or runs it, in order."""
        return [row for row in self.loaded_contributions if row.role == ContributionRole.ORGANISER]

    def get_presentation(self, request):
        context = super().get_presentation(request)
        context["others"] = [row for row in self.loaded_contributions if row.role != ContributionRole.ORGANISER]
        url = get_house(self, request).get_url("cafeindexpage")
        if url and self.place and self.place.department:
            # The list of the cafés of the same department.
            context["near_url"] = f"{url}?area=departement-{self.place.department}"
        return context

    def describe(self, request) -> dict:
        return describe_event(self, request)


def get_single_cafes():
    """The public cafés that are not weekly, in the active language."""
    return published(CafePage.objects.filter(weekday=None)).select_related("place")
