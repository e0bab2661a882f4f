"""System checks: a relation to a register cannot be forgotten when two entries are merged, nor an entry's approval."""

from collections import Counter
from collections.abc import Iterator

from django.apps import apps
from django.core import checks
from modelcluster.fields import ParentalKey
from wagtail import blocks
from wagtail.coreutils import resolve_model_string
from wagtail.models import Page
from wagtail.snippets.models import get_snippet_models

from sections.approved import Approved
from sections.models import Referenced

from .batches import sheets
from .merging.relations import get_relations, registers
from .searchable import SearchableEntry


@checks.register()
def check_relations(app_configs, **kwargs) -> list:
    """Each model that points to a register says by what two of its rows are the same."""
    errors = []
    for model in sorted(registers, key=lambda model: model._meta.label):
        for relation in get_relations(model):
            if not relation.is_declared:
                message = f"{relation} points to the register {model._meta.label}: what becomes of its rows in a merge?"
                hint = (
                    "Give the model `merge_identity`: the other fields by which two of its rows are the same (one of "
                    "them is kept), () if they never are."
                )
                errors.append(checks.Error(message, hint=hint, obj=relation.model, id="registers.E001"))
            elif relation.field.target_field != model._meta.pk:
                message = f"{relation} does not point to the primary key: merging cannot follow it."
                errors.append(checks.Error(message, obj=relation.model, id="registers.E002"))
    return errors


def find_choosers(block: blocks.Block) -> Iterator[blocks.ChooserBlock]:
    """What chooses something in a text, however deep."""
    if isinstance(block, blocks.ChooserBlock):
        yield block
    inside = [*getattr(block, "child_blocks", {}).values(), getattr(block, "child_block", None)]
    for child in filter(None, inside):
        yield from find_choosers(child)


@checks.register()
def check_texts(app_configs, **kwargs) -> list:
    """Merging follows fields: no text chooses an entry of a register."""
    fields = [field for model in apps.get_models() for field in model._meta.local_fields]
    return [
        checks.Error(
            f"{field} chooses entries of a register, which merging does not follow there.",
            hint="Choose them by a field, or by a row of the page.",
            obj=field.model,
            id="registers.E005",
        )
        for field in fields
        for block in find_choosers(getattr(field, "stream_block", None))
        if resolve_model_string(block.target_model) in registers
    ]


@checks.register()
def check_headings(app_configs, **kwargs) -> list:
    """A spreadsheet can be read again: each of its headings is one column, in every language."""
    errors = []
    for model, make_sheet in sheets.items():
        counts = Counter(label for column in make_sheet().columns for label in column.get_labels())
        if doubles := sorted(label for label, count in counts.items() if count > 1):
            message = f"Several columns of the spreadsheet of {model._meta.label} are called {', '.join(doubles)}."
            errors.append(checks.Error(message, hint="Give the fields other names.", obj=model, id="registers.E004"))
    return errors


@checks.register()
def check_approval(app_configs, **kwargs) -> list:
    """What has an identifier, a result in the search or a screen of its own in the admin is public, and approved."""
    shown = {*get_snippet_models(), *sheets}
    return [
        checks.Error(
            f"{model._meta.label} is public, and nobody approves what is written of it.",
            hint="Give it the base `sections.approved.Approved`.",
            obj=model,
            id="registers.E003",
        )
        for model in apps.get_models()
        if (issubclass(model, (Referenced, SearchableEntry)) or model in shown)
        and not issubclass(model, (Page, Approved))
        and not any(isinstance(field, ParentalKey) for field in model._meta.concrete_fields)
    ]
