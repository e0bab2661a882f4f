"""Links whose target was deleted: Wagtail's index of references forgets them, the texts do not."""

from django.contrib.contenttypes.models import ContentType
from django.db import models


class LostReference(models.Model):
    """A page whose text leads to something that was deleted since."""

    page = models.ForeignKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="lost_references")
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.CharField(max_length=255)
    #: What it was called.
    title = models.CharField(max_length=255)
    #: The path of the field, as the index of references writes it.
    model_path = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["page", "content_type", "object_id", "model_path"], name="care_lost_reference_once"
            )
        ]

    def __str__(self):
        return self.title
