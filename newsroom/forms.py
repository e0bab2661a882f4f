"""Forms of the newsroom: a reason is always asked of who says no, or hurries."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ReasonForm(forms.Form):
    """Why a page is sent back: shown to its authors, and written in their mail."""

    comment = forms.CharField(
        label=_("What is to be changed"),
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("Shown to the authors, and sent to them."),
    )


class EmergencyForm(forms.Form):
    """Why a page is published without its two approvals."""

    reason = forms.CharField(
        label=_("Reason"),
        min_length=10,
        max_length=1000,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("Kept in the page’s history, and sent to those who publish."),
    )
