"""The e-mails that answer forms."""

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string


def make_message(
    subject: str, template: str, to: str, context: dict, is_answer: bool = False
) -> EmailMultiAlternatives:
    """A message as plain text and as HTML, in the active language, from `template` without its extension."""
    text, html = (render_to_string(f"{template}.{kind}", context) for kind in ("txt", "html"))
    message = EmailMultiAlternatives(" ".join(subject.split()), text, to=[to])
    message.attach_alternative(html, "text/html")
    if is_answer:
        message.extra_headers["Auto-Submitted"] = "auto-replied"
    return message
