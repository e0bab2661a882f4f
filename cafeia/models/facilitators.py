"""Volunteers who help to hold a café, and what is written to them through the site: no address is ever shown."""

import datetime

from django.core import signing
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from forms.mails import make_message
from forms.models import Received, Status
from places.models import Place
from sections.jobs import DAY, job

from ..choices import SPOKEN, FormatFamily
from ..fields import MultipleChoiceField
from .offered import Sited

#: How long before they are removed volunteers are asked whether they are still there.
NOTICE = datetime.timedelta(days=30)


class Facilitator(Sited):
    """A facilitator or a local contact, as they tell of themselves. Who does not answer once a year is removed."""

    admin_name = "wagtailsnippets_cafeia_facilitator"
    private_path, salt, mail = "benevoles/moi/", "cafeia.facilitator", "cafeia/mail/facilitator"
    acts = frozenset({"stay", "delete"})

    shown_name = models.CharField(
        _("name shown"), max_length=80, help_text=_("A first name is enough, or the name of an organisation.")
    )
    #: Written when it is approved: no town is public before.
    place = models.ForeignKey(
        "places.Place", null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    families = MultipleChoiceField(_("formats"), max_length=60, choices=FormatFamily.choices, blank=True)
    languages = MultipleChoiceField(_("languages"), max_length=60, choices=SPOKEN)
    presentation = models.TextField(
        _("a few words"),
        max_length=600,
        help_text=_("What you can do for a café, and when. No address nor number: people write through the site."),
    )

    class Meta(Sited.Meta):
        verbose_name = _("volunteer of Café IA")
        verbose_name_plural = _("volunteers of Café IA")

    def __str__(self):
        return f"{self.shown_name} – {self.commune or self.get_mode_display()}"

    def show(self, thing) -> dict:
        return {"place": Place.get_town(thing.commune, thing.department)}

    @property
    def received_subject(self) -> str:
        return gettext("Volunteer of Café IA: %(name)s") % {"name": self.shown_name}

    def stay(self) -> None:
        """For one more year."""
        self.asked_on = None
        Facilitator.objects.filter(pk=self.pk).update(keep_until=self.get_keep_until(), asked_on=None)


@job(_("Asking the volunteers of Café IA, once a year, whether they are still there"), every=DAY)
def ask_facilitators() -> None:
    """They have a month to say so; `purge_received` then removes who did not."""
    last = timezone.localdate() + NOTICE
    for one in Facilitator.objects.live().filter(keep_until__lte=last, asked_on=None):
        with transaction.atomic():
            waiting = Facilitator.objects.filter(pk=one.pk, asked_on=None)
            if waiting.update(asked_on=timezone.localdate(), keep_until=last):
                one.write(is_asked=True, last=last)


class Exchange(Received):
    """What someone wrote to a volunteer. What is answered is not kept: it is mailed to the other end."""

    SALT = "cafeia.exchange"
    #: Long enough to set up a café.
    months = 6

    facilitator = models.ForeignKey(Facilitator, on_delete=models.CASCADE, related_name="exchanges")
    message = models.TextField(_("your message"), max_length=2000)
    shares_address = models.BooleanField(
        _("Give my e-mail address to this person, who can then answer me directly"), default=False
    )

    class Meta(Received.Meta):
        verbose_name = _("message to a volunteer")
        verbose_name_plural = _("messages to volunteers")

    @classmethod
    def find(cls, key: str) -> tuple["Exchange | None", bool]:
        """(the exchange that a private key is of, whether it is the volunteer's)."""
        try:
            pk, is_volunteer = signing.loads(key, salt=cls.SALT)
        except (signing.BadSignature, TypeError, ValueError):
            return None, False
        return cls.objects.exclude(status=Status.UNCONFIRMED).filter(pk=pk).first(), is_volunteer

    def accept(self) -> None:
        # The staff have nothing to do about it.
        self.status = Status.DONE

    def get_messages(self) -> list:
        """The first message, and what tells its sender that it went."""
        return [self.make_mail(True, self.message), self.make_mail(False)]

    def make_mail(self, to_volunteer: bool, text: str = ""):
        """What the other end wrote, or that one's own message went."""
        other = self.facilitator
        name, to, language = (
            (self.name, other.email, other.language) if to_volunteer else (other.shown_name, self.email, self.language)
        )
        key = signing.dumps([self.pk, to_volunteer], salt=self.SALT)
        context = {"thing": self, "text": text, "sender": name, "to_volunteer": to_volunteer}
        context["address"] = f"{other.room.full_url}benevoles/message/?key={key}"
        with override(language):
            subject = gettext("Café IA: %(name)s and you") % {"name": name}
            mail = make_message(subject, "cafeia/mail/exchange", to, context)
        mail.reply_to = [self.email] if to_volunteer and self.shares_address else []
        return mail
