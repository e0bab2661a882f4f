"""Doing what a preview showed: everything in one transaction, or nothing."""

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import get_active_log_context, log
from wagtail.models import ModelLogEntry, Page

from sections.indexes import indexed_at_end

from .plan import Fault, Plan, make_plan

#: How much of a value the history keeps.
MAX_LOGGED = 500


class ImportStopped(Exception):
    """Nothing was done: the register changed since the preview (`stale` names the entries), or the plan has faults."""

    def __init__(self, plan: Plan, stale: list[str]):
        self.plan, self.stale = plan, stale


def apply(sheet, rows: list, seen: dict[str, str], file_name: str, user) -> Plan:
    """Do what a preview showed of `rows` (`seen`: see `Plan`). Raises ImportStopped, having written nothing."""
    try:
        with transaction.atomic(), indexed_at_end():
            plan = check(sheet, rows, seen, user, lock=True)
            sheet.keep_versions(plan)
            for action, planned in (("registers.import", plan.changed), ("registers.import_create", plan.added)):
                for row in planned:
                    sheet.save(row.entry, row.values, user)
                log_rows(planned, action, file_name, user)
            sheet.keep_versions(plan, user)
    except (IntegrityError, ValidationError) as error:
        plan = make_plan(sheet, rows, user)
        message = " ".join(error.messages) if isinstance(error, ValidationError) else _("The database refused it.")
        plan.faults.append(Fault(0, "", message))
        raise ImportStopped(plan, []) from error
    return plan


def check(sheet, rows: list, seen: dict[str, str], user, lock: bool = False) -> Plan:
    """The plan of `rows`, which is what a preview showed, and can be done. Raises ImportStopped."""
    plan = make_plan(sheet, rows, user, lock)
    stale = find_stale(seen, plan, sheet)
    if stale or not plan.is_possible:
        raise ImportStopped(plan, stale)
    return plan


def find_stale(seen: dict[str, str], plan: Plan, sheet) -> list[str]:
    """The names of the entries that are not what the preview showed."""
    keys = [pk for pk in seen.keys() | plan.seen.keys() if seen.get(pk) != plan.seen.get(pk)]
    entries = sheet.model._default_manager.in_bulk([int(pk) for pk in keys])
    return sorted(sheet.get_name(entries[int(pk)]) if int(pk) in entries else f"n°\u00a0{pk}" for pk in keys)


def log_rows(rows: list, action: str, file_name: str, user) -> None:
    """Tell the history of each entry what changed; as `log` does, but in one query for all that are no pages."""
    entries = []
    for row in rows:
        changes = [[c.label, c.before[:MAX_LOGGED], c.after[:MAX_LOGGED]] for c in row.changes]
        told = {"action": action, "user": user, "data": {"file": file_name, "changes": changes}}
        told["content_changed"] = True
        if isinstance(row.entry, Page):
            log(row.entry, **told)
            continue
        kind = ContentType.objects.get_for_model(row.entry, for_concrete_model=False)
        told |= {"timestamp": timezone.now(), "uuid": get_active_log_context().uuid}
        entries.append(ModelLogEntry(content_type=kind, object_id=str(row.entry.pk), label=str(row.entry), **told))
    ModelLogEntry.objects.bulk_create(entries)
