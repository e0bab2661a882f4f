"""What stands before every public form: a trap, a proof of work or a delay, limits by network and by recipient.

A browser that runs our script sends a proof of work (ALTCHA's protocol), which serves once. Another one passes
too, if the form was open for some seconds: fewer of these are taken, and whoever gave an e-mail address is asked
to confirm by it (`forms.receiving`).
"""

import datetime
import json
import time
from collections.abc import Mapping

import altcha
from django import forms
from django.conf import settings
from django.core import signing
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from accounts.addresses import get_counted_address

from .limits import HOUR, count

#: Its name tells robots to fill it; people are told not to, and do not see it. No label gives a field this name.
HONEYPOT = "website-url"
#: What is posted beside the fields: when the form was opened, signed, and the proof of work.
OPENED, PROOF = "form-opened", "form-proof"
#: Seconds that a form without a proof was open for, at least and at most.
SHORTEST, LONGEST = 3, 24 * 3600
#: How long a challenge can be answered, and the numbers that are tried: a second or two of a telephone.
VALID, NUMBERS = 2 * HOUR, 50_000
#: How often an hour the same form is taken from one network, with and without a proof; mails to one address a day.
LIMITS = {"network": 20, "unproved": 5, "recipient": 10}


def get_key() -> str:
    return salted_hmac("forms.proof", "altcha", algorithm="sha256").hexdigest()


def make_challenge(kind: str) -> dict:
    """A challenge for forms of this kind, as ALTCHA's scripts read it."""
    options = {"hmac_key": get_key(), "max_number": NUMBERS, "params": {"form": kind}}
    return altcha.create_challenge_v1(altcha.ChallengeOptionsV1(expires=timezone.now() + VALID, **options)).to_dict()


def read_proof(text: str, kind: str) -> str:
    """The challenge that `text`, whatever it is, answers in time for forms of this kind; "" for none."""
    try:
        payload = altcha.PayloadV1.from_base64(text[:2000])
        is_right, _reason = altcha.verify_solution_v1(payload, get_key())
        is_right = is_right and payload.parse_salt()[2].get("form") == [kind]
    except Exception:  # noqa: BLE001 — the library reads what anybody sends as it comes.
        return ""
    return payload.challenge if is_right else ""


def get_opened(text: str) -> float:
    """Seconds since a form was opened, by what it says of itself; -1 when that is none of ours."""
    try:
        return time.time() - float(signing.loads(text, salt=OPENED))
    except (signing.BadSignature, TypeError, ValueError):
        return -1


class GuardedForm(forms.Form):
    """A public form. `is_valid()` asks its guards last, when nothing else is wrong; `status` is the answer's."""

    #: What is counted together; each page of a type that editors make is another.
    kind = ""
    #: The field with the address that is written to.
    recipient_field = "email"
    status = 200
    #: Whether a proof of work came with it.
    is_proved = False

    def __init__(self, data: Mapping | None = None, *arguments, request, **kwargs):
        kwargs.setdefault("label_suffix", "")
        super().__init__(data, *arguments, **kwargs)
        self.request = request
        self.use_required_attribute = False
        for field in self.fields.values():
            if not isinstance(field.widget, forms.CheckboxInput | forms.RadioSelect | forms.FileInput):
                is_choice = isinstance(field.widget, forms.Select)
                field.widget.attrs["class"] = "fr-select" if is_choice else "fr-input"
            if field.required and not isinstance(field.widget, forms.RadioSelect):
                field.widget.attrs["aria-required"] = "true"
        self.fields[HONEYPOT] = forms.CharField(
            label=_("Leave this field empty: it is there to catch robots"),
            required=False,
            max_length=200,
            widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
        )

    @property
    def guard(self) -> dict:
        """What `forms/guard.html` puts into the form; anew each time it is shown."""
        opened = signing.dumps(int(time.time()), salt=OPENED)
        return {"trap": self[HONEYPOT], "opened": opened, "challenge": json.dumps(make_challenge(self.kind))}

    @property
    def shown_fields(self) -> list:
        """The bound fields but for the trap."""
        return [self[name] for name in self.fields if name != HONEYPOT]

    @property
    def faulty_fields(self) -> list:
        """The bound fields with an error, in order: what the summary of errors leads to."""
        return [field for field in self if field.errors]

    def answer(self, response):
        """`response`, which shows the form, with what its guards say of it."""
        response.status_code = self.status
        if self.status == 429:
            response["Retry-After"] = str(int(HOUR.total_seconds()))
        return response

    def _post_clean(self):
        super()._post_clean()
        if self.cleaned_data.pop(HONEYPOT, ""):
            self.add_error(HONEYPOT, _("This field must stay empty: it catches robots. Empty it, then send again."))
        if self._errors:
            return
        challenge = read_proof(self.data.get(PROOF) or "", self.kind)
        self.is_proved = bool(challenge)
        if challenge and count("proof", challenge, window=VALID + HOUR) > 1:
            self.add_error(None, _("This form was sent already. To send another one, send it again."))
        elif not self.is_proved and not SHORTEST <= get_opened(self.data.get(OPENED) or "") <= LONGEST:
            self.add_error(None, _("Nothing is sent yet: read what you wrote once more, then send it."))
        elif self.is_over_limits():
            self.status = 429
            self.add_error(
                None,
                _(
                    "Several requests have been sent from your network within the hour. Nothing you wrote is lost: "
                    "send the form again in an hour, or write to us."
                ),
            )

    def is_over_limits(self) -> bool:
        """Count this form; whether its network or its recipient has had enough."""
        limits = LIMITS | getattr(settings, "FORM_LIMITS", {})
        network, recipient = get_counted_address(self.request) or "", self.cleaned_data.get(self.recipient_field) or ""
        found = count("network", self.kind, network) > limits["network"]
        if not self.is_proved:
            found |= count("unproved", self.kind, network) > limits["unproved"]
        if recipient and not found:
            name, _at, host = recipient.lower().rpartition("@")
            mailbox = f"{name.partition('+')[0]}@{host}"
            found = count("recipient", mailbox, window=datetime.timedelta(days=1)) > limits["recipient"]
        return found
