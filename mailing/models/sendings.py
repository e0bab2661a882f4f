"""A letter that is sent to a list: what leaves, and one row for each recipient."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.models import Page, Revision

from .subscribers import Subscription


class Sending(models.Model):
    """A page sent to a list, in one language, at its hour; its words are those of when that was asked."""

    class State(models.TextChoices):
        ASKED = "asked", pgettext_lazy("sending", "Waits for a second person")
        DUE = "due", pgettext_lazy("sending", "Scheduled")
        LEAVING = "leaving", pgettext_lazy("sending", "Leaving")
        SENT = "sent", pgettext_lazy("sending", "Sent")
        CANCELLED = "cancelled", pgettext_lazy("sending", "Cancelled")

    page = models.ForeignKey(Page, models.SET_NULL, null=True, related_name="+", verbose_name=_("page"))
    #: The text that was approved and published.
    revision = models.ForeignKey(Revision, models.SET_NULL, null=True, related_name="+")
    list = models.CharField(_("list"), max_length=40)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    subject = models.CharField(_("subject"), max_length=255)
    html = models.TextField()
    text = models.TextField()
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.ASKED)
    due_at = models.DateTimeField(_("hour of sending"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(_("asked"), auto_now_add=True)
    started_at = models.DateTimeField(_("started"), null=True)
    ended_at = models.DateTimeField(_("ended"), null=True)

    class Meta:
        ordering = ["-due_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["page", "list", "language"], name="mailing_sent_once", condition=~Q(state="cancelled")
            )
        ]

    def __str__(self):
        return self.subject


class Delivery(models.Model):
    """The letter of one recipient; whoever is erased meanwhile leaves a row that names nobody."""

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("mail", "Waiting")
        SENDING = "sending", pgettext_lazy("mail", "Leaving")
        SENT = "sent", pgettext_lazy("mail", "Sent")
        SKIPPED = "skipped", pgettext_lazy("mail", "Unsubscribed before")
        FAILED = "failed", pgettext_lazy("mail", "Failed")

    sending = models.ForeignKey(Sending, models.CASCADE, related_name="deliveries")
    subscription = models.ForeignKey(Subscription, models.SET_NULL, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    #: When it is taken next: the next try, or the end of the lease of whoever took it.
    due_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=255, blank=True)
    sent_at = models.DateTimeField(null=True)
    bounced_at = models.DateTimeField(null=True)
    unsubscribed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sending", "subscription"], name="mailing_delivered_once")]
        indexes = [
            models.Index(
                fields=["sending", "due_at"], name="mailing_to_deliver", condition=Q(state__in=["waiting", "sending"])
            )
        ]

    def __str__(self):
        return f"{self.sending} ({self.get_state_display()})"
