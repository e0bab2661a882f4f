"""Periods written in the registers: « 2021-02/2025-05 », « depuis 2022-05 », « mois »…, in words."""

from django.utils.translation import gettext_lazy as _

from sections.dates import display_partial, display_period, parse_partial

#: What a figure is counted over when it is no date.
RATES = {
    "jour": _("per day"),
    "semaine": _("per week"),
    "mois": _("per month"),
    "an": _("per year"),
    "par édition": _("for each edition"),
    "deux ans": _("in two years"),
    "an (quatre ans)": _("per year, on average over four years"),
}


def display_written_period(text: str) -> str:
    """A period in words; what is not understood is shown as it is written."""
    if text in RATES:
        return str(RATES[text])
    try:
        if "/" in text:
            start, end = text.split("/")
            first, precision = parse_partial(start)
            return display_period(first, parse_partial(end)[0], precision)
        if text.startswith("depuis "):
            start, precision = parse_partial(text.removeprefix("depuis "))
            return display_period(start, None, precision)
        return display_partial(*parse_partial(text))
    except ValueError:
        return text
