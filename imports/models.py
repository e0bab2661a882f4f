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
