"""Doing what a preview showed: everything in one transaction, or nothing."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from ..models import PendingImport
from .plan import Fault, Plan, make_plan

#: How much of a value the history keeps.
MAX_LOGGED = 500


class ImportStopped(Exception):
    """Nothing was done: the register changed since the preview (`stale` names the entries), or the plan has faults."""

    def __init__(self, plan: Plan, stale: list[str]):
        self.plan, self.stale = plan, stale


def apply(sheet, pending: PendingImport, user) -> Plan:
    """Do what the preview of `pending` showed, and forget it. Raises ImportStopped, having written nothing."""
    try:
        with transaction.atomic():
            # Whoever confirms twice, or from two windows, finds it gone.
            pending = PendingImport.objects.select_for_update().get(pk=pending.pk)
            plan = make_plan(sheet, pending.rows, user, lock=True)
            stale = find_stale(pending.seen, plan, sheet)
            if stale or not plan.is_possible:
                raise ImportStopped(plan, stale)
            for row in (*plan.changed, *plan.added):
                save_row(sheet, row, pending.file_name, user)
            pending.delete()
    except (IntegrityError, ValidationError) as error:
        plan = make_plan(sheet, pending.rows, user)
        message = " ".join(error.messages) if isinstance(error, ValidationError) else _("The database refused it.")
        plan.faults.append(Fault(0, "", message))
        raise ImportStopped(plan, []) from error
    return plan


def find_stale(seen: dict[str, str], plan: Plan, sheet) -> list[str]:
    """The names of the entries that are not what the preview showed."""
    keys = [pk for pk in seen.keys() | plan.seen.keys() if seen.get(pk) != plan.seen.get(pk)]
    entries = sheet.model._default_manager.in_bulk([int(pk) for pk in keys])
    return sorted(sheet.get_name(entries[int(pk)]) if int(pk) in entries else f"n°\u00a0{pk}" for pk in keys)


def save_row(sheet, row, file_name: str, user) -> None:
    """Save an entry, and tell its history what changed."""
    is_new = row.entry.pk is None
    sheet.save(row.entry, row.values, user)
    changes = [[c.label, c.before[:MAX_LOGGED], c.after[:MAX_LOGGED]] for c in row.changes]
    log(
        instance=row.entry,
        action="registers.import_create" if is_new else "registers.import",
        user=user,
        content_changed=True,
        data={"file": file_name, "changes": changes},
    )
