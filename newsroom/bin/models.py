"""What the bin keeps, and what waits for a second person."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class SecondLook(models.Model):
    """Something that takes two people: asked by one, done (or, of an emergency, confirmed) by another."""

    class Kind(models.TextChoices):
        DELETE = "delete", _("Deletion")
        WITHDRAW = "withdraw", _("Withdrawal")
        EMERGENCY = "emergency", _("Publication in an emergency")

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        UNDER_WAY = "under_way", _("Under way")
        DONE = "done", _("Confirmed")
        REFUSED = "refused", _("Refused")
        UNDONE = "undone", _("Cancelled, all is back")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.WAITING)
    title = models.CharField(_("title"), max_length=255)
    #: How many things it concerns, with the pages under them.
    count = models.PositiveIntegerField(default=1)
    #: [["app_label.Model", primary key as text]], in the order in which they are done.
    targets = models.JSONField(default=list)
    reason = models.TextField(_("reason"), blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField(_("asked on"), default=timezone.now)
    due_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    #: What a withdrawal changed: see `newsroom.bin.withdrawing`.
    before = models.JSONField(default=list, encoder=DjangoJSONEncoder)

    class Meta:
        verbose_name = _("confirmation by a second person")
        verbose_name_plural = _("confirmations by a second person")
        indexes = [models.Index(fields=["status", "kind"], name="newsroom_second_look")]

    def __str__(self):
        return self.title


class BinEntry(models.Model):
    """A page, a file or an entry that was deleted, with all that went with it."""

    look = models.ForeignKey(SecondLook, on_delete=models.SET_NULL, null=True, related_name="binned")
    #: "app_label.Model" and primary key of what was deleted.
    model = models.CharField(max_length=100)
    key = models.CharField(max_length=255)
    kind = models.CharField(_("kind"), max_length=100)
    title = models.CharField(_("title"), max_length=255)
    #: Where the public found it; "" where it did not.
    address = models.CharField(_("address"), max_length=512, blank=True)
    #: How many pages, of a page.
    count = models.PositiveIntegerField(default=1)
    was_live = models.BooleanField(default=False)
    deleted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    deleted_at = models.DateTimeField(_("deleted on"), default=timezone.now, db_index=True)
    #: The rows, as Django's serialiser "python" gives them.
    rows = models.JSONField(encoder=DjangoJSONEncoder)
    #: What else is to be put back: see `newsroom.bin.keeping.write`.
    left = models.JSONField(default=dict, encoder=DjangoJSONEncoder)

    class Meta:
        verbose_name = _("thing in the bin")
        verbose_name_plural = _("things in the bin")

    def __str__(self):
        return self.title
