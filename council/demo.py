"""What the demo content of « Le Conseil » asks of a fact."""

import re

from django.template import Library

#: A note that quotes lines of the documents is for editors.
SOURCE = re.compile(r"\d{3}:\d")

register = Library()


@register.filter
def public_note(note: str | None) -> str | None:
    return None if SOURCE.search(note or "") else note


@register.filter
def position_in(reference: str, order: dict) -> int:
    """The place of a record in the order of the texts, last when it has none."""
    return list(order).index(reference) if reference in order else len(order)
