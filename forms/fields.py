"""Fields of public forms: strict, and clear about what they refuse."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
LINE_BREAK = re.compile(r"[\r\n]")


class TextField(forms.CharField):
    """Text without control characters; on one line unless it is a text area."""

    def __init__(self, *, autocomplete: str = "", rows: int = 0, **kwargs):
        attributes = {"autocomplete": autocomplete} if autocomplete else {}
        if rows:
            kwargs["widget"] = forms.Textarea(attrs={**attributes, "rows": rows})
        else:
            kwargs["widget"] = forms.TextInput(attrs=attributes)
        self.is_line = not rows
        super().__init__(**kwargs)

    def clean(self, value):
        text = super().clean(value)
        if CONTROL.search(text) or (self.is_line and LINE_BREAK.search(text)):
            raise ValidationError(_("This text holds characters that cannot be accepted: write it again by hand."))
        return text
