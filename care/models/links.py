"""Addresses outside the site: what is known of each, and the pages that lead to it."""

import hashlib

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


def hash_url(url: str) -> str:
    """A key of fixed length for an address of any length."""
    return hashlib.sha256(url.encode("utf-8", "surrogatepass")).hexdigest()


class LinkState(models.TextChoices):
    """What the last checks of an address say."""

    WAITING = "waiting", _("Not checked yet")
    GOOD = "good", _("Answers")
    MOVED = "moved", _("Moved for good")
    FAILING = "failing", _("Failing, to be confirmed")
    BROKEN = "broken", _("Broken")
    CLOSED = "closed", _("Closed to robots: to be checked by hand")
    REFUSED = "refused", _("Not a public address")


class LinkHost(models.Model):
    """A server, and what its robots.txt asks."""

    name = models.CharField(max_length=255, unique=True)
    robots = models.TextField(blank=True)
    robots_read_at = models.DateTimeField(null=True, blank=True)

    def __str__(self):
        return self.name


class CheckedLink(models.Model):
    """One address, whatever the number of pages that lead to it."""

    key = models.CharField(max_length=64, unique=True, editable=False)
    url = models.TextField(_("address"))
    host = models.ForeignKey(LinkHost, on_delete=models.CASCADE, related_name="links")
    state = models.CharField(_("state"), max_length=10, choices=LinkState.choices, default=LinkState.WAITING)
    status = models.PositiveSmallIntegerField(_("HTTP status"), null=True, blank=True)
    #: A code of `care.checking.words`, for those who read the report.
    reason = models.CharField(max_length=30, blank=True)
    moved_to = models.TextField(_("new address"), blank=True)
    failures = models.PositiveSmallIntegerField(default=0)
    failing_since = models.DateTimeField(_("failing since"), null=True, blank=True)
    checked_at = models.DateTimeField(_("last check"), null=True, blank=True)
    next_check = models.DateTimeField(default=timezone.now, db_index=True)
    is_ignored = models.BooleanField(_("ignored"), default=False)

    class Meta:
        verbose_name = _("outside link")
        verbose_name_plural = _("outside links")

    def __str__(self):
        return self.url


class LinkUse(models.Model):
    """Something of the site that leads to an address: a page, or an entry of a register."""

    link = models.ForeignKey(CheckedLink, on_delete=models.CASCADE, related_name="uses")
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.PositiveBigIntegerField()
    page = models.ForeignKey(
        "wagtailcore.Page", null=True, blank=True, on_delete=models.CASCADE, related_name="outside_links"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["link", "content_type", "object_id"], name="care_use_once")]
        indexes = [models.Index(fields=["content_type", "object_id"], name="care_use_of")]

    def __str__(self):
        return f"{self.content_type_id}:{self.object_id}"
