"""Messages that came back: reports of servers (DSN, RFC 3464) and complaints of readers (ARF, RFC 5965).

One is believed if it shows the token that only we can make: it is in the Message-ID and the return path of a letter.
"""

import email

from flufl.bounce import all_failures

from .bounces import judge, read_token, record


def read_report(content: bytes) -> str:
    """Draw the consequence of a message: "hard", "soft", "complaint", or "" for what is none of ours, or no report."""
    token = read_token(content.decode("ascii", "replace"))
    kind = classify(email.message_from_bytes(content)) if token else ""
    if kind:
        record(*token, kind)
    return kind


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
        return judge(parts.get("message/delivery-status", ""))
    return "soft" if temporary else ""
