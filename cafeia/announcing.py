"""The form by which a host announces a café, and changes it."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.dates import DAY
from forms.fields import TextField
from forms.guards import GuardedForm
from places.finding import understand

from .models.announcements import Announcement, Mode

#: A café is announced a year ahead at most, and more than so many places are a mistake.
FARTHEST, MOST_SEATS = 365 * DAY, 5000


class ChangeForm(GuardedForm, forms.ModelForm):
    """What a host says of the café."""

    kind = "café"

    class Meta:
        model = Announcement
        fields = ["heading", "mode", "commune", "venue", "date", "start_time", "is_weekly"]
        fields += ["audience", "access", "signup"]
        field_classes = dict.fromkeys(["heading", "commune", "venue", "access", "signup", "name"], TextField)
        widgets = {
            "date": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "start_time": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        }

    def clean_date(self):
        date = self.cleaned_data["date"]
        if not timezone.localdate() <= date <= timezone.localdate() + FARTHEST:
            raise ValidationError(_("Choose a day from today to a year from now."))
        return date

    def clean_signup(self):
        signup = self.cleaned_data["signup"]
        if signup.isdecimal() and signup.isascii():
            if not 0 < int(signup[:9]) <= MOST_SEATS:
                raise ValidationError(_("Write a number of places from 1 to %(n)s."), params={"n": MOST_SEATS})
        elif signup:
            wrong = _("Write an address that begins with https://, or a number of places.")
            URLValidator(schemes=["https", "http"], message=wrong)(signup)
        return signup

    def clean(self):
        data = super().clean()
        self.instance.department = ""
        if data.get("mode") == Mode.ONLINE:
            data["commune"] = ""
        elif "commune" not in self.errors:
            meaning = understand(data["commune"])
            if meaning.spot and meaning.spot.department and not meaning.is_guess:
                data["commune"], self.instance.department = meaning.spot.name, meaning.spot.department
            else:
                towns = ", ".join(spot.words for spot in meaning.spots if spot.department)
                error = (
                    _("Write the name of a commune of France: %(towns)s.")
                    if towns
                    else _("Write the name of a commune of France.")
                )
                self.add_error("commune", ValidationError(error, params={"towns": towns}))
        return data


class AnnouncementForm(ChangeForm):
    """The same, with who announces it: twelve questions."""

    class Meta(ChangeForm.Meta):
        fields = [*ChangeForm.Meta.fields, "name", "email"]
        help_texts = {
            "name": _("Yours or that of your organisation. Not shown."),
            "email": _("Not shown: to confirm, and to send you your private link."),
        }

    def __init__(self, *arguments, **kwargs):
        super().__init__(*arguments, **kwargs)
        self.fields["name"].required = self.fields["email"].required = True
