"""What an import would change: worked out for the preview, and again before it is done."""

import dataclasses

from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from ..uploads import FileRefused
from .cells import get_too_long, normalise, restore, squash
from .columns import Column, LanguageColumn, PrimaryKeyColumn
from .files import Line

#: Errors that are worked out: a file that has more is not the right one.
MAX_ERRORS = 200
#: Entries that one import may change: each is indexed and logged, in the time that a request has.
MAX_CHANGES = 500
#: Lines that a preview shows of each kind.
MAX_SHOWN = 300


@dataclasses.dataclass
class Change:
    """A value of a field, before and after, as the spreadsheet writes it."""

    label: str
    before: str
    after: str


@dataclasses.dataclass
class PlannedRow:
    """A line that changes or adds an entry; `values` are those to assign, by column."""

    line: int
    name: str
    entry: object
    values: dict[Column, object]
    changes: list[Change]


@dataclasses.dataclass
class Fault:
    """What is wrong with a line; `column` is "" for the line as a whole."""

    line: int
    column: str
    message: str


@dataclasses.dataclass
class Plan:
    """What a file would do. Nothing can be done while there are faults."""

    changed: list[PlannedRow] = dataclasses.field(default_factory=list)
    added: list[PlannedRow] = dataclasses.field(default_factory=list)
    unchanged: int = 0
    faults: list[Fault] = dataclasses.field(default_factory=list)
    #: {pk as text: fingerprint} of the entries that the file names.
    seen: dict[str, str] = dataclasses.field(default_factory=dict)

    @property
    def is_possible(self) -> bool:
        return not self.faults and bool(self.changed or self.added)


def show_plan(plan: Plan) -> dict:
    """What a preview shows of a plan (`registers/plan.html`)."""
    return {
        "plan": plan,
        "changed": [row for row in plan.changed if row.changes][:MAX_SHOWN],
        "added": [row for row in plan.added if row.changes][:MAX_SHOWN],
        "more": max(0, len(plan.changed) - MAX_SHOWN) + max(0, len(plan.added) - MAX_SHOWN),
    }


def match_headings(sheet, line: Line) -> list[Column]:
    """The column of each cell of the headings. Raises FileRefused, with the faults."""
    number, cells = line
    faults, columns = [], []
    known = {label: column for column in sheet.columns for label in column.get_labels()}
    for cell in cells:
        column = known.get(squash(restore(cell)))
        if column is None:
            faults.append(Fault(number, cell[:60], _("The register has no such column.")))
        elif column in columns:
            faults.append(Fault(number, cell[:60], _("This column is there twice.")))
        columns.append(column)
    if not any(isinstance(column, PrimaryKeyColumn) for column in columns):
        message = _("The column “N°” is missing: it says which entry a line is. Start from an export.")
        faults.insert(0, Fault(number, "", message))
    if faults:
        raise FileRefused(faults=faults[:MAX_ERRORS])
    return columns


def make_rows(columns: list[Column], lines: list[Line]) -> tuple[list, list[Fault]]:
    """([[line, {column name: text}]], faults): what is kept of a file between its preview and its confirmation."""
    rows, faults = [], []
    for number, cells in lines:
        if len(cells) > len(columns):
            faults.append(Fault(number, "", _("This line has more cells than there are headings.")))
        rows.append([number, {c.name: normalise(restore(text)) for c, text in zip(columns, cells, strict=False)}])
    return rows, faults


def make_plan(sheet, rows: list, user, lock: bool = False) -> Plan:
    """What `rows` would do, in a number of queries that depends on what changes only."""
    plan = Plan()
    pks = [read_pk(cells) for _line, cells in rows]
    entries = sheet.load({pk for pk in pks if pk}, lock)
    plan.seen = {str(pk): sheet.fingerprint(entry) for pk, entry in entries.items()}
    done: set[int] = set()
    taken: dict[str, set] = {}
    for (line, cells), pk in zip(rows, pks, strict=True):
        if len(plan.faults) >= MAX_ERRORS:
            break
        if len(plan.changed) + len(plan.added) > MAX_CHANGES:
            message = _("The file changes more than %(n)d entries: cut it into several.") % {"n": MAX_CHANGES}
            plan.faults.append(Fault(0, "", message))
            break
        if pk == 0:
            plan.faults.append(Fault(line, "N°", _("This is not the number of an entry.")))
        elif pk and pk not in entries:
            plan.faults.append(Fault(line, "N°", _("The register has no entry of this number.")))
        elif pk in done:
            plan.faults.append(Fault(line, "N°", _("This entry is there twice.")))
        else:
            plan_row(plan, sheet, line, cells, entries.get(pk), user, taken)
        if pk:
            done.add(pk)
    return plan


def read_pk(cells: dict) -> int | None:
    """The number of an entry; None for a new one, 0 for what is no number."""
    text = cells.get(PrimaryKeyColumn.KEY, "")
    if not text:
        return None
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0


def plan_row(plan: Plan, sheet, line: int, cells: dict, entry, user, taken: dict) -> None:
    """Add to `plan` what one line does, or what is wrong with it."""
    faults: list[Fault] = []
    is_new = entry is None
    if is_new:
        language = next((cells.get(c.name, "") for c in sheet.columns if isinstance(c, LanguageColumn)), "")
        try:
            entry = sheet.make(language, user)
        except ValueError as error:
            plan.faults.append(Fault(line, str(_("Language")), str(error)))
            return
    waits = sheet.has_draft(entry)
    values, changes = read_row(sheet, line, cells, entry, is_new, faults)
    if not values and not faults:
        plan.unchanged += 1
        return
    name = (changes[0].after if changes else "") if is_new else sheet.get_name(entry)
    for column, value in values.items():
        column.assign(entry, value)
    try:
        sheet.check_allowed(entry, user)
    except PermissionDenied:
        # Nor is anything shown of it.
        message = _("You may not add an entry.") if is_new else _("You may not change this entry.")
        plan.faults.append(Fault(line, "", message))
        return
    if waits or (is_new and sheet.has_draft(entry)):
        message = _("A draft of this entry waits: have it approved, or go back to the version that is online, first.")
        plan.faults.append(Fault(line, "", message))
        return
    if not faults:
        check_row(sheet, line, entry, values, taken, faults)
    plan.faults += faults
    row = PlannedRow(line, name, entry, values, changes)
    (plan.added if is_new else plan.changed).append(row)


def read_row(sheet, line: int, cells: dict, entry, is_new: bool, faults: list[Fault]):
    """(values by column, changes) of one line; a cell that says what the register says is no change."""
    values: dict[Column, object] = {}
    changes: list[Change] = []
    for column in sheet.columns:
        text = cells.get(column.name)
        if text is None or text == get_too_long() or isinstance(column, PrimaryKeyColumn):
            continue
        before = column.write(entry)
        if text == normalise(before):
            continue
        if is_new and not column.editable:
            if text and not isinstance(column, LanguageColumn):
                faults.append(Fault(line, column.label, _("Leave this column empty: the site fills it.")))
            continue
        try:
            value = column.read(text, entry)
        except (ValueError, ValidationError) as error:
            said = " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
            faults.append(Fault(line, column.label, said))
            continue
        if value != column.get_value(entry):
            values[column] = value
            changes.append(Change(column.label, before, column.format(value)))
    return values, changes


def check_row(sheet, line: int, entry, values: dict, taken: dict, faults: list[Fault]) -> None:
    """Say whether the entry holds as it has become."""
    if not entry.pk:
        sheet.complete(entry, taken.setdefault(f"slug-{getattr(entry, 'locale_id', '')}", set()))
    labels = {column.field.name: column.label for column in sheet.columns}
    try:
        sheet.validate(entry, {column.field.name for column in values})
    except ValidationError as error:
        found = error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
        for name, messages in found.items():
            faults.append(Fault(line, labels.get(name, ""), " ".join(messages)))
        return
    for fields in get_unique_fields(sheet.model):
        if not entry.pk or set(fields) & {column.field.name for column in values}:
            own = tuple(str(getattr(entry, sheet.model._meta.get_field(name).attname)) for name in fields)
            same = taken.setdefault("/".join(fields), set())
            if own in same:
                faults.append(Fault(line, labels.get(fields[0], ""), _("Another line of the file has the same value.")))
            same.add(own)


def get_unique_fields(model: type) -> list[tuple[str, ...]]:
    """The fields that together are unique in a register, but for keys that the site makes."""
    opts = model._meta
    single = [(field.name,) for field in opts.local_concrete_fields if field.unique and not field.primary_key]
    constraints = [tuple(c.fields) for c in opts.constraints if getattr(c, "fields", ()) and not c.condition]
    return [
        names for names in (*single, *map(tuple, opts.unique_together), *constraints) if "translation_key" not in names
    ]
