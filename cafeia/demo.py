"""What the demo content of the section asks of a fact."""

from django.template import Library

from sections.dates import parse_partial

register = Library()


@register.filter
def partial_end(text: str | None) -> tuple | None:
    """The last day of a year, with its precision; the first one of anything else."""
    if not text:
        return None
    day, precision = parse_partial(text)
    return (day.replace(month=12, day=31) if len(text) == 4 else day), precision


@register.filter
def fill(text: str, word: str | None) -> str:
    return text % (word or "")
