"""A message of the house, from its templates, in the active language."""

import re

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string


def make_message(name: str, to: str, context: dict, subject: str = "", has_html: bool = True) -> EmailMultiAlternatives:
    """The message of the templates `<name>.txt`, `<name>.html` and, without a `subject`, `<name>_subject.txt`."""
    subject = subject or render_to_string(f"{name}_subject.txt", context)
    text = render_to_string(f"{name}.txt", context).strip() + "\n"
    # On one line, with its no-break spaces.
    message = EmailMultiAlternatives(re.sub(r"[\r\n\t ]+", " ", subject).strip(), text, to=[to])
    message.extra_headers["Auto-Submitted"] = "auto-generated"
    if has_html:
        message.attach_alternative(render_to_string(f"{name}.html", context), "text/html")
    return message
