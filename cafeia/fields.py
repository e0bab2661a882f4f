"""A field for several choices, that one query can filter and count on any database."""

from django import forms
from django.db import models
from django.utils.text import capfirst


class MultipleChoiceField(models.CharField):
    """Several of `choices`, kept as `,one,two,` and read as a list."""

    @staticmethod
    def token(value: str) -> str:
        """What a row that has `value` contains: `filter(field__contains=token(value))`."""
        return f",{value},"

    def contribute_to_class(self, cls, name, **kwargs):
        super().contribute_to_class(cls, name, **kwargs)
        setattr(cls, f"get_{name}_display", lambda row: self.display(row))

    def display(self, row) -> str:
        """The words of what a row has chosen, in the order of the choices."""
        return ", ".join(str(label) for value, label in self.choices if value in getattr(row, self.attname))

    def from_db_value(self, value, expression, connection):
        return self.to_python(value)

    def to_python(self, value):
        if isinstance(value, str):
            return [part for part in value.split(",") if part]
        return list(value or [])

    def get_prep_value(self, value):
        return "".join(f",{part}" for part in value) + "," if isinstance(value, list) and value else (value or "")

    def value_to_string(self, obj):
        return self.get_prep_value(self.value_from_object(obj))

    def validate(self, value, model_instance):
        """Each value is one of the choices."""
        for part in value:
            super().validate(part, model_instance)
        if not value and not self.blank:
            raise forms.ValidationError(self.error_messages["blank"], code="blank")

    def run_validators(self, value):
        super().run_validators(self.get_prep_value(value))

    def formfield(self, **kwargs):
        return forms.MultipleChoiceField(
            choices=self.choices,
            required=not self.blank,
            label=capfirst(self.verbose_name),
            help_text=self.help_text,
            widget=forms.CheckboxSelectMultiple,
        )
