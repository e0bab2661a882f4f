"""A mail, as mail programs save it: its parts by the RFCs 2046, 2387 and 3676."""

import email
import email.header
import re
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime

from django.utils.translation import gettext as _

from accounts.uploads.texts import read_text

from ..cleaning import clean_text
from ..document import Block, Document, ImportRefused
from .decoding import decode, refuse_binary
from .html import find_charset, finish, read_blocks
from .letters import FORWARD, clean_letter
from .text import read_plain

#: A mail has few parts; more are not looked at.
MAX_PARTS = 200
_PREFIX = re.compile(r"^(?:\s*(?:re|tr|fw|fwd|rv|wg|i)\s*:\s*|\s*\[[^\]]{1,40}\]\s*)+", re.IGNORECASE)
_WORDS = re.compile(r"\w+")
#: Who reads the mail, and who wrote it.
READERS = tuple("to cc bcc delivered-to x-original-to envelope-to x-envelope-to resent-to x-forwarded-to".split())
WRITERS = ("from", "reply-to", "sender")


def read_eml(name: str, data: bytes) -> Document:
    """The words of a mail, or of the letter that it forwards; attachments are left out and said."""
    refuse_binary(data)
    document = Document(name, is_mail=True)
    return read_message(document, email.message_from_bytes(data.lstrip(b"\xef\xbb\xbf \t\r\n")))


def read_message(document: Document, message: Message) -> Document:
    people = _get_people(message, READERS)
    while forwarded := next(filter(is_letter, _walk(message)), None):
        note = [block for part in filter(is_text, _walk(message)) for block in MailReader(document).read_text(part)]
        words = "\n".join([_get_header(message, "subject"), *(block.text for block in note)])
        document.drop(words, _("the mail that forwards the letter"))
        message = forwarded.get_payload()[0]
        people |= _get_people(message, READERS)
    blocks = MailReader(document).read(message)
    document.title = _PREFIX.sub("", _get_header(message, "subject"))[:255]
    document.author = _get_header(message, "from")[:255]
    document.date = _get_date(message)
    blocks = clean_letter(document, blocks, people - _get_people(message, WRITERS))
    return finish(document, blocks)


def read_saved_page(name: str, data: bytes) -> Document:
    """A page that a browser or a word processor saved whole, as RFC 2557 has it."""
    refuse_binary(data)
    document = Document(name)
    message = email.message_from_bytes(data.lstrip(b"\xef\xbb\xbf \t\r\n"))
    page = next((part for part in _walk(message) if part.get_content_type() == "text/html"), None)
    if page is None:
        raise ImportRefused(_("The file holds no page: save it again from the browser."))
    document.base = _get_header(page, "content-location")
    reader = MailReader(document)
    reader.take_pictures(message)
    return finish(document, reader.read_text(page))


def _walk(message: Message):
    """The parts of a mail, not those of the letters that it forwards."""
    if message.get_content_type() == "message/rfc822" or not message.is_multipart():
        yield message
        return
    for part in message.get_payload():
        yield from _walk(part)


def is_letter(part: Message) -> bool:
    return part.get_content_type() == "message/rfc822" and bool(part.get_payload()) and part.is_multipart()


def is_text(part: Message) -> bool:
    return part.get_content_type() in {"text/html", "text/plain"}


class MailReader:
    """Reads the parts of one mail."""

    def __init__(self, document: Document):
        self.document = document
        self.count = 0

    def read(self, message: Message) -> list[Block]:
        self.take_pictures(message)
        blocks = self.read_part(message)
        if not blocks:
            # Some programs attach the letter itself.
            attached = list(filter(is_text, _walk(message)))
            blocks = self.read_text(attached[0]) if attached else []
        if not blocks:
            raise ImportRefused(_("The mail holds no text, or it is not a mail."))
        return blocks

    def take_pictures(self, message: Message) -> None:
        """Those that the text names by their identifier or by their address."""
        for part in _walk(message) if message.is_multipart() else ():
            identifier = str(part.get("content-id") or "").strip().strip("<>")
            if part.get_content_maintype() == "image":
                places = f"cid:{identifier}" if identifier else "", _get_header(part, "content-location")
                self.document.pictures |= dict.fromkeys(filter(None, places), _get_bytes(part))

    def read_part(self, part: Message) -> list[Block]:
        self.count += 1
        if self.count > MAX_PARTS:
            self.document.drop(_("more parts"), _("a mail of more than %(limit)d parts") % {"limit": MAX_PARTS})
            return []
        kind = part.get_content_type()
        if kind == "multipart/alternative":
            return self.read_alternatives(part.get_payload())
        if kind == "multipart/related":
            return self.read_related(part)
        if part.is_multipart() and kind != "message/rfc822":
            return self.read_mixed(part.get_payload())
        if is_text(part) and part.get_content_disposition() != "attachment":
            return self.read_text(part)
        if f"cid:{str(part.get('content-id') or '').strip().strip('<>')}" not in self.document.pictures:
            name = clean_text(str(part.get_filename() or kind))
            self.document.drop(name, _("an attachment or a picture of the mail"))
        return []

    def read_alternatives(self, parts: list[Message]) -> list[Block]:
        """The last that says something, HTML before text: it is the richest."""
        parts = [part for part in parts if isinstance(part, Message)]
        rich = [part for part in parts if any(p.get_content_type() == "text/html" for p in _walk(part))]
        for part in [*reversed(rich), *(p for p in reversed(parts) if p not in rich)]:
            if any(p.get_content_maintype() == "text" for p in _walk(part)):
                kept = len(self.document.dropped)
                if blocks := self.read_part(part):
                    return blocks
                del self.document.dropped[kept:]
        return []

    def read_related(self, part: Message) -> list[Block]:
        """Its root; the others are what the root shows."""
        parts, start = part.get_payload(), part.get_param("start")
        root = next((p for p in parts if start and p.get("content-id") == start), parts[0] if parts else None)
        blocks = self.read_part(root) if root is not None else []
        for other in parts:
            if other is not root and (other.get_content_maintype() != "text" or not blocks):
                blocks += self.read_part(other)
        return blocks

    def read_mixed(self, parts: list[Message]) -> list[Block]:
        """Each after the other; a text that only says again what a page beside it says is left out."""
        read = [(part.get_content_type(), self.read_part(part)) for part in parts]
        blocks: list[Block] = []
        for number, (kind, own) in enumerate(read):
            others = [b for n, (other, page) in enumerate(read) if n != number and other != "text/plain" for b in page]
            said = set(_WORDS.findall(" ".join(b.text for b in others).lower()))
            words = _WORDS.findall(" ".join(b.text for b in own).lower())
            is_copy = kind == "text/plain" and len(words) > 20 and sum(w in said for w in words) > 0.9 * len(words)
            blocks += [] if is_copy else own
        return blocks

    def read_text(self, part: Message) -> list[Block]:
        data = _get_bytes(part)
        if not data.strip():
            return []
        is_page = part.get_content_type() == "text/html"
        text = decode(data, self.document, part.get_content_charset() or (find_charset(data) if is_page else ""))
        if is_page:
            blocks = read_blocks(self.document, text)
        else:
            if str(part.get_param("format") or "").lower() == "flowed":
                text = unflow(text, str(part.get_param("delsp") or "").lower() == "yes")
            blocks = read_plain(self.document, unquote_forwarded(text))
        return [block for block in blocks if block.text or block.data]


def unflow(text: str, delete_space: bool) -> str:
    """RFC 3676: a line that ends with a space goes on with the next one."""
    lines, before = [], None
    for line in text.split("\n"):
        marks = line[: len(line) - len(line.lstrip(">"))]
        words = line.removeprefix(marks).removeprefix(" ")
        flows = words.endswith(" ") and words != "-- "
        said = words[:-1] if flows and delete_space else words
        if marks == before and words != "-- ":
            lines[-1] += said
        else:
            lines.append(f"{marks} {said}" if marks else said)
        before = marks if flows else None
    return "\n".join(lines)


def unquote_forwarded(text: str) -> str:
    """A letter that was forwarded as a quotation is the letter itself."""
    lines = text.split("\n")
    start = next((number for number, line in enumerate(lines) if FORWARD.match(line)), len(lines))
    if all(line.startswith(">") for line in lines[start + 1 :] if line.strip()):
        lines[start + 1 :] = [line.removeprefix(">").removeprefix(" ") for line in lines[start + 1 :]]
    return "\n".join(lines)


def _get_bytes(part: Message) -> bytes:
    try:
        return part.get_payload(decode=True) or b""
    except (ValueError, LookupError, AssertionError):
        return str(part.get_payload()).encode("utf-8", "replace")


def _get_header(message: Message, name: str) -> str:
    """A header, encoded as RFC 2047 asks or written as it is."""
    raw = next((str(value) for key, value in message.raw_items() if key.lower() == name), "")
    raw = read_text(raw.encode("utf-8", "surrogateescape"))[0]
    try:
        raw = str(email.header.make_header(email.header.decode_header(raw)))
    except (ValueError, LookupError, AttributeError, IndexError, TypeError, UnicodeError, email.errors.MessageError):
        pass
    return " ".join(clean_text(raw).split())


def _get_people(message: Message, names: tuple[str, ...]) -> set[str]:
    """The addresses in the headers of these names, in small letters."""
    values = [str(value) for key, value in message.raw_items() if key.lower() in names]
    return {address.lower() for _name, address in getaddresses(values) if "@" in address}


def _get_date(message: Message):
    try:
        return parsedate_to_datetime(_get_header(message, "date")).date()
    except (ValueError, TypeError, AttributeError, IndexError, OverflowError):
        return None
