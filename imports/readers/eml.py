"""A mail, as mail programs save it."""

import email
import email.policy
import re
from email.message import EmailMessage
from email.utils import parsedate_to_datetime

from django.utils.translation import gettext as _

from ..cleaning import clean_text
from ..document import Document, ImportRefused
from .decoding import decode, refuse_binary
from .html import fill_from_html
from .text import fill_from_text

#: A mail has few parts; more are not looked at.
MAX_PARTS = 200
_PREFIX = re.compile(r"^(?:\s*(?:re|tr|fw|fwd|rv)\s*:\s*|\s*\[[^\]]{1,40}\]\s*)+", re.IGNORECASE)
#: What mailing programs add under a letter.
_SERVICE = re.compile(
    r"d[ée]sabonn|d[ée]sinscri|unsubscribe|version en ligne|dans (?:votre|un|le) navigateur|view (?:this|it) in your browser"
    r"|mettre à jour vos pr[ée]f[ée]rences|update your preferences",
    re.IGNORECASE,
)
MAX_SERVICE_LINE = 200


def read_eml(name: str, data: bytes) -> Document:
    """The HTML of a mail, else its text; attachments and pictures are left out and said."""
    refuse_binary(data)
    document = Document(name, is_mail=True)
    message = email.message_from_bytes(data, policy=email.policy.default)
    html, text = _get_parts(message, document)
    if html is None and text is None:
        raise ImportRefused(_("The mail holds no text, or it is not a mail."))
    document.title = _PREFIX.sub("", _get_header(message, "subject"))[:255]
    document.author = _get_header(message, "from")[:255]
    document.date = _get_date(message)
    if html is not None:
        fill_from_html(document, html)
    else:
        fill_from_text(document, text, markdown=False)
    _drop_service(document)
    return document


def _get_parts(message: EmailMessage, document: Document) -> tuple[str | None, str | None]:
    found: dict[str, str] = {}
    for number, part in enumerate(message.walk()):
        if number > MAX_PARTS:
            document.drop(_("more parts"), _("a mail of more than %(limit)d parts") % {"limit": MAX_PARTS})
            break
        if part.is_multipart():
            continue
        kind = part.get_content_type()
        attached = part.get_content_disposition() == "attachment" or (part.get_filename() and kind != "text/html")
        if kind not in {"text/html", "text/plain"} or attached or kind in found:
            filename = clean_text(str(part.get_filename() or kind))
            document.drop(filename, _("an attachment or a picture of the mail"))
            continue
        found[kind] = _read_part(part, document)
    html = found.get("text/html")
    return (html if html and html.strip() else None), found.get("text/plain")


def _read_part(part: EmailMessage, document: Document) -> str:
    try:
        data = part.get_payload(decode=True) or b""
    except (ValueError, LookupError, AssertionError):
        data = str(part.get_payload()).encode("utf-8", "replace")
    return decode(data, document, part.get_content_charset() or "") if data.strip() else ""


def _get_header(message: EmailMessage, name: str) -> str:
    try:
        return " ".join(clean_text(str(message.get(name) or "")).split())
    except (ValueError, LookupError, AttributeError, IndexError, TypeError):
        return ""


def _get_date(message: EmailMessage):
    try:
        return parsedate_to_datetime(str(message.get("date"))).date()
    except (ValueError, TypeError, AttributeError, IndexError, OverflowError):
        return None


def _drop_service(document: Document) -> None:
    """Leave out « se désabonner » and its like: the site has its own."""
    kept, lines = [], set()
    for block in document.blocks:
        if len(block.text) <= MAX_SERVICE_LINE and _SERVICE.search(block.text):
            document.drop(block.text, _("a line of the mailing program"))
            lines |= {" ".join(line.split()) for line in block.text.split("\n")}
        else:
            kept.append(block)
    document.blocks = kept
    if lines:
        # They are no part of the letter: the report does not look for them on its page.
        rows = document.text.split("\n")
        document.text = "\n".join(row for row in rows if " ".join(row.split()) not in lines)
