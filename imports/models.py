"""What was imported, from what, and how it went."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class ImportRecord(models.Model):
    """The last import of one document: what a second import of it compares with."""

    importer = models.CharField(_("kind"), max_length=50)
    key = models.CharField(_("identity of the document"), max_length=120)
    page = models.ForeignKey(
        "content.ContentPage", verbose_name=_("page"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    revision = models.ForeignKey("wagtailcore.Revision", null=True, on_delete=models.SET_NULL, related_name="+")
    source_name = models.CharField(_("file"), max_length=200)
    source_hash = models.CharField(max_length=64)
    report = models.JSONField(_("report"), default=dict)
    #: [line of the source, line of the draft, what is wrong with each] of both side by side (`judge.review`).
    review = models.JSONField(default=list, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    imported_at = models.DateTimeField(_("imported on"), auto_now=True)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-imported_at"]
        constraints = [models.UniqueConstraint(fields=["importer", "key"], name="one_import_of_a_document")]

    def __str__(self):
        return self.source_name


class Upload(models.Model):
    """A document that somebody sent, until it is a draft or refused: reading it is a job."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting for its turn")
        READING = "reading", _("Being read")
        WRITING = "writing", _("Being written and compared with its source")
        DONE = "done", _("Imported")
        ASKING = "asking", _("A question is asked")
        REFUSED = "refused", _("Refused")

    #: Nobody is served this folder; the file goes as soon as it is of no use.
    file = models.FileField(upload_to="imports")
    name = models.CharField(_("file"), max_length=200)
    importer = models.CharField(max_length=50, blank=True)
    force = models.BooleanField(default=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITING)
    message = models.TextField(blank=True)
    conflict = models.ForeignKey("content.ContentPage", null=True, on_delete=models.SET_NULL, related_name="+")
    record = models.ForeignKey(ImportRecord, null=True, on_delete=models.SET_NULL, related_name="+")
    sent_at = models.DateTimeField(_("sent on"), auto_now_add=True)

    class Meta:
        ordering = ["-sent_at"]

    def __str__(self):
        return self.name

    @property
    def is_under_way(self) -> bool:
        return self.state in (self.State.WAITING, self.State.READING, self.State.WRITING)

    def end(self, state: str, message: str = "", **fields) -> None:
        """Say what became of it; the file stays only while a question is asked."""
        if state != self.State.ASKING:
            self.file.delete(save=False)
        self.state, self.message = state, message
        for name, value in fields.items():
            setattr(self, name, value)
        self.save()
