"""What the public offers for the site to show: it waits until the team accepts it, asks something, or refuses it."""

from django.conf import settings
from django.core import signing
from django.db import models, transaction
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from wagtail.models import TaskState, WorkflowState
from wagtail.signals import task_rejected

from forms.mails import make_message
from forms.models import Received, Status
from forms.receiving import send
from sections.approved import Approved

from ..choices import Mode


class Offered(Approved, Received):
    """It came by a public form, and its sender has a private link to it. Each change is a draft of it.

    It stands on `Approved`: whoever approves did not correct it. Who wrote it nobody knows, so that two approve it.
    A subclass says where its private link leads under the address of its room, the salt of the link, the template of
    its mails, what is put online of it (`show`), and the `acts` by which its sender ends or keeps it, by POST.
    """

    #: Its screens show neither the name nor the address of its sender.
    holds_personal_data = False
    private_path = salt = mail = ""
    acts = frozenset()

    room = models.ForeignKey("cafeia.CafeIndexPage", on_delete=models.CASCADE, related_name="+", editable=False)
    #: When its sender was last asked whether it still holds.
    asked_on = models.DateField(null=True, blank=True, editable=False)

    class Meta(Received.Meta):
        abstract = True

    def with_content_json(self, content):
        """A version holds what is offered, not where the row stands."""
        thing = super().with_content_json(content)
        for name in ("asked_on", *(field.attname for field in Received._meta.fields)):
            setattr(thing, name, getattr(self, name))
        return thing

    @property
    def is_over(self) -> bool:
        return self.status == Status.REFUSED

    @property
    def private_url(self) -> str:
        return f"{self.room.full_url}{self.private_path}?key={signing.dumps(self.pk, salt=self.salt)}"

    @classmethod
    def find(cls, key: str) -> "Offered | None":
        """What the key of a private link leads to, once it was confirmed."""
        try:
            pk = signing.loads(key, salt=cls.salt)
        except signing.BadSignature:
            return None
        return cls.objects.exclude(status=Status.UNCONFIRMED).filter(pk=pk).first()

    @transaction.atomic
    def accept(self) -> None:
        """Once its sender confirmed it, those who approve have it; and each time that it changes."""
        self.save_revision()
        state = self.current_workflow_state
        if state and state.status == WorkflowState.STATUS_NEEDS_CHANGES:
            state.resume(None)
        elif state is None and (workflow := self.get_workflow()):
            workflow.start(self, None)

    def get_needed(self) -> int:
        """As many as a page, unless the house names this kind: one of them may be who sent it."""
        return settings.APPROVALS.get(self._meta.label_lower, settings.APPROVALS["pages"])

    def publish(self, revision, user=None, **kwargs):
        with transaction.atomic():
            own = self.show(revision.as_object())
            super().publish(revision, user=user, **kwargs)
            type(self).objects.filter(pk=self.pk).update(status=Status.DONE, handled_by=user, **own)
            self.write(is_shown=True, **own)

    @transaction.atomic
    def refuse(self, user, reason: str) -> None:
        """For good; of what is shown already, it is a change that is refused."""
        own = {"latest_revision": self.live_revision, "has_unpublished_changes": False}
        self.end(user, reply=reason, **(own if self.live else {"status": Status.REFUSED, "handled_by": user}))
        self.write(reason=reason)

    def end(self, user=None, **own) -> None:
        """Nobody is asked to approve it any more."""
        if state := self.current_workflow_state:
            state.cancel(user=user)
        type(self).objects.filter(pk=self.pk).update(**own)

    def write(self, **context) -> None:
        """Write to its sender, once this is stored: `is_shown`, a `question` or a `reason` of the team, `is_asked`."""
        transaction.on_commit(lambda: send(self, self.get_messages(**context)))

    def get_messages(self, **context) -> list:
        with override(self.language):
            context = {"thing": self, **context}
            return [make_message(self.received_subject, self.mail, self.email, context, is_answer=True)]


class Sited(Offered):
    """What takes place in a commune, unless it is online."""

    mode = models.CharField(_("where one takes part"), max_length=10, choices=Mode.choices, default=Mode.ON_SITE)
    commune = models.CharField(
        _("town"), max_length=120, blank=True, help_text=_("“Saint-Denis (93)” where several have the same name.")
    )
    department = models.CharField(max_length=3, blank=True, editable=False)

    class Meta(Offered.Meta):
        abstract = True


@receiver(task_rejected, sender=TaskState)
def ask_sender(sender, instance, **kwargs) -> None:
    """What those who approve ask is written to whoever offered it."""
    thing = instance.workflow_state.content_object
    if isinstance(thing, Offered):
        thing.write(question=instance.comment)
