"""Messages that came back: reports of servers (DSN, RFC 3464) and complaints of readers (ARF, RFC 5965).

One is believed if it shows the token that only we can make: it is in the Message-ID and the return path of a letter.
"""

import email
import re

from django.utils.crypto import constant_time_compare
from flufl.bounce import all_failures

from .bounces import PASSING, make_token, record

TOKEN = re.compile(rb"(\d{1,18})[.](\d{1,18})[.][0-9a-f]{16}(?=@)")


def read_report(content: bytes) -> str:
    """Draw the consequence of a message: "hard", "soft", "complaint", or "" for what is none of ours, or no report."""
    for match in TOKEN.finditer(content):
        key, number = int(match[1]), int(match[2])
        if constant_time_compare(make_token(key, number), match[0].decode()):
            if kind := classify(email.message_from_bytes(content)):
                record(key, number, kind)
            return kind
    return ""


def classify(message) -> str:
    """What a report says; "" for what is no report, an answer of somebody who is away for instance."""
    parts = {part.get_content_type(): str(part) for part in message.walk()}
    if "message/feedback-report" in parts:
        return "complaint"
    try:
        temporary, permanent = all_failures(message)
    except Exception:  # noqa: BLE001 — the library reads what anybody sends as it comes.
        return ""
    if permanent:
        return "soft" if PASSING.search(parts.get("message/delivery-status", "")) else "hard"
    return "soft" if temporary else ""
