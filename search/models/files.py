"""Attached files that the search reads."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class FileReport(models.Model):
    """What came of reading an attached file, for the editors."""

    class State(models.TextChoices):
        READ = "read", pgettext_lazy("file", "Read")
        SCANS = "scans", _("Read but for pages that are images")
        PARTLY = "partly", _("Read in part: too many pages")
        ENCRYPTED = "encrypted", _("Protected by a password")
        BROKEN = "broken", _("Cannot be opened")
        IMAGE_ONLY = "image", _("Images only: no text to search")
        TOO_BIG = "big", _("Too big to be read")

    document = models.OneToOneField(
        "wagtaildocs.Document", verbose_name=_("document"), on_delete=models.CASCADE, related_name="search_report"
    )
    file_hash = models.CharField(max_length=40)
    state = models.CharField(_("state"), max_length=10, choices=State.choices)
    pages = models.PositiveIntegerField(_("pages"), default=0)
    #: The text of each page, in order: read once for each file.
    texts = models.JSONField(default=list)
    #: The numbers of its pages that are images without a text.
    scans = models.JSONField(default=list)
    read_at = models.DateTimeField(_("read on"), auto_now=True)

    class Meta:
        verbose_name = _("file read for the search")
        verbose_name_plural = _("files read for the search")

    def __str__(self):
        return f"{self.document}: {self.get_state_display()}"
