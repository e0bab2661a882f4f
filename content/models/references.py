"""Records that name others by their permanent identifiers: no section, no loading order matters."""

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, Value
from django.utils.translation import gettext_lazy as _

from sections.query import published

from .identifiers import PermanentIdentifier


class RelatedReferences(models.Model):
    """A record with a list of the permanent identifiers of what it is about."""

    related_references = models.TextField(
        _("is about"),
        blank=True,
        help_text=_("Permanent identifiers of pages, people or organisations, one a line: they are linked."),
    )

    #: “app_label.Model” of the page that shows the records, each at an anchor of its own; the app of the page says it.
    page_model = ""

    class Meta:
        abstract = True

    @classmethod
    def is_shown(cls) -> Exists | Value:
        """Whether a public page shows the records, for a query on them: no query of its own."""
        return Exists(published(apps.get_model(cls.page_model).objects.all())) if cls.page_model else Value(False)

    def get_absolute_url(self) -> str:
        """Where a public page shows the record, in the active language if it is translated; "" for nowhere."""
        if not (self.page_model and self.reference):
            return ""
        pages = published(apps.get_model(self.page_model).objects.select_related("locale"))
        url = next((page.get_url() for page in pages), "")
        return f"{url}#{self.reference}" if url else ""

    @property
    def references(self) -> list[str]:
        """The identifiers, each once, in order."""
        return list(dict.fromkeys(self.related_references.split()))

    def get_words(self) -> str:
        """The record in a line, for a link to it."""
        return str(self)

    def clean(self):
        super().clean()
        known = set(PermanentIdentifier.objects.filter(value__in=self.references).values_list("value", flat=True))
        if unknown := [reference for reference in self.references if reference not in known]:
            message = _("No content has this identifier: %(names)s") % {"names": ", ".join(unknown[:5])}
            raise ValidationError({"related_references": message})
