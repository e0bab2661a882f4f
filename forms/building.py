"""The forms of the form pages, made from what their editors chose."""

from django import forms
from django.core.validators import FileExtensionValidator
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.forms.forms import FormBuilder

from accounts.uploads.contents import check_content

from .fields import TextField
from .guards import GuardedForm

#: What may be sent to us.
EXTENSIONS = ("pdf", "docx", "odt")


class IdentityForm(forms.Form):
    """Who sends it; editors' questions may have any name."""

    sender_name = TextField(label=_("First and last name"), max_length=120, autocomplete="name")
    sender_email = forms.EmailField(
        label=_("E-mail address"),
        max_length=200,
        help_text=_("Expected format: name@example.fr"),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class ConsentForm(forms.Form):
    """Whether one may be quoted, and how."""

    consent_to_quote = forms.BooleanField(
        label=_("I agree that what I wrote may be quoted on this page, once read by the Conseil."), required=False
    )
    consent_signature = TextField(
        label=_("Signed"),
        required=False,
        max_length=120,
        help_text=_("Your name, a first name, a profession… as you would like it to be read. Empty: anonymous."),
    )


#: The fields that are no question: the answer keeps them apart.
OWN = {*IdentityForm.base_fields, *ConsentForm.base_fields}


class PageForm(GuardedForm):
    """The form of a form page."""

    recipient_field = "sender_email"

    def __init__(self, *arguments, kind: str, **kwargs):
        self.kind = kind
        super().__init__(*arguments, **kwargs)

    def get_texts(self) -> list[list[str]]:
        """What was answered, in words: [[label, text], …]."""
        asked = {name: value for name, value in self.cleaned_data.items() if name not in OWN}
        return [[str(self.fields[name].label), say(value)] for name, value in asked.items()]


def say(value) -> str:
    """A value in words; of a file, its name."""
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    if isinstance(value, list):
        return ", ".join(value)
    return date_format(value) if hasattr(value, "year") else str("" if value is None else value)


class Builder(FormBuilder):
    """Wagtail's, with our text fields and a file."""

    def create_singleline_field(self, field, options):
        return TextField(max_length=255, **options)

    def create_multiline_field(self, field, options):
        return TextField(max_length=5000, rows=6, **options)

    def create_document_field(self, field, options):
        del options["initial"]
        widget = forms.FileInput(attrs={"accept": ",".join(f".{name}" for name in EXTENSIONS), "class": "fr-upload"})
        # A file is judged by what it holds.
        checks = [FileExtensionValidator(EXTENSIONS), lambda file: check_content(file, file.name)]
        return forms.FileField(max_length=200, widget=widget, validators=checks, **options)
