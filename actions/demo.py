"""What the demo content of the section asks of a fact."""

import uuid

from django.template import Library

register = Library()


@register.filter
def session_key(day: str, reference: str) -> uuid.UUID:
    """What a session and its translations share, the same at each loading."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"{reference}/{day}")


@register.filter
def differs(figure: dict, attendance: dict | None) -> bool:
    """Whether a key figure says something else than the attendance."""
    return not attendance or any(figure[name] != attendance[name] for name in ("value", "qualifier"))
