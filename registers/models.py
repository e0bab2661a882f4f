"""What registers remember: uploads that wait for a confirmation, pairs that are not duplicates, merges."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models, transaction
from django.dispatch import Signal
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import TranslatableMixin

from sections.approved import Approved

#: How long an upload waits for its confirmation.
PENDING_FOR = timedelta(hours=1)
#: Sent inside the transaction of a merge, before the absorbed entry is deleted. `sender` is the model;
#: `kept_key` and `absorbed_key` are keys: what was kept under the one belongs to the other from now on.
entries_merged = Signal()
#: Kind of batch → class of what does it; each declares itself (`registers.batches`).
doers: dict[str, type] = {}


def get_key(entry) -> str:
    """The key of an entry: what its translations share, else its primary key."""
    return str(entry.translation_key if isinstance(entry, TranslatableMixin) else entry.pk)


class PendingImport(models.Model):
    """The rows of an uploaded file, between its preview and its confirmation by the same user."""

    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    model = models.CharField(max_length=100, help_text="“app_label.Model” of the register.")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    file_name = models.CharField(max_length=200)
    #: [[line, {column: text}]], as the file gives them.
    rows = models.JSONField()
    #: {pk: fingerprint}: the entries that the file names, as they were when the preview was shown.
    seen = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("import that waits for a confirmation")
        verbose_name_plural = _("imports that wait for a confirmation")

    def __str__(self):
        return self.file_name

    @classmethod
    def forget_old(cls) -> None:
        """Delete the uploads that nobody confirmed in time."""
        cls.objects.filter(created_at__lt=timezone.now() - PENDING_FOR).delete()


class Batch(Approved):
    """Many changes that are approved, and done, as a whole or not at all: an import, a merge, a release of drafts.

    Publishing it is doing it (`registers.batches`); what it would do is its preview, worked out anew each time.
    """

    class Kind(models.TextChoices):
        IMPORT = "import", _("Import of a spreadsheet")
        MERGE = "merge", _("Merge of two entries")
        RELEASE = "release", _("Publication of several drafts")
        FILE = "file", _("Change of a file")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, editable=False)
    model = models.CharField(max_length=100, blank=True, editable=False, help_text="“app_label.Model” of the register.")
    name = models.CharField(_("name"), max_length=255)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("proposed by"),
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    #: What the kind needs to do it, and to tell whether anything changed since it was proposed.
    data = models.JSONField(default=dict, editable=False)
    created_at = models.DateTimeField(_("proposed on"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("batch of changes")
        verbose_name_plural = _("batches of changes")
        ordering = ["-created_at", "-pk"]

    def __str__(self):
        return self.name

    @property
    def doer(self):
        """What its kind does with it: see `registers.batches.Doer`."""
        return doers[self.kind](self)

    def publish(self, revision, user=None, **kwargs):
        with transaction.atomic():
            self.doer.do(user)
            super().publish(revision, user=user, **kwargs)

    def clean(self):
        if self.kind:
            self.doer.clean()

    def get_needed(self) -> int | None:
        return self.doer.get_needed() if self.kind else None

    def get_parts(self) -> list:
        return self.doer.get_parts()

    def get_workflow(self):
        return self.doer.get_workflow() or super().get_workflow()


class DistinctPair(models.Model):
    """Two entries that look alike, and that someone said are not the same."""

    model = models.CharField(max_length=100)
    #: The keys of both entries (see `get_key`), in order.
    first = models.CharField(max_length=40)
    second = models.CharField(max_length=40)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("pair of distinct entries")
        verbose_name_plural = _("pairs of distinct entries")
        constraints = [models.UniqueConstraint(fields=["model", "first", "second"], name="registers_pair_once")]

    def __str__(self):
        return f"{self.first} ≠ {self.second}"


class MergedEntry(models.Model):
    """An entry that was merged into another: its public address leads there for ever."""

    model = models.CharField(max_length=100)
    slug = models.CharField(max_length=255)
    name = models.CharField(max_length=255, blank=True)
    #: The key of the entry that was kept (see `get_key`).
    target = models.CharField(max_length=40, db_index=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("merged entry")
        verbose_name_plural = _("merged entries")
        constraints = [models.UniqueConstraint(fields=["model", "slug"], name="registers_merged_once")]

    def __str__(self):
        return self.name or self.slug
