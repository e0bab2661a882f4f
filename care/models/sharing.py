"""Drafts shown to outsiders by a link."""

import hashlib
import secrets

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

_signer = Signer(salt="care.sharing")


def hash_token(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


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
            page=page, key=hash_token(token), recipient=recipient, created_by=user, expires_at=expires_at
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
        link = cls.objects.filter(key=hash_token(token)).select_related("page").first()
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
