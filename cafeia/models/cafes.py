"""Cafés: held, announced, weekly."""

import datetime
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.translation import get_language, gettext, pgettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.search import index

from content.blocks import get_body_blocks
from content.editing import get_content_panels, make_editor
from content.fields import StreamField
from content.models import ContentPage, ContributionRole, FigureQualifier
from content.reading import read_stream

from ..around import get_surroundings
from ..choices import CafeKind, CafeStatus, Weekday
from ..navigation import get_crumbs, get_house
from ..structured_data import describe_event
from ..when import last_day


class CafePage(ContentPage):
    """A café: one meeting, or a weekly one."""

    kind = models.CharField(_("kind"), max_length=20, choices=CafeKind.choices, default=CafeKind.CAFE)
    status = models.CharField(_("status"), max_length=10, choices=CafeStatus.choices, default=CafeStatus.ANNOUNCED)
    weekday = models.PositiveSmallIntegerField(
        _("day of the week"), choices=Weekday.choices, null=True, blank=True, help_text=_("For a weekly café only.")
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
    body = StreamField(get_body_blocks(), verbose_name=_("text"), blank=True)

    citation_kind = "event"
    template = "cafeia/cafe_page.html"
    parent_page_types = ["cafeia.CafeIndexPage"]
    subpage_types = []
    search_ages = True
    search_weight = 0.85
    search_prefetch = ("place",)
    edit_handler = make_editor(
        _("Café"),
        get_content_panels(
            FieldRowPanel([FieldPanel("kind"), FieldPanel("status")]),
            after=[
                MultiFieldPanel(
                    [
                        FieldPanel("weekday"),
                        FieldRowPanel([FieldPanel("start_time"), FieldPanel("end_time"), FieldPanel("time_note")]),
                    ],
                    _("Time"),
                ),
                MultiFieldPanel(
                    [FieldRowPanel([FieldPanel("place"), FieldPanel("online")]), FieldPanel("venue")], _("Place")
                ),
                FieldPanel("topic"),
                FieldRowPanel([FieldPanel("participants_qualifier"), FieldPanel("participants")]),
                FieldPanel("website"),
                FieldPanel("body"),
            ],
        ),
    )
    search_fields = [
        *ContentPage.search_fields,
        index.SearchField("topic"),
        index.SearchField("venue"),
        index.SearchField("body"),
        index.RelatedFields("place", [index.SearchField("name")]),
        index.FilterField("kind"),
        index.FilterField("status"),
    ]

    class Meta:
        verbose_name = _("café")
        verbose_name_plural = _("cafés")

    def clean(self):
        super().clean()
        if self.start_time and self.end_time and self.start_time >= self.end_time:
            raise ValidationError({"end_time": _("The café ends before it starts.")})

    def get_citation_details(self) -> dict:
        return {"place": self.display_place}

    @classmethod
    def get_search_kinds(cls) -> dict:
        return dict(CafeKind.choices)

    @property
    def search_kind(self) -> str:
        return self.kind

    def get_search_headings(self) -> list[str]:
        place = self.place.name if self.place else ""
        return [self.topic, place, self.venue, *super().get_search_headings()]

    @property
    def kind_label(self) -> str:
        return self.get_kind_display()

    @property
    def is_weekly(self) -> bool:
        return self.weekday is not None

    @property
    def is_past(self) -> bool:
        """Whether its last possible day is over; False for a café without any date."""
        end = self.period_end or (self.date and last_day(self.date, self.date_precision))
        return bool(end) and end < timezone.localdate()

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

        def write(time):
            if (get_language() or "").startswith("fr"):
                return f"{time.hour}\u00a0h" + (f"\u00a0{time.minute:02d}" if time.minute else "")
            return format_date(time, "g:i a") if time else ""

        if self.start_time and self.end_time:
            return f"{write(self.start_time)} – {write(self.end_time)}"
        return write(self.start_time) if self.start_time else self.time_note

    @property
    def display_weekday(self) -> str:
        """« chaque jeudi », or ""."""
        if not self.is_weekly:
            return ""
        # 1 January 2024 was a Monday.
        return gettext("every %(day)s") % {"day": format_date(datetime.date(2024, 1, self.weekday), "l")}

    @property
    def display_place(self) -> str:
        """The venue and the city, or that it is online, or ""."""
        parts = [self.venue, self.place.name if self.place else ""]
        if self.online:
            parts.append(gettext("online"))
        text = ", ".join(part for part in parts if part)
        return text[:1].upper() + text[1:]

    @property
    def display_participants(self) -> str:
        """« plus de 250 personnes », or ""."""
        if not self.participants:
            return ""
        qualifier = ""
        if self.participants_qualifier != FigureQualifier.EXACT:
            qualifier = f"{self.get_participants_qualifier_display()} "
        return qualifier + gettext("%(n)d people") % {"n": self.participants}

    @property
    def hosts(self) -> list:
        """Who welcomes or runs it, in order."""
        return [row for row in self.loaded_contributions if row.role == ContributionRole.ORGANISER]

    def get_near_url(self, request) -> str:
        """The list of the cafés of the same department."""
        if not (self.place and self.place.department):
            return ""
        query = urlencode({"area": f"departement-{self.place.department}"})
        rooms = get_house(self, request).rooms
        url = next((room.url for room in rooms if room.model == "cafeindexpage"), "")
        return f"{url}?{query}" if url else ""

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context["reading"] = read_stream(self.body)
        context["crumbs"] = get_crumbs(self, request)
        context.update(get_surroundings(self))
        context["others"] = [row for row in self.loaded_contributions if row.role != ContributionRole.ORGANISER]
        context["near_url"] = self.get_near_url(request)
        context["structured"] = describe_event(self, request)
        return context
