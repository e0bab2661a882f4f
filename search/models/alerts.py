"""What the alerts found, and told."""

from django.db import models
from wagtail.models import Page

from mailing.models import Subscription


class AlertHit(models.Model):
    """A page that a subscription was found to have, once for ever: it is told once, even if it leaves and returns."""

    subscription = models.ForeignKey(Subscription, models.CASCADE, related_name="alert_hits")
    page = models.ForeignKey(Page, models.CASCADE, related_name="+")
    #: When the public could read the page.
    found_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subscription", "page"], name="search_alert_once")]
        indexes = [models.Index(fields=["found_at"], name="search_alert_due", condition=models.Q(sent_at__isnull=True))]

    def __str__(self):
        return f"{self.subscription}: {self.page}"
