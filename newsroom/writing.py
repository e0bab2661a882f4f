"""What is remembered of who wrote what: read by `newsroom.authorship`."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision


class RevisionText(models.Model):
    """What a revision says, as a digest: whether two revisions have one text is seen without reading them."""

    revision = models.OneToOneField(Revision, on_delete=models.CASCADE, primary_key=True, related_name="text")
    digest = models.CharField(max_length=40)

    class Meta:
        verbose_name = _("text of a revision")
        verbose_name_plural = _("texts of revisions")

    def __str__(self):
        return self.digest


class TextWriter(models.Model):
    """Who wrote passages of a translation: no revision names them."""

    #: The translation key of the page or the entry.
    key = models.UUIDField()
    locale = models.ForeignKey("wagtailcore.Locale", on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        verbose_name = _("writer of a translation")
        verbose_name_plural = _("writers of translations")
        constraints = [models.UniqueConstraint(fields=["key", "locale", "user"], name="newsroom_one_writer")]

    def __str__(self):
        return f"{self.key}: {self.user_id}"
