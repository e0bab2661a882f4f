"""What care knows: when a page is read again, outside links, links whose target was deleted, drafts shown to outsiders."""

import hashlib
import secrets

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.signing import BadSignature, Signer
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

_signer = Signer(salt="care.sharing")


def hash_text(text: str) -> str:
    """A key of fixed length for an address or a token of any length."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


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


class LostReference(models.Model):
    """A page whose text leads to something that was deleted since: Wagtail's index of references forgets it."""

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


class SharedDraft(models.Model):
    """A link to the latest draft of a page, until it ends or is revoked.

    The link is signed, so that an invented one costs no query; only its hash is kept, so that
    whoever reads the database cannot use it.
    """

    page = models.ForeignKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="shared_drafts")
    key = models.CharField(max_length=64, unique=True, editable=False)
    recipient = models.CharField(
        _("for whom"), max_length=200, help_text=_("To recognise the link later: a name, a body. Never shown to them.")
    )
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(_("made"), default=timezone.now)
    expires_at = models.DateTimeField(_("ends"))
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    accesses = models.PositiveIntegerField(_("times opened"), default=0)
    last_access_at = models.DateTimeField(_("last opened"), null=True, blank=True)

    class Meta:
        verbose_name = _("preview link")
        verbose_name_plural = _("preview links")
        ordering = ["-created_at", "-pk"]

    def __str__(self):
        return f"{self.page} – {self.recipient}"

    @classmethod
    def make(cls, page, user, recipient: str, expires_at) -> tuple["SharedDraft", str]:
        """(the link's record, its token): the token is known here and never again."""
        token = _signer.sign(secrets.token_urlsafe(24)).replace(":", ".")
        return cls.objects.create(
            page=page, key=hash_text(token), recipient=recipient, created_by=user, expires_at=expires_at
        ), token

    @staticmethod
    def is_signed(token: str) -> bool:
        """Whether this site made `token`, at some time; no query."""
        try:
            _signer.unsign(token.replace(".", ":"))
        except BadSignature:
            return False
        return True

    @classmethod
    def find(cls, token: str) -> "SharedDraft | None":
        """The link that `token` opens, or None when it is revoked, ended or gone."""
        link = cls.objects.filter(key=hash_text(token)).select_related("page").first()
        return link if link and link.is_open else None

    @property
    def is_open(self) -> bool:
        return self.revoked_at is None and self.expires_at > timezone.now()

    def revoke(self, user) -> bool:
        """Close the link for ever; False if it was closed already."""
        return bool(
            type(self)
            .objects.filter(pk=self.pk, revoked_at__isnull=True)
            .update(revoked_at=timezone.now(), revoked_by=user)
        )

    def count_access(self) -> None:
        type(self).objects.filter(pk=self.pk).update(accesses=F("accesses") + 1, last_access_at=timezone.now())
