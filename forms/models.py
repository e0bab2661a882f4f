"""What comes in by public forms: what all of it has in common, and what is counted of it."""

import datetime

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import models
from django.db.models import F
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from .mails import make_message

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

    #: It may leave as it is: roles of the staff do not bring the right to write it, no more than to answer.
    answers_people = True

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
    #: What its line in a list reads besides, as `prefetch_related` says it.
    listed_with: tuple[str, ...] = ()
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
    def kind(self) -> str:
        """What it is counted with."""
        return self._meta.label_lower

    @property
    def months(self) -> int:
        """For how many months it is kept, as its form promises."""
        return 12

    def get_keep_until(self) -> datetime.date:
        """The day after which it is deleted."""
        return timezone.localdate() + self.months * MONTH

    @property
    def lines(self) -> list[tuple[str, str]]:
        """(label, text) of all that was sent: what its model has of its own."""
        common = {field.name for field in Received._meta.fields}
        own = [field for field in self._meta.fields if field.name not in common and not field.is_relation]
        return [(str(field.verbose_name), str(getattr(self, field.name))) for field in own if not field.primary_key]

    @property
    def text(self) -> str:
        return "\n".join(f"{label} {text}" for label, text in self.lines)

    def get_staff_email(self) -> str:
        """Who is told of it, "" for nobody."""
        return ""

    def get_news(self) -> list[str]:
        """What its sender is told besides; no word of theirs: it is sent to whatever address they gave."""
        return []

    def get_messages(self) -> list[EmailMultiAlternatives]:
        """To the staff, with what was written, and to the sender, without a word of it."""
        messages = []
        if to := self.get_staff_email():
            with override(settings.LANGUAGE_CODE):
                address = settings.WAGTAILADMIN_BASE_URL + reverse(f"{self.admin_name}:edit", args=[self.pk])
                context = {"thing": self, "address": address}
                messages.append(make_message(self.received_subject, "forms/mail/staff", to, context))
            messages[0].reply_to = [self.email] if self.email else []
        return [*messages, self.make_acknowledgement()] if self.email else messages

    def make_acknowledgement(self) -> EmailMultiAlternatives:
        with override(self.language):
            context = {"thing": self, "news": self.get_news()}
            return make_message(self.received_subject, "forms/mail/sender", self.email, context, is_answer=True)

    @property
    def received_subject(self) -> str:
        return gettext("Received: %(title)s") % {"title": self.title}

    def accept(self) -> None:
        """What follows, in the same transaction, once it is really its sender's."""

    def close(self) -> None:
        """What follows once it is handled or refused."""


class Answer(Received):
    """What someone sent by a form page, as its labels were then."""

    admin_name = "answers"

    page = models.ForeignKey(Page, verbose_name=_("form"), null=True, on_delete=models.SET_NULL, related_name="+")
    page_title = models.CharField(_("form"), max_length=255)
    #: [[label, what was answered in words], …]
    texts = models.JSONField(default=list)
    attachment = models.FileField(_("file"), upload_to="received/%Y/", blank=True, max_length=255)
    staff_email = models.EmailField(blank=True)
    is_waiting = models.BooleanField(_("on the waiting list"), default=False)
    may_quote = models.BooleanField(_("may be quoted"), default=False)
    signature = models.CharField(_("signed"), max_length=120, blank=True)
    quotation = models.TextField(_("quotation"), blank=True, max_length=1000)
    is_quoted = models.BooleanField(_("publish the quotation"), default=False)

    class Meta(Received.Meta):
        verbose_name = _("answer to a form")
        verbose_name_plural = _("answers to forms")

    @property
    def title(self) -> str:
        return self.page_title

    @property
    def form_page(self):
        """The page that it was sent by, of its own type; None if it is gone."""
        return self.page.specific if self.page else None

    @property
    def kind(self) -> str:
        return self.form_page.answer_kind if self.page else super().kind

    @property
    def months(self) -> int:
        return self.form_page.retention_months if self.page else super().months

    @property
    def lines(self) -> list[tuple[str, str]]:
        return self.texts

    def get_others(self, is_waiting: bool):
        """Who else has a place at the same event, or waits for one."""
        others = Answer.objects.filter(page__translation_key=self.page.translation_key, is_waiting=is_waiting)
        return others.exclude(pk=self.pk).exclude(status__in=[Status.UNCONFIRMED, Status.REFUSED])

    def accept(self) -> None:
        """Who registers has a place, or waits for one: registrations to one event are taken one after the other."""
        if places := getattr(self.form_page, "places", None):
            Count.objects.get_or_create(key=str(self.page.translation_key), defaults={"until": timezone.now()})
            Count.objects.filter(key=str(self.page.translation_key)).update(number=F("number") + 1)
            self.is_waiting = self.get_others(is_waiting=False).count() >= places

    def close(self) -> None:
        """A place that is given back is the first one's who waits."""
        if self.status == Status.REFUSED and self.page and not self.is_waiting:
            first = self.get_others(is_waiting=True).order_by("created_at", "pk").first()
            if first and Answer.objects.filter(pk=first.pk, is_waiting=True).update(is_waiting=False):
                first.is_waiting = False
                first.make_acknowledgement().send()

    def get_staff_email(self) -> str:
        return self.staff_email

    def get_news(self) -> list[str]:
        news = [self.form_page.thanks] if self.page else []
        if self.is_waiting:
            return [
                *news,
                gettext("All the places are taken: you are on the waiting list, and are told if one is free."),
            ]
        return [*news, gettext("You have a place.")] if getattr(self.form_page, "places", None) else news


@receiver(post_delete, sender=Answer)
def delete_file(instance: Answer, **kwargs) -> None:
    """A file goes with its answer."""
    if instance.attachment:
        instance.attachment.delete(save=False)
