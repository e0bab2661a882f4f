"""Those who asked to be written to, what for, and the proof that they did.

Whoever writes to them (`mailing.sendings`, alerts) asks for `Subscription.objects.active()` at the moment of writing.
"""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


def make_token() -> str:
    return secrets.token_urlsafe(24)


class Frequency(models.TextChoices):
    """How often one is written to, where one may choose."""

    NOW = "now", _("At once")
    DAILY = "daily", _("Every day")
    WEEKLY = "weekly", _("Every week")


class Subscriber(models.Model):
    """An address, erased with its last subscription; `confirmed_at` is empty until its owner answered the mail."""

    holds_personal_data = True

    email = models.EmailField(_("e-mail address"), unique=True, max_length=254)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    #: What its private links are signed with.
    token = models.CharField(max_length=64, unique=True, default=make_token)
    created_at = models.DateTimeField(_("asked"), auto_now_add=True)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)

    def __str__(self):
        return self.email


class SubscriptionQuerySet(models.QuerySet):
    def active(self):
        """Those that their owner confirmed."""
        return self.filter(confirmed_at__isnull=False)


class Subscription(models.Model):
    """What a subscriber asked for: a list (`mailing.lists`) in a language; of a list that has them, one query."""

    holds_personal_data = True

    subscriber = models.ForeignKey(Subscriber, models.CASCADE, related_name="subscriptions")
    list = models.CharField(_("list"), max_length=40)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    #: What is followed, as the list means it (a query string, a reference); empty for a list that is one thing.
    query = models.CharField(_("what is followed"), max_length=1000, blank=True)
    frequency = models.CharField(_("how often"), max_length=10, choices=Frequency.choices, blank=True)
    created_at = models.DateTimeField(_("asked"), auto_now_add=True)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    #: Until when its owner was told of what is new, for whoever writes to it.
    served_at = models.DateTimeField(null=True, blank=True)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subscriber", "list", "language", "query"], name="mailing_subscribed_once")
        ]
        indexes = [
            models.Index(fields=["list", "language"], name="mailing_on_list", condition=Q(confirmed_at__isnull=False))
        ]

    def __str__(self):
        from ..lists import describe

        return describe(self)


class Consent(models.Model):
    """The proof of a consent, which holds no address: that of the person who shows theirs is recognised."""

    class Ending(models.TextChoices):
        ASKED = "asked", pgettext_lazy("subscription", "Unsubscribed")
        BOUNCE = "bounce", pgettext_lazy("subscription", "Undeliverable")
        COMPLAINT = "complaint", pgettext_lazy("subscription", "Reported as unwanted")

    #: HMAC of the address (`mailing.subscriptions.digest`).
    digest = models.CharField(max_length=64, db_index=True)
    subscription = models.OneToOneField(Subscription, models.SET_NULL, null=True, related_name="consent")
    list = models.CharField(_("list"), max_length=40)
    language = models.CharField(_("language"), max_length=5)
    text = models.TextField(_("what was agreed to"))
    form = models.CharField(_("form"), max_length=200)
    asked_at = models.DateTimeField(_("asked"))
    confirmed_at = models.DateTimeField(_("confirmed"), null=True)
    ended_at = models.DateTimeField(_("ended"), null=True)
    ending = models.CharField(_("how it ended"), max_length=10, choices=Ending.choices, blank=True)

    def __str__(self):
        return f"{self.list} ({self.asked_at:%Y-%m-%d})"
