"""When a page was last read again, and when it is to be."""

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class PageReview(models.Model):
    """What is known of the reviews of one page; a page without a row follows the rule of its type."""

    page = models.OneToOneField("wagtailcore.Page", on_delete=models.CASCADE, related_name="review")
    reviewed_at = models.DateTimeField(_("last review"), null=True, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    months = models.PositiveSmallIntegerField(
        _("period, in months"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(120)],
        help_text=_("Left empty: that of its type. 0: the page is never to be reviewed."),
    )
    #: When somebody was last written to about it.
    reminded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")

    def __str__(self):
        return str(self.page)
