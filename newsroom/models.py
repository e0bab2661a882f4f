"""What the newsroom keeps: its approval task, what blocks each page, and what scheduling could not do."""

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from wagtail.models import AbstractGroupApprovalTask, Page, Revision

from . import guard
from .bin.models import BinEntry, SecondLook  # noqa: F401 — the tables of the bin.
from .forms import ReasonForm
from .writing import RevisionText, TextWriter  # noqa: F401 — kept here.


class ApprovalTask(AbstractGroupApprovalTask):
    """An approval by someone of the groups who did not write the text, nor approve it already."""

    def start(self, workflow_state, user=None):
        """Begin the task; when a text is submitted, unless something blocks its publication."""
        thing = guard.get_thing(workflow_state)
        if thing is not None and workflow_state.current_task_state_id is None:
            guard.check_gate(thing)
        return super().start(workflow_state, user=user)

    def get_actions(self, obj, user):
        actions = super().get_actions(obj, user)
        if actions and hasattr(obj, "refuse"):
            actions.append(("refuse", _("Refuse"), True))
        if actions and guard.why_not_approve(obj, user):
            return [action for action in actions if action[0] != "approve"]
        return actions

    @transaction.atomic
    def on_action(self, task_state, user, action_name, **kwargs):
        """Approve or send back; the rules hold here whatever screen or request it comes from."""
        with guard.prepare(task_state, user, action_name, kwargs.get("comment", "")):
            if action_name == "refuse":
                return guard.get_thing(task_state.workflow_state).refuse(user, kwargs["comment"])
            return super().on_action(task_state, user, action_name, **kwargs)

    def get_form_for_action(self, action):
        return ReasonForm if action in ("reject", "refuse") else super().get_form_for_action(action)

    @classmethod
    def get_description(cls):
        return _("Approval by a member of the groups who did not write the text, nor approve it already")

    class Meta:
        verbose_name = _("approval by another person")
        verbose_name_plural = _("approvals by another person")


class PageCheck(models.Model):
    """What the gate found on the latest text of a page that is being written: read by the home page's panel."""

    page = models.OneToOneField(Page, on_delete=models.CASCADE, related_name="gate_check")
    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="+")
    #: Codes of the blocking problems, with repeats.
    codes = models.JSONField(default=list)
    blocking = models.PositiveIntegerField(default=0)
    checked_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("check of a page")
        verbose_name_plural = _("checks of pages")
        indexes = [models.Index(fields=["blocking"], name="newsroom_blocking")]

    def __str__(self):
        return f"{self.page_id}: {self.blocking}"


class ScheduledFailure(models.Model):
    """A scheduled publication or expiry that could not be done; it goes away when it is."""

    class Kind(models.TextChoices):
        PUBLISH = "publish", _("Publication")
        EXPIRE = "expire", _("End of publication")

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="scheduled_failures")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    due_at = models.DateTimeField(_("due at"))
    error = models.TextField(_("error"))
    tries = models.PositiveIntegerField(_("tries"), default=1)
    first_at = models.DateTimeField(_("first failure"), auto_now_add=True)
    last_at = models.DateTimeField(_("last failure"), auto_now=True)

    class Meta:
        verbose_name = _("scheduled publication that failed")
        verbose_name_plural = _("scheduled publications that failed")
        constraints = [models.UniqueConstraint(fields=["page", "kind"], name="newsroom_one_failure")]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.page}"


class ModelPage(models.Model):
    """A page that others are begun from."""

    page = models.OneToOneField(Page, on_delete=models.CASCADE, related_name="model_mark")
    marked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    marked_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("model page")
        verbose_name_plural = _("model pages")

    def __str__(self):
        return str(self.page)


class Powers(models.Model):
    """No table: the permissions of the newsroom that no model carries."""

    class Meta:
        managed = False
        default_permissions = ()
        permissions = [("publish_in_emergency", _("Can publish in an emergency, without the two approvals"))]
        verbose_name = _("newsroom")
        verbose_name_plural = _("newsroom")

    def __str__(self):
        return "powers"
