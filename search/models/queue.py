"""What is to be indexed: written in the transaction of the change itself, so that nothing is forgotten."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class IndexTask(models.Model):
    """A thing to index again, or to take out; done for the database first, then for the other engine."""

    #: "page:12", "person:4": what to look at again; whatever it has become by then.
    key = models.CharField(max_length=60)
    #: The engine that has to be told: "database" or "elasticsearch".
    engine = models.CharField(max_length=20)
    created_at = models.DateTimeField(auto_now_add=True)
    not_before = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    last_error = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = _("indexing task")
        verbose_name_plural = _("indexing tasks")
        indexes = [models.Index(fields=["engine", "not_before"], name="search_task_next")]

    def __str__(self):
        return f"{self.key} → {self.engine}"


class FileReport(models.Model):
    """What came of reading an attached file, for the editors."""

    class State(models.TextChoices):
        READ = "read", pgettext_lazy("file", "Read")
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
    read_at = models.DateTimeField(_("read on"), auto_now=True)

    class Meta:
        verbose_name = _("file read for the search")
        verbose_name_plural = _("files read for the search")

    def __str__(self):
        return f"{self.document}: {self.get_state_display()}"
