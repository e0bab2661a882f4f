"""The form for printed copies: strict, and clear about what it refuses."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from content.related import get_other_language
from forms.fields import TextField
from forms.guards import GuardedForm

ADDRESS_OF_A_SITE = re.compile(r"https?://|www\.", re.IGNORECASE)


class PrintOrderForm(GuardedForm):
    """A request for printed copies of the works that `page` offers."""

    works = forms.MultipleChoiceField(
        label=_("Books"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Choose at least one work."),
            "invalid_choice": _("One of the works chosen is not offered, or no longer is."),
            "invalid_list": _("Choose at least one work."),
        },
    )
    copies = forms.IntegerField(label=_("Copies of each work"), initial=1, min_value=1)
    name = TextField(label=_("First and last name"), max_length=120, autocomplete="name")
    organisation = TextField(label=_("Organisation"), max_length=160, required=False, autocomplete="organization")
    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=200,
        help_text=_("Expected format: name@example.fr"),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    address = TextField(
        label=_("Postal address"),
        max_length=400,
        rows=3,
        autocomplete="street-address",
        help_text=_("Number and street, building, recipient’s department if need be."),
    )
    postal_code = TextField(label=_("Postal code"), max_length=12, autocomplete="postal-code")
    city = TextField(label=_("City"), max_length=100, autocomplete="address-level2")
    country = TextField(label=_("Country"), max_length=80, initial=_("France"), autocomplete="country-name")
    reason = TextField(
        label=_("Your request"),
        max_length=1500,
        min_length=10,
        rows=5,
        help_text=_("What these copies will be used for: reading, a class, a workshop, a library…"),
    )

    kind = "print order"

    def __init__(self, *arguments, page, **kwargs):
        super().__init__(*arguments, **kwargs)
        self.page = page
        self.works_by_key = {str(work.pk): work for work in page.offered_pages}
        self.fields["works"].choices = [(key, get_label(work)) for key, work in self.works_by_key.items()]
        copies = self.fields["copies"]
        copies.help_text = ngettext_lazy(
            "At most %(n)d copy of each.", "At most %(n)d copies of each.", page.max_copies
        ) % {"n": page.max_copies}
        copies.widget.attrs.update(max=page.max_copies, inputmode="numeric")

    def clean_works(self):
        """The pages themselves, each once."""
        return [self.works_by_key[key] for key in dict.fromkeys(self.cleaned_data["works"])]

    def clean_copies(self):
        copies = self.cleaned_data["copies"]
        if copies > self.page.max_copies:
            raise ValidationError(
                ngettext_lazy(
                    "Ask for at most %(n)d copy of each work.",
                    "Ask for at most %(n)d copies of each work.",
                    self.page.max_copies,
                )
                % {"n": self.page.max_copies}
            )
        return copies

    def clean_name(self):
        name = self.cleaned_data["name"]
        if ADDRESS_OF_A_SITE.search(name):
            raise ValidationError(_("Write a name, not the address of a website."))
        return name


def get_label(work) -> str:
    language = get_other_language(work)
    title = format_html('<span lang="{}">{}</span>', language, work.title) if language else work.title
    return format_html("{} ({})", title, work.display_date) if work.display_date else title
