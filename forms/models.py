"""What comes in by public forms: what all of it has in common, and what is counted of it."""

import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

#: How long something waits for its sender to confirm it.
CONFIRMATION = datetime.timedelta(days=7)
MONTH = datetime.timedelta(days=30.44)


class Count(models.Model):
    """How often something was done within a window of time (`forms.limits`)."""

    key = models.CharField(max_length=64, primary_key=True)
    number = models.PositiveIntegerField(default=0)
    until = models.DateTimeField(db_index=True)

    def __str__(self):
        return self.key


class MonthlyCount(models.Model):
    """How much came in and was handled in a month: numbers alone, which stay when what came in is deleted."""

    month = models.DateField(_("month"))
    kind = models.CharField(_("kind"), max_length=100)
    received = models.PositiveIntegerField(_("received"), default=0)
    handled = models.PositiveIntegerField(_("handled"), default=0)

    class Meta:
        verbose_name = _("month of what came in")
        verbose_name_plural = _("what came in, by month")
        ordering = ["-month", "kind"]
        constraints = [models.UniqueConstraint(fields=["month", "kind"], name="one_count_a_month")]

    def __str__(self):
        return f"{self.month:%Y-%m} {self.kind}"


class ReplyModel(models.Model):
    """A text kept to answer by."""

    title = models.CharField(_("title"), max_length=120, help_text=_("The subject of the e-mail."))
    text = models.TextField(_("text"), max_length=5000)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default="fr")

    class Meta:
        verbose_name = _("model of answer")
        verbose_name_plural = _("models of answers")
        ordering = ["title"]

    def __str__(self):
        return self.title


class Status(models.TextChoices):
    """Where something that came in stands."""

    UNCONFIRMED = "a_confirmer", _("To be confirmed by its sender")
    PENDING = "a_traiter", _("To be handled")
    IN_HAND = "en_cours", _("In hand")
    DONE = "traite", _("Handled")
    REFUSED = "refuse", _("Refused")


#: Nobody has to do anything about these any more.
ENDED = (Status.DONE, Status.REFUSED)


class Received(models.Model):
    """Something that came in by a public form: a model that stands on it is in the inbox, and is purged.

    It says what it is about (`title`), what its mails are (`get_messages`), and what is to be done once it
    is confirmed (`accept`).
    """

    #: Roles of the staff do not bring the right to read it.
    holds_personal_data = True
    #: The viewset of the admin by which it is read.
    admin_name = ""
    #: Days within which it is to be answered.
    days_to_answer = 15

    created_at = models.DateTimeField(_("received"), auto_now_add=True, db_index=True)
    language = models.CharField(_("language"), max_length=5)
    name = models.CharField(_("name"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    status = models.CharField(_("status"), max_length=12, choices=Status.choices, default=Status.PENDING, db_index=True)
    notified = models.BooleanField(
        _("e-mails sent"), default=False, help_text=_("Whether the staff and the requester were written to.")
    )
    due_on = models.DateField(_("to be answered by"), null=True, blank=True)
    keep_until = models.DateField(_("kept until"), null=True, blank=True, db_index=True)
    handled_at = models.DateTimeField(_("handled"), null=True, blank=True)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("handled by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    reply = models.TextField(_("answer sent"), blank=True)
    staff_note = models.TextField(_("internal note"), blank=True)

    class Meta:
        abstract = True
        ordering = ["-created_at"]

    def __str__(self):
        return self.name or self.title

    @property
    def title(self) -> str:
        """What it is about, in a line without a name."""
        return str(self._meta.verbose_name)

    @property
    def answer_subject(self) -> str:
        """The subject of an answer that is written by hand."""
        return gettext("Your message to the Conseil national du numérique")

    @property
    def months(self) -> int:
        """For how many months it is kept, as its form promises."""
        return 12

    def get_keep_until(self) -> datetime.date:
        """The day after which it is deleted."""
        return timezone.localdate() + self.months * MONTH

    def get_messages(self) -> list:
        """The e-mails that tell of it."""
        return []

    def accept(self) -> None:
        """What follows, in the same transaction, once it is really its sender's."""
