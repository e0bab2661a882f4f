"""What happens to accounts goes to Wagtail's own log, beside what happens to pages and registers."""

from datetime import timedelta

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import LogFormatter, get_active_log_context
from wagtail.models import ModelLogEntry

from sections.jobs import DAY, job

from .addresses import get_client_address

SIGNED_IN = "accounts.signed_in"
SIGNED_OUT = "accounts.signed_out"
FAILED = "accounts.failed"
CODE_FAILED = "accounts.code_failed"
LOCKED = "accounts.locked"
UNLOCKED = "accounts.unlocked"
FACTOR_ADDED = "accounts.factor_added"
FACTOR_REMOVED = "accounts.factor_removed"
CODES_RENEWED = "accounts.codes_renewed"
CODE_USED = "accounts.recovery_code_used"
PASSWORD_CHANGED = "accounts.password_changed"  # noqa: S105
PASSWORD_ASKED = "accounts.password_asked"  # noqa: S105
RECOVERED = "accounts.recovered"
LINKED = "accounts.linked"
UNLINKED = "accounts.unlinked"
UNKNOWN_IDENTITY = "accounts.unknown_identity"
PROVIDER_ERROR = "accounts.provider_error"
GROUPS_CHANGED = "accounts.groups_changed"
STATUS_CHANGED = "accounts.status_changed"
GROUP_CHANGED = "accounts.group_changed"

LABELS = {
    SIGNED_IN: gettext_lazy("Signed in"),
    SIGNED_OUT: gettext_lazy("Signed out"),
    FAILED: gettext_lazy("Failed sign-in"),
    CODE_FAILED: gettext_lazy("Wrong code of the second factor"),
    LOCKED: gettext_lazy("Locked out"),
    UNLOCKED: gettext_lazy("Account unlocked"),
    FACTOR_ADDED: gettext_lazy("Second factor set up"),
    FACTOR_REMOVED: gettext_lazy("Second factor removed"),
    CODES_RENEWED: gettext_lazy("Recovery codes made anew"),
    CODE_USED: gettext_lazy("Signed in with a recovery code"),
    PASSWORD_CHANGED: gettext_lazy("Password changed"),
    PASSWORD_ASKED: gettext_lazy("Forgotten password: link sent"),
    RECOVERED: gettext_lazy("Account recovered by an administrator"),
    LINKED: gettext_lazy("ProConnect identity linked"),
    UNLINKED: gettext_lazy("ProConnect identity unlinked"),
    UNKNOWN_IDENTITY: gettext_lazy("ProConnect identity refused: no account is linked to it"),
    PROVIDER_ERROR: gettext_lazy("Sign-in by ProConnect refused"),
    GROUPS_CHANGED: gettext_lazy("Groups or permissions of an account changed"),
    STATUS_CHANGED: gettext_lazy("Status of an account changed"),
    GROUP_CHANGED: gettext_lazy("Permissions of a group changed"),
}
#: The object of an entry about nobody known.
NOBODY = "0"


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
    for name, label in LABELS.items():
        formatter = type("Formatter", (Formatter,), {"label": label, "message": label})
        actions.register_action(name)(formatter)


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


def was_recorded(action: str, *, since, instance=None, address: str | None = None) -> bool:
    """Whether such an entry exists after `since`: what goes on is told once."""
    object_id = str(instance.pk) if instance is not None else NOBODY
    entries = ModelLogEntry.objects.filter(action=action, object_id=object_id, timestamp__gte=since)
    return any(entry.data.get("address") == address for entry in entries[:100])


def find_old(kept: timedelta | None = None):
    """The entries about accounts that were kept long enough, `AUDIT_RETENTION` unless said."""
    limit = timezone.now() - (settings.AUDIT_RETENTION if kept is None else kept)
    return ModelLogEntry.objects.filter(action__startswith="accounts.", timestamp__lt=limit)


def purge(kept: timedelta | None = None) -> None:
    """Delete them, with past failed attempts and dead sessions."""
    find_old(kept).delete()
    AccessAttempt.objects.filter(attempt_time__lt=timezone.now() - settings.AXES_COOLOFF_TIME).delete()
    call_command("clearsessions")


@job(gettext_lazy("Deletion of the old entries of the audit log"), every=DAY)
def purge_daily() -> None:
    purge()
