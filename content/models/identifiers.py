"""Permanent identifiers: given once, never forgotten, never given again."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class PermanentIdentifier(models.Model):
    """What a reference leads to. The row outlives its target, so that a gone page can say so."""

    value = models.CharField(_("identifier"), max_length=120, unique=True)
    model = models.CharField(max_length=100, help_text="“app_label.Model” of the target.")
    key = models.CharField(max_length=40, help_text="Its translation key, or primary key when it has none.")
    was_public = models.BooleanField(default=False, help_text="Whether the public ever saw it.")

    class Meta:
        verbose_name = _("permanent identifier")
        verbose_name_plural = _("permanent identifiers")
        indexes = [models.Index(fields=["model", "key"], name="identifier_target")]

    def __str__(self):
        return self.value


class LastPath(models.Model):
    """Where the public last found what an identifier leads to, in one language."""

    identifier = models.ForeignKey(PermanentIdentifier, on_delete=models.CASCADE, related_name="last_paths")
    language = models.CharField(max_length=12)
    path = models.CharField(max_length=512, db_index=True)
    #: When what the public finds there last changed, was withdrawn or came back: harvesters ask for what changed since.
    changed_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["identifier", "language"], name="one_last_path_a_language")]

    def __str__(self):
        return self.path
