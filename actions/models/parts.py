"""What belongs to an action: its sessions, its key figures."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldRowPanel
from wagtail.models import Orderable, TranslatableMixin

from content.models import PageFigure
from events.dates import check_hours
from events.words import display_hours


class Session(TranslatableMixin, Orderable):
    """One of the days of an action that takes place on several, which do not follow each other."""

    page = ParentalKey("actions.ActionPage", on_delete=models.CASCADE, related_name="sessions")
    date = models.DateField(_("date"), db_index=True)
    start_time = models.TimeField(_("starts at"), null=True, blank=True, help_text=_("Paris time."))
    end_time = models.TimeField(_("ends at"), null=True, blank=True)
    label = models.CharField(_("title"), max_length=255, blank=True)
    is_cancelled = models.BooleanField(_("cancelled"), default=False)

    panels = ["label", FieldRowPanel(["date", "start_time", "end_time"]), "is_cancelled"]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        verbose_name = _("session")
        verbose_name_plural = _("sessions")

    def __str__(self):
        return f"{self.date:%Y-%m-%d} {self.label}".strip()

    def clean(self):
        super().clean()
        errors = {}
        check_hours(self.start_time, self.end_time, errors)
        if errors:
            raise ValidationError(errors)

    @property
    def display_hours(self) -> str:
        return display_hours(self.start_time, self.end_time)


class ActionFigure(PageFigure):
    """A key figure of an action, with how exact it is."""

    page = ParentalKey("actions.ActionPage", on_delete=models.CASCADE, related_name="figures")
