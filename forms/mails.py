"""A message of the house, from its templates, in the active language."""

import re

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string


def make_message(
    subject: str, template: str, to: str, context: dict, is_answer: bool = False
) -> EmailMultiAlternatives:
    """A message as plain text and as HTML, from `template` without its extension; `send` puts it into the outbox."""
    text, html = (render_to_string(f"{template}.{kind}", context).strip() + "\n" for kind in ("txt", "html"))
    # On one line, with its no-break spaces.
    message = EmailMultiAlternatives(re.sub(r"[\r\n\t ]+", " ", subject).strip(), text, to=[to])
    message.attach_alternative(html, "text/html")
    message.extra_headers["Auto-Submitted"] = "auto-replied" if is_answer else "auto-generated"
    return message
