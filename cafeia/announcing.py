"""The public forms of Café IA: to announce a café and tell how it went, to be a volunteer and to write to one."""

import json
import uuid

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.images import get_image_model

from accounts.uploads.contents import make_plain
from events.dates import DAY
from forms.fields import TextField
from forms.guards import GuardedForm
from places.finding import understand

from .choices import Mode
from .models.announcements import Announcement
from .models.facilitators import Exchange, Facilitator

#: A café is announced a year ahead at most, and more than so many places are a mistake.
FARTHEST, MOST_SEATS = 365 * DAY, 5000
AUTOCOMPLETE = {"name": "name", "email": "email", "commune": "address-level2"}


class OfferForm(GuardedForm, forms.ModelForm):
    """A public form of Café IA: who is asked for a name or an address, or for a commune unless all is online, has to
    give it."""

    def __init__(self, *arguments, **kwargs):
        super().__init__(*arguments, **kwargs)
        is_online = self.data.get("mode", self.initial.get("mode")) == Mode.ONLINE
        for name in AUTOCOMPLETE.keys() & self.fields.keys():
            field = self.fields[name]
            field.required = name != "commune" or not is_online
            field.widget.attrs |= {"autocomplete": AUTOCOMPLETE[name], "aria-required": str(field.required).lower()}


class TownForm(OfferForm):
    """It asks in which commune."""

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


class ChangeForm(TownForm):
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


class AnnouncementForm(ChangeForm):
    """The same, with who announces it: twelve questions in four steps.

    The answers of the other steps go along in hidden fields: all are judged again at the last one. A step is left
    once it has no error, those before it neither.
    """

    steps = (
        (_("Who"), ["heading", "name", "email"]),
        (_("Where"), ["mode", "commune", "venue"]),
        (_("When"), ["date", "start_time", "is_weekly"]),
        (_("How"), ["audience", "access", "signup"]),
    )

    class Meta(ChangeForm.Meta):
        fields = [*ChangeForm.Meta.fields, "name", "email"]
        help_texts = {
            "name": _("Yours or that of your organisation. Not shown."),
            "email": _("Not shown: to confirm, and to send you your private link."),
        }

    def __init__(self, *arguments, **kwargs):
        super().__init__(*arguments, **kwargs)
        self.last, asked = len(self.steps) - 1, self.data.get("step", "")
        #: The number of the step that was sent (all at once, if none is named), and of the one to show.
        self.sent, self.step = int(asked) if asked in map(str, range(self.last)) else self.last, 0

    def _post_clean(self):
        is_back = "back" in self.data
        # Of the steps after it, nothing is said yet.
        judged = self.sent - is_back
        for name in {name for _title, names in self.steps[judged + 1 :] for name in names} & set(self._errors):
            del self._errors[name]
        if judged == self.last:
            super()._post_clean()
        wrong = [number for number, (_title, names) in enumerate(self.steps) if self._errors.keys() & set(names)]
        self.step = wrong[0] if wrong else max(judged, 0) if is_back else min(self.sent + 1, self.last)

    @property
    def is_whole(self) -> bool:
        """Whether all was sent, and can be taken in."""
        return self.is_valid() and self.sent == self.last and "back" not in self.data

    @property
    def title(self) -> str:
        return self.steps[self.step][0]

    @property
    def shown_fields(self) -> list:
        return [self[name] for name in self.steps[self.step][1]]

    @property
    def hidden(self) -> list:
        """The bound fields of the other steps, without the words of help that hidden fields may not point to."""
        found = [self[name] for step in self.steps if step is not self.steps[self.step] for name in step[1]]
        for field in found:
            field.help_text = ""
        return found


class FacilitatorForm(TownForm):
    """What a volunteer says of themself."""

    kind = "volunteer"

    class Meta:
        model = Facilitator
        fields = ["shown_name", "mode", "commune", "families", "languages", "presentation"]
        field_classes = dict.fromkeys(["shown_name", "commune"], TextField)
        widgets = {"presentation": forms.Textarea(attrs={"rows": 4})}


class JoinForm(FacilitatorForm):
    """The same, with an address."""

    class Meta(FacilitatorForm.Meta):
        fields = [*FacilitatorForm.Meta.fields, "email"]
        help_texts = {"email": _("Never shown: what people write to you through the site is sent there.")}


class ExchangeForm(OfferForm):
    """What is written to a volunteer."""

    kind = "message"

    class Meta:
        model = Exchange
        fields = ["name", "email", "message", "shares_address"]
        field_classes = {"name": TextField}
        labels = {"name": _("Your name"), "email": _("Your e-mail address")}
        help_texts = {"email": _("You confirm the message by it. It is not given, unless you say so below.")}
        widgets = {"message": forms.Textarea(attrs={"rows": 6})}


class AnswerForm(GuardedForm):
    """What is answered through the site."""

    kind = "message"
    message = TextField(label=_("Your answer"), max_length=2000, rows=6)


class PhotographsInput(forms.FileInput):
    allow_multiple_selected = True


class PhotographsField(forms.FileField):
    """Some photographs, each judged by what it holds."""

    widget = PhotographsInput(attrs={"accept": "image/jpeg,image/png,image/webp", "class": "fr-upload"})
    most = 3

    def clean(self, data, initial=None):
        if len(data) > self.most:
            raise ValidationError(_("Send %(n)d photographs at the most."), params={"n": self.most})
        return [make_plain(super(PhotographsField, self).clean(file)) for file in data]


class StoryForm(OfferForm):
    """How it went."""

    kind = "story"
    told = TextField(label=_("What was said, without anyone’s name"), max_length=3000, rows=6)
    pictures = PhotographsField(label=_("Photographs, three at the most"), required=False, max_length=200)
    captions = TextField(label=_("What each of them shows, a line each"), required=False, max_length=600, rows=3)
    may_show = forms.BooleanField(
        label=_("The people in the photographs agree that they are published, and I may give them"), required=False
    )
    field_order = ["participants", "told", "pictures", "captions", "may_show", "proposal"]

    class Meta:
        model = Announcement
        fields = ["participants", "told", "proposal"]
        labels = {"proposal": _("A format or a resource that you propose to others")}

    def _post_clean(self):
        data, files = self.cleaned_data, self.cleaned_data.get("pictures") or []
        lines = [line.strip()[:255] for line in data.get("captions", "").splitlines() if line.strip()]
        if files and not data.get("may_show"):
            self.add_error("may_show", _("Photographs are published with the agreement of who is in them only."))
        if len(lines) != len(files):
            self.add_error("captions", _("Write one line for each photograph: what it shows."))
        super()._post_clean()
        figures = []
        for file, words in zip(files, lines, strict=False) if not self._errors else ():
            # In the library, nobody outside reads it before it is on a page.
            image = get_image_model().objects.create(title=words, file=file)
            own = {"image": image.pk, "alt": words, "credit": gettext("photograph sent by the host")}
            figures.append({"type": "figure", "id": str(uuid.uuid4()), "value": own})
        if figures:
            self.instance.photographs = json.dumps(figures)
