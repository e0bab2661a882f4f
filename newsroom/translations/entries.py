"""What is translated besides pages: the registers whose entries have texts."""

from dataclasses import dataclass
from functools import cache

from django.db.models import CharField, Q, TextField
from django.urls import NoReverseMatch, reverse
from modelcluster.fields import ParentalKey
from wagtail.models import Page, TranslatableMixin, get_translatable_models
from wagtail.permissions import policy_registry
from wagtail_localize.fields import TranslatableField, get_translatable_fields


@dataclass(frozen=True)
class Register:
    """A model whose rows are translated one by one, and its fields that hold texts."""

    model: type
    fields: tuple[str, ...]

    label = property(lambda self: self.model._meta.label_lower)

    def get_rows(self, locale):
        """The rows of a language that have something to translate."""
        filled = Q()
        for name in self.fields:
            filled |= Q(**{f"{name}__gt": ""})
        return self.model.objects.filter(filled, locale=locale)


def may_change(user, model: type) -> bool:
    return policy_registry.get_by_type(model).user_has_permission(user, "change")


@cache
def is_entry(model: type) -> bool:
    """Whether its rows are translated by themselves."""
    if not issubclass(model, TranslatableMixin) or issubclass(model, Page):
        return False
    return not any(isinstance(field, ParentalKey) for field in model._meta.fields)


@cache
def get_registers() -> tuple[Register, ...]:
    """The registers that the admin shows: neither pages, nor what belongs to something else."""
    found = []
    for model in get_translatable_models(include_subclasses=True):
        fields = tuple(
            field.field_name
            for field in get_translatable_fields(model)
            if isinstance(field, TranslatableField)
            and isinstance(model._meta.get_field(field.field_name), (CharField, TextField))
        )
        if is_entry(model) and fields and get_edit_url(model, 0):
            found.append(Register(model, fields))
    return tuple(sorted(found, key=lambda register: str(register.model._meta.verbose_name_plural)))


def get_edit_url(model, pk) -> str:
    """Where the admin edits a row; "" when it does not."""
    if issubclass(model, Page):
        return reverse("wagtailadmin_pages:edit", args=[pk])
    meta = model._meta
    names = (
        f"wagtailsnippets_{meta.app_label}_{meta.model_name}:edit",
        f"{meta.app_label}_{meta.model_name}_modeladmin_edit",
        # Images and documents.
        f"{meta.app_label}:edit",
    )
    for name in names:
        try:
            return reverse(name, args=[pk])
        except NoReverseMatch:
            continue
    return ""
