"""Everything that can point to an entry, found by Django's own registry of models: nothing is listed by hand."""

import dataclasses
from collections.abc import Iterator

from django.db import models

#: The registers whose entries can be merged. Rows of one are never the same because they point to one entry.
registers: set[type] = set()


def mergeable(model: type) -> type:
    """Decorate a model whose entries can be merged: a check looks at everything that points to them."""
    registers.add(model)
    return model


@dataclasses.dataclass(frozen=True)
class Relation:
    """A foreign key to a register, rows of many-to-many relations included."""

    model: type
    field: models.ForeignKey

    @property
    def is_declared(self) -> bool:
        return hasattr(self.model, "merge_identity") or self.model in registers or self.is_automatic

    @property
    def is_automatic(self) -> bool:
        """Whether the rows are those of a many-to-many relation without a model of its own."""
        return bool(self.model._meta.auto_created)

    @property
    def identity(self) -> tuple[str, ...] | None:
        """The other fields by which two rows that point to the same entry are one; None if they never are.

        A model says so by its attribute `merge_identity`, a tuple of names of fields.
        """
        if self.is_automatic:
            foreign = [f.name for f in self.model._meta.concrete_fields if f.is_relation]
            return tuple(name for name in foreign if name != self.field.name)
        return getattr(self.model, "merge_identity", None) or None

    def __str__(self):
        return f"{self.model._meta.label}.{self.field.name}"


def get_relations(model: type) -> Iterator[Relation]:
    """Every foreign key to `model`, those without a reverse name included."""
    for found in model._meta.get_fields(include_hidden=True):
        if found.auto_created and not found.concrete and (found.one_to_many or found.one_to_one):
            if isinstance(found.field, models.ForeignKey) and not found.field.model._meta.proxy:
                yield Relation(found.field.model, found.field)
