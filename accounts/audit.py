"""What happens to accounts goes to Wagtail's own log, beside what happens to pages and registers."""

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import LogFormatter, get_active_log_context
from wagtail.models import ModelLogEntry

from sections.jobs import DAY, job

from .addresses import get_client_address

#: The object of an entry about nobody known.
NOBODY = "0"


class Action(models.TextChoices):
    """What may happen to an account, as the log calls it and as it is said."""

    SIGNED_IN = "accounts.signed_in", gettext_lazy("Signed in")
    SIGNED_OUT = "accounts.signed_out", gettext_lazy("Signed out")
    FAILED = "accounts.failed", gettext_lazy("Failed sign-in")
    CODE_FAILED = "accounts.code_failed", gettext_lazy("Wrong code of the second factor")
    LOCKED = "accounts.locked", gettext_lazy("Locked out")
    UNLOCKED = "accounts.unlocked", gettext_lazy("Account unlocked")
    FACTOR_ADDED = "accounts.factor_added", gettext_lazy("Second factor set up")
    FACTOR_REMOVED = "accounts.factor_removed", gettext_lazy("Second factor removed")
    CODES_RENEWED = "accounts.codes_renewed", gettext_lazy("Recovery codes made anew")
    CODE_USED = "accounts.recovery_code_used", gettext_lazy("Signed in with a recovery code")
    PASSWORD_CHANGED = "accounts.password_changed", gettext_lazy("Password changed")  # noqa: S105
    RECOVERED = "accounts.recovered", gettext_lazy("Account recovered by an administrator")
    LINKED = "accounts.linked", gettext_lazy("ProConnect identity linked")
    UNLINKED = "accounts.unlinked", gettext_lazy("ProConnect identity unlinked")
    UNKNOWN_IDENTITY = (
        "accounts.unknown_identity",
        gettext_lazy("ProConnect identity refused: no account is linked to it"),
    )
    PROVIDER_ERROR = "accounts.provider_error", gettext_lazy("Sign-in by ProConnect refused")
    GROUPS_CHANGED = "accounts.groups_changed", gettext_lazy("Groups or permissions of an account changed")
    STATUS_CHANGED = "accounts.status_changed", gettext_lazy("Status of an account changed")
    GROUP_CHANGED = "accounts.group_changed", gettext_lazy("Permissions of a group changed")


class Formatter(LogFormatter):
    """The label of an action, then what it added, removed or says."""

    def format_message(self, log_entry):
        details = describe(log_entry.data)
        return f"{self.label} – {details}" if details else self.label


def describe(data: dict) -> str:
    """What an entry says besides its action, in the reader's language."""
    parts = []
    if data.get("added"):
        parts.append(_("added: %(names)s") % {"names": ", ".join(data["added"])})
    if data.get("removed"):
        parts.append(_("removed: %(names)s") % {"names": ", ".join(data["removed"])})
    if data.get("reason"):
        parts.append(str(data["reason"]))
    return " – ".join(parts)


def register(actions) -> None:
    """Tell Wagtail the actions of this app."""
    for action in Action:
        formatter = type("Formatter", (Formatter,), {"label": action.label, "message": action.label})
        actions.register_action(action.value)(formatter)


def record(request, action: str, *, instance=None, user=None, label: str = "", **data) -> ModelLogEntry:
    """Write one entry about `instance` (an account, a group), done by `user`.

    Without `instance`, the entry is about nobody known and bears `label`. The address is kept when
    there is a request; empty details are left out.
    """
    if request is not None:
        data["address"] = get_client_address(request)
    model = instance.__class__ if instance is not None else get_user_model()
    return ModelLogEntry.objects.create(
        content_type=ContentType.objects.get_for_model(model),
        object_id=str(instance.pk) if instance is not None else NOBODY,
        label=(str(instance) if instance is not None else label)[:255],
        user=user or get_active_log_context().user,
        action=action,
        timestamp=timezone.now(),
        uuid=get_active_log_context().uuid,
        data={name: value for name, value in data.items() if value},
    )


def forget_name(instance) -> None:
    """The history of what was done with something stays, without the name that it bore."""
    label = str(instance._meta.verbose_name)
    ModelLogEntry.objects.for_instance(instance).update(label=label)


def was_recorded(action: str, *, since, instance=None, address: str | None = None) -> bool:
    """Whether such an entry exists after `since`: what goes on is told once."""
    object_id = str(instance.pk) if instance is not None else NOBODY
    entries = ModelLogEntry.objects.filter(action=action, object_id=object_id, timestamp__gte=since)
    return any(entry.data.get("address") == address for entry in entries[:100])


@job(gettext_lazy("Deletion of the old entries of the audit log"), every=DAY)
def purge_daily() -> None:
    """Delete what was kept long enough about accounts, with past failed attempts and dead sessions."""
    limit = timezone.now() - settings.AUDIT_RETENTION
    ModelLogEntry.objects.filter(action__startswith="accounts.", timestamp__lt=limit).delete()
    AccessAttempt.objects.filter(attempt_time__lt=timezone.now() - settings.AXES_COOLOFF_TIME).delete()
    call_command("clearsessions")
