"""An action: an event, a workshop, a trip, a partnership, a prize…"""

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.fields import RichTextField
from wagtail.models import Page
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from content.blocks import get_body_blocks
from content.editing import make_editor
from content.fields import StreamField
from content.links import get_linked_pages
from content.models import ContentPage, FigureQualifier
from content.searching import get_plain_text
from events.dates import Weekday, check_hours, get_end_of
from events.models import EventMixin
from sections.dates import DatePrecision, iso_partial, precision_of
from sections.models import search_in

from ..around import fill_context
from ..choices import ActionKind, ActionState, Recurrence
from .reading import ActionReadingMixin


def get_edit_handler() -> TabbedInterface:
    """Four tabs: what and when, prize, people and links, checking."""
    when = MultiFieldPanel(
        [
            FieldRowPanel([FieldPanel("date", heading=_("Starts on")), "date_precision"]),
            FieldRowPanel(["end_date", "end_precision"]),
            FieldRowPanel(["start_time", "end_time", "time_label"]),
            FieldRowPanel(["recurrence", "recurrence_day", "recurrence_until"]),
            FieldRowPanel(["state", "state_note"]),
        ],
        _("When"),
    )
    where = MultiFieldPanel(
        [
            FieldRowPanel(["place", "venue"]),
            FieldRowPanel(["is_online", "online_url"]),
            FieldRowPanel(["access", "registration_url"]),
        ],
        _("Where, and how to come"),
    )
    attendance = MultiFieldPanel(
        [
            FieldRowPanel(["attendance_qualifier", "attendance", "attendance_unit"]),
            InlinePanel("figures", label=_("Key figure")),
        ],
        _("Figures"),
    )
    subject = MultiFieldPanel(["themes", "tags"], _("Subject"))
    cover = MultiFieldPanel(["cover", "cover_alt", "cover_credit"], _("Cover"))
    call = MultiFieldPanel([FieldRowPanel(["call_opens", "call_closes"]), "call_url", "call"], _("Call for entries"))
    return make_editor(
        _("Action"),
        [
            *Page.content_panels,
            "kind",
            "summary",
            when,
            InlinePanel(
                "sessions",
                heading=_("Sessions"),
                label=_("Session"),
                help_text=_("For days that do not follow each other. Each one is a day of the agenda."),
            ),
            where,
            subject,
            cover,
            "body",
            attendance,
        ],
        ObjectList(["series", call], heading=_("Editions and call")),
    )


class ActionPage(ActionReadingMixin, EventMixin, ContentPage):
    """`date` and `date_precision` tell when it starts. Sessions of a festival are pages under it."""

    kind = models.CharField(_("kind"), max_length=20, choices=ActionKind.choices, default=ActionKind.EVENEMENT)
    state = models.CharField(
        _("state"),
        max_length=20,
        choices=ActionState.choices,
        default=ActionState.CONFIRMED,
        help_text=_("“Upcoming” and “past” are computed from the dates."),
    )
    state_note = models.CharField(
        _("about this state"), max_length=255, blank=True, help_text=_("Why it is cancelled, when it will take place…")
    )
    end_date = models.DateField(_("ends on"), null=True, blank=True)
    end_precision = precision_of(_("precision of the end"))
    start_time = models.TimeField(_("starts at"), null=True, blank=True, help_text=_("Paris time."))
    end_time = models.TimeField(_("ends at"), null=True, blank=True)
    time_label = models.CharField(
        _("time in words"), max_length=60, blank=True, help_text=_("When the hour is not known: “in the evening”.")
    )
    recurrence = models.CharField(
        _("recurs"), max_length=20, choices=Recurrence.choices, default=Recurrence.NONE, blank=True
    )
    recurrence_day = models.PositiveSmallIntegerField(_("on"), choices=Weekday.choices, null=True, blank=True)
    recurrence_until = models.DateField(_("until"), null=True, blank=True)
    session_days = models.TextField(
        blank=True, editable=False, help_text="The days of its sessions, computed on saving: lists need no query."
    )

    place = models.ForeignKey(
        "places.Place", verbose_name=_("town"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    venue = models.CharField(_("venue"), max_length=255, blank=True, help_text=_("Name of the building, of the room…"))
    is_online = models.BooleanField(_("online"), default=False)
    online_url = models.URLField(_("address to take part online"), blank=True)
    registration_url = models.URLField(_("registration address"), blank=True)
    access = models.CharField(
        _("who may come"), max_length=255, blank=True, help_text=_("“Open to all, on registration”, “By invitation”…")
    )
    attendance = models.PositiveIntegerField(_("attendance"), null=True, blank=True, validators=[MinValueValidator(1)])
    attendance_qualifier = models.CharField(
        _("how exact"), max_length=20, choices=FigureQualifier.choices, default=FigureQualifier.EXACT
    )
    attendance_unit = models.CharField(
        _("who"), max_length=100, blank=True, help_text=_("“people”, “pupils”… in the plural; “people” when empty.")
    )
    series = models.CharField(
        _("series"),
        max_length=120,
        blank=True,
        db_index=True,
        help_text=_("Editions of one festival or prize have the same words here: each shows the others."),
    )
    call = RichTextField(_("call for entries"), blank=True, features=["bold", "italic", "ul", "link", "document-link"])
    call_opens = models.DateField(_("call opens on"), null=True, blank=True)
    call_closes = models.DateField(_("call closes on"), null=True, blank=True)
    call_url = models.URLField(_("address to take part in the call"), blank=True)
    body = StreamField(get_body_blocks(), verbose_name=_("text"), blank=True)

    citation_kind = "event"
    kind_field = "kind"
    parent_page_types = ["actions.ActionIndexPage", "actions.ActionPage"]
    subpage_types = ["actions.ActionPage"]
    search_ages = True
    search_prefetch = ("place", "sessions")
    edit_handler = get_edit_handler()
    search_fields = [
        *ContentPage.search_fields,
        *search_in("venue", "body", filters=["kind"]),
        index.RelatedFields("place", [index.SearchField("name"), index.FilterField("slug")]),
    ]
    override_translatable_fields = [
        *ContentPage.override_translatable_fields,
        SynchronizedField("series", overridable=False),
        SynchronizedField("online_url"),
        SynchronizedField("registration_url"),
        SynchronizedField("call_url"),
    ]

    class Meta:
        verbose_name = _("action")
        verbose_name_plural = _("actions")

    def clean(self):
        super().clean()
        errors = {}
        if self.end_date and not self.date:
            errors["date"] = _("Say when it starts too.")
        elif self.end_date and get_end_of(self.end_date, self.end_precision) < self.date:
            errors["end_date"] = _("It ends before it starts.")
        if not self.start_time or self.end_date in (None, self.date):
            check_hours(self.start_time, self.end_time, errors)
        if self.start_time and self.date and self.date_precision != DatePrecision.DAY:
            errors["start_time"] = _("An hour needs a day.")
        if self.recurrence and self.end_date:
            errors["end_date"] = _("For what recurs, say until when below, not here.")
        if self.recurrence_until and self.date and self.recurrence_until < self.date:
            errors["recurrence_until"] = _("It ends before it starts.")
        if self.call_opens and self.call_closes and self.call_closes < self.call_opens:
            errors["call_closes"] = _("It ends before it starts.")
        if errors:
            raise ValidationError(errors)

    def save(self, *args, **kwargs):
        self.session_days = ",".join(sorted({session.date.isoformat() for session in self.sessions.all()}))
        super().save(*args, **kwargs)

    def get_citation_dates(self) -> tuple[str, str]:
        start, end = super().get_citation_dates()
        return start, iso_partial(self.end_date, self.end_precision) or end

    def get_search_headings(self) -> list[str]:
        return [
            self.series,
            *(self.place.get_names() if self.place else ()),
            self.venue,
            *super().get_search_headings(),
        ]

    def get_search_text(self) -> str:
        sessions = [session.label for session in sorted(self.sessions.all(), key=lambda row: row.date)]
        return "\n".join([super().get_search_text(), get_plain_text(self.call), *sessions])

    def get_presentation(self, request):
        context = super().get_presentation(request)
        fill_context(context, self, get_linked_pages(self))
        return context
