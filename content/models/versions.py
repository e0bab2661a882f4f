"""What the public could read of a content, kept at each publication."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sections.query import visible

from ..passages import Line, read_lines
from .pages import ContentPage


class PublishedVersion(models.Model):
    """The lines of a text as it was published. Drafts, and what is restricted, are never in it."""

    page = models.ForeignKey(ContentPage, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(_("number"))
    published_at = models.DateTimeField(_("published on"), default=timezone.now)
    note = models.CharField(_("what changed"), max_length=300, blank=True)
    #: [text, locator, path] of each line.
    content = models.JSONField(default=list, editable=False)
    is_withheld = models.BooleanField(
        _("withheld"), default=False, help_text=_("Its words are erased for good: it held what must not be read.")
    )

    class Meta:
        verbose_name = _("published version")
        verbose_name_plural = _("published versions")
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["page", "number"], name="one_version_a_number")]

    def __str__(self):
        return gettext("version %(number)d") % {"number": self.number}

    def save(self, *args, **kwargs):
        if self.is_withheld:
            self.content, self.note = [], ""
        super().save(*args, **kwargs)

    @property
    def lines(self) -> list[Line]:
        return [Line(*line) for line in self.content]


def keep_version(page) -> None:
    """Keep what the public reads of `page` from now on, unless it is what it read before."""
    if not isinstance(page, ContentPage) or not visible(ContentPage.objects.filter(pk=page.pk)).exists():
        return
    content = [[line.text, line.locator, line.path] for line in read_lines(page)]
    last = page.versions.first()
    if last is None or last.content != content:
        note = "" if last and last.note == page.change_note else page.change_note
        PublishedVersion.objects.create(page=page, number=last.number + 1 if last else 1, note=note, content=content)
