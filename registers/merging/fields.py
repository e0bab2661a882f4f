"""The values of a merged entry: which field comes from which of the two."""

import dataclasses
import hashlib
import json

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.models import TranslatableMixin

from sections.approved import STATE

from ..sheets.columns import make_column

#: What identifies an entry: the kept one keeps its own.
IDENTITY = frozenset({"slug", "reference", "locale", "translation_key"})
#: Lists of names, one a line: both are kept.
ALIASES = "aliases"
KEPT, OTHER = "kept", "other"


@dataclasses.dataclass
class FieldChoice:
    """One field of two entries, as texts; `chosen` is what is proposed: a value rather than nothing."""

    name: str
    label: str
    kept: str
    other: str
    chosen: str = KEPT

    @property
    def differs(self) -> bool:
        return self.kept != self.other


def get_fields(model: type) -> list[models.Field]:
    """The fields between which an editor chooses."""
    return [
        field
        for field in model._meta.concrete_fields
        if field.editable and not field.primary_key and field.name not in IDENTITY | STATE | {ALIASES}
    ]


def write_value(field, entry) -> str:
    return str(getattr(entry, field.name) or "") if field.is_relation else make_column(field).write(entry)


def get_choices(kept, other) -> list[FieldChoice]:
    """The fields of two entries of one language, in the order of the model."""
    found = []
    for field in get_fields(type(kept)):
        chosen = OTHER if is_blank(field, kept) and not is_blank(field, other) else KEPT
        label, values = str(capfirst(field.verbose_name)), [write_value(field, entry) for entry in (kept, other)]
        found.append(FieldChoice(field.name, label, *values, chosen))
    return found


def is_blank(field, entry) -> bool:
    """Whether nothing is said: an unticked box, and a kind left at its default, say nothing."""
    value = getattr(entry, field.attname)
    return value in (None, "", False) or (field.has_default() and field.get_default() == value and bool(field.choices))


def get_state(entry) -> str:
    """A fingerprint of an entry: a merge is refused when it changed since it was shown."""
    fields = [field for field in type(entry)._meta.concrete_fields if field.name not in STATE]
    values = [str(getattr(entry, field.attname)) for field in fields]
    return hashlib.sha256(json.dumps(values).encode()).hexdigest()[:32]


def take_values(kept, other, choices: dict[str, str], as_chosen: bool = True) -> dict[str, list[str]]:
    """Give `kept` the values chosen, and the names of both; return {label: [before, after]} of what changed.

    An empty value can be chosen too, but of the entries that were shown only: a translation, which
    was not (`as_chosen` is False), keeps what it says.
    """
    names = [kept.name, getattr(kept, "acronym", ""), other.name, getattr(other, "acronym", "")]
    changes = {}
    for field in get_fields(type(kept)):
        if choices.get(field.name, KEPT) == OTHER and (as_chosen or not is_blank(field, other)):
            before = write_value(field, kept)
            setattr(kept, field.attname, getattr(other, field.attname))
            if before != write_value(field, kept):
                changes[str(capfirst(field.verbose_name))] = [before, write_value(field, kept)]
    if hasattr(kept, ALIASES):
        before = kept.aliases
        kept.aliases = join_aliases(kept, [*kept.aliases.splitlines(), *other.aliases.splitlines(), *names])
        if kept.aliases != before:
            changes[str(_("other spellings"))] = [before, kept.aliases]
    return changes


def join_aliases(entry, names: list[str]) -> str:
    """Names one a line, each once whatever its case, without those that the entry shows."""
    shown = {name.casefold() for name in (entry.name, getattr(entry, "acronym", "")) if name}
    found: dict[str, str] = {}
    for name in (" ".join(name.split()) for name in names):
        if name and name.casefold() not in shown:
            found.setdefault(name.casefold(), name)
    return "\n".join(found.values())


def get_synchronised(model: type) -> list[str]:
    """The fields that translations of one entry share, but for its address."""
    if not issubclass(model, TranslatableMixin):
        return []
    fields = getattr(model, "override_translatable_fields", [])
    shared = [f.field_name for f in fields if getattr(f, "overridable", True) is False and "Sync" in type(f).__name__]
    concrete = {field.name for field in model._meta.concrete_fields}
    return [name for name in shared if name in concrete and name not in IDENTITY]
