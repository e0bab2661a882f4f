"""System checks: a relation to a register cannot be forgotten when two entries are merged."""

from django.core import checks

from .merging.relations import get_relations, registers


@checks.register()
def check_relations(app_configs, **kwargs) -> list:
    """Each model that points to a register says by what two of its rows are the same."""
    errors = []
    for model in sorted(registers, key=lambda model: model._meta.label):
        for relation in get_relations(model):
            if not relation.is_derived and not relation.is_declared:
                errors.append(
                    checks.Error(
                        f"{relation} points to the register {model._meta.label}, and does not say what becomes of "
                        "its rows when two entries are merged.",
                        hint="Give the model `merge_identity`: the other fields by which two of its rows are the "
                        "same (one of them is kept), () if they never are; or `is_derived = True` if its rows are "
                        "made from the entry and go with it.",
                        obj=relation.model,
                        id="registers.E001",
                    )
                )
            elif relation.field.target_field != model._meta.pk:
                errors.append(
                    checks.Error(
                        f"{relation} does not point to the primary key: merging cannot follow it.",
                        obj=relation.model,
                        id="registers.E002",
                    )
                )
    return errors
