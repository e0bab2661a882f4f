"""What is known of the institution, one record each, so that each can be quoted: facts and milestones."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldRowPanel, MultiFieldPanel
from wagtail.models import TranslatableMixin
from wagtail.search import index

from content.models import RelatedReferences
from sections.approved import Approved
from sections.dates import Dated, precision_of
from sections.models import Referenced, search_in, share

DATE_HELP = _("First day of the month or of the year when the day is not known.")


class Record(Dated, Approved, Referenced, RelatedReferences, TranslatableMixin, index.Indexed, models.Model):
    """A dated record of the institution, addressable by its reference."""

    label = models.CharField(_("label"), max_length=255)
    date = models.DateField(_("date"), null=True, blank=True, help_text=DATE_HELP)
    date_precision = precision_of(_("precision of the date"))
    editor_note = models.TextField(_("internal note"), blank=True, help_text=_("Never shown to the public."))

    search_fields = search_in("label", completed=["label"], filters=["locale"])
    override_translatable_fields = share("reference", "related_references", "editor_note")

    class Meta(TranslatableMixin.Meta):
        abstract = True

    def __str__(self):
        return f"{self.label} ({self.display_date})" if self.date else self.label

    @property
    def sentence(self) -> str:
        """All that is shown of it, as of a key figure."""
        return " ".join(filter(None, (str(self), *(getattr(self, name, "") for name in ("value", "text", "detail")))))


class Milestone(Record):
    """A « temps fort » of the institution's history."""

    page_model = "council.TimelinePage"

    text = models.TextField(_("text"), blank=True, max_length=400)
    uncertain = models.BooleanField(_("uncertain"), default=False)
    doubt = models.TextField(_("doubt"), blank=True, help_text=_("What is not certain and why, for the reader."))

    panels = [
        "label",
        "text",
        FieldRowPanel(["date", "date_precision"]),
        "related_references",
        MultiFieldPanel(["uncertain", "doubt", "editor_note"], _("Checking")),
        "reference",
    ]

    class Meta(Record.Meta):
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = ["date", "pk"]

    def clean(self):
        super().clean()
        errors = {}
        if not self.date:
            errors["date"] = _("Give the year, or the month, when the day is not known.")
        if self.uncertain and not self.doubt:
            errors["doubt"] = _("Say what is uncertain.")
        if errors:
            raise ValidationError(errors)

    def get_reference_source(self) -> str:
        return f"tf-{self.label}"


class FactGroup(models.TextChoices):
    """Under which heading a fact is shown; the history is on the page of the milestones."""

    NATURE = "nature", _("What the Conseil is")
    MANDATE = "mandat", _("Texts and term of office")
    PLACE = "rattachement", _("Attachment and premises")
    CONTACT = "contact", _("Reaching and following the Conseil")
    MEANS = "moyens", pgettext_lazy("fact group", "Tools and means")
    HISTORY = "histoire", _("Before 2021")


class InstitutionFact(Record):
    """A fact on the institution: a label and a value."""

    group = models.CharField(_("group"), max_length=20, choices=FactGroup.choices, default=FactGroup.NATURE)
    value = models.CharField(_("value"), max_length=400, blank=True)
    detail = models.CharField(_("detail"), max_length=400, blank=True)
    sort_order = models.PositiveSmallIntegerField(_("order"), default=0)

    panels = [
        "label",
        "value",
        "detail",
        FieldRowPanel(["group", "sort_order"]),
        FieldRowPanel(["date", "date_precision"]),
        "related_references",
        "editor_note",
        "reference",
    ]
    search_fields = [*Record.search_fields, *search_in("value", filters=["group"])]

    class Meta(Record.Meta):
        verbose_name = _("fact on the Conseil")
        verbose_name_plural = _("facts on the Conseil")
        ordering = ["group", "sort_order", "pk"]

    def get_reference_source(self) -> str:
        return f"inst-{self.label}"

    def get_words(self) -> str:
        return f"{self} – {self.value}" if self.value else str(self)

    @property
    def links_itself(self) -> bool:
        """Whether its value is the very name of the one thing that it is about (see `fill_related_links`)."""
        links = getattr(self, "related_links", [])
        return len(links) == 1 and links[0].title.casefold() == self.value.casefold()

    @property
    def page_model(self) -> str:
        return "council.TimelinePage" if self.group == FactGroup.HISTORY else "council.StatutePage"
