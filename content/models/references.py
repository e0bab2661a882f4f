"""Records that name others by their permanent identifiers: no section, no loading order matters."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from .identifiers import PermanentIdentifier


class RelatedReferences(models.Model):
    """A record with a list of the permanent identifiers of what it is about."""

    related_references = models.TextField(
        _("is about"),
        blank=True,
        help_text=_("Permanent identifiers of pages, people or organisations, one a line: they are linked."),
    )

    class Meta:
        abstract = True

    @property
    def references(self) -> list[str]:
        """The identifiers, each once, in order."""
        return list(dict.fromkeys(self.related_references.split()))

    def clean(self):
        super().clean()
        known = set(PermanentIdentifier.objects.filter(value__in=self.references).values_list("value", flat=True))
        if unknown := [reference for reference in self.references if reference not in known]:
            message = _("No content has this identifier: %(names)s") % {"names": ", ".join(unknown[:5])}
            raise ValidationError({"related_references": message})
