"""Levers, proposals, avenues: the numbered recommendations of a work."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldRowPanel
from wagtail.fields import RichTextField
from wagtail.models import Orderable, TranslatableMixin


class Proposal(TranslatableMixin, Orderable):
    """A recommendation; its address is the work's, with its anchor (`#levier-3`)."""

    work = ParentalKey("works.WorkPage", on_delete=models.CASCADE, related_name="proposals")
    number = models.PositiveSmallIntegerField(_("number"))
    group = models.CharField(_("objective"), max_length=200, blank=True, help_text=_("Proposals are grouped by it."))
    title = models.CharField(_("title"), max_length=300)
    text = RichTextField(_("text"), blank=True, features=["bold", "italic", "ol", "ul", "link"])

    panels = [FieldRowPanel(["number", "group"]), "title", "text"]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")

    def __str__(self):
        return f"{self.number}. {self.title}"

    @property
    def anchor(self) -> str:
        return f"{self.work.proposal_name}-{self.number}"
