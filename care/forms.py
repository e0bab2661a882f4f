"""The forms of care."""

import datetime

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .models import SharedDraft

DURATIONS = [(1, _("One day")), (7, _("One week")), (14, _("Two weeks")), (30, _("Thirty days"))]


class SharingForm(forms.ModelForm):
    days = forms.TypedChoiceField(label=_("Open for"), choices=DURATIONS, coerce=int, initial=7)

    class Meta:
        model = SharedDraft
        fields = ["recipient"]

    def get_end(self) -> datetime.datetime:
        return timezone.now() + datetime.timedelta(days=self.cleaned_data["days"])


class ReviewForm(forms.Form):
    months = forms.IntegerField(
        label=_("Period of this page, in months"),
        required=False,
        min_value=0,
        max_value=120,
        help_text=_("Left empty: that of its type. 0: the page is never to be reviewed."),
    )
