"""What an imported text may carry: addresses that are safe to publish, and no control character."""

import re
import unicodedata
from urllib.parse import urljoin, urlsplit

from django.utils.translation import gettext_lazy as _

from accounts.addresses import is_public

from .tracking import resolve

SCHEMES = {"http", "https", "mailto", "tel"}
#: Names that only a private network knows.
PRIVATE_SUFFIXES = (".local", ".localhost", ".internal", ".intranet", ".lan", ".home", ".corp", ".home.arpa")
#: Longer addresses are not addresses.
MAX_ADDRESS = 2_000
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
#: Invisible characters, and those that turn text around.
_INVISIBLE = re.compile(
    "[\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad\u034f]|\u200d(?![\u2600-\u27bf\U0001f000-\U0001faff])"
)
#: « ﬁ » in one sign, as PDFs have it.
_LIGATURES = re.compile("[\ufb00-\ufb06]")
_TRACKING = re.compile(r"(?:^|[./_-])(?:track(?:er|ing)?|pixel|open|beacon|wf)(?:[./_-]|$)", re.IGNORECASE)
_NUMBER = re.compile(r"^(?:0x[0-9a-f]+|\d+)$", re.IGNORECASE)


def clean_text(text: str) -> str:
    """`text` without control or invisible characters, its lines ended by one newline."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n\n")
    text = re.sub("[\ud800-\udfff]", "\ufffd", text.replace("\x85", "\n"))
    text = _LIGATURES.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text)
    return _INVISIBLE.sub("", _CONTROL.sub("", text))


def check_address(address: str) -> tuple[str, str]:
    """(the address to keep, "") or ("", why it is not kept)."""
    address = re.sub(r"[\x00-\x20\x7f]", "", clean_text(address)) if address else ""
    if not address or address == "#":
        return "", _("a link without an address: its words are kept")
    if len(address) > MAX_ADDRESS:
        return "", _("an address too long to be one: its words are kept")
    if address.startswith("#"):
        return "", _("a link inside the source: its words are kept")
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").rstrip(".").lower()
        _port = parts.port
    except ValueError:
        return "", _("an address that cannot be read: its words are kept")
    scheme = parts.scheme.lower()
    if not scheme:
        return "", _("an address that leads nowhere outside the source: its words are kept")
    if scheme not in SCHEMES:
        return "", _("an address that a page must not carry (script, data or file): its words are kept")
    if scheme in {"mailto", "tel"}:
        if not parts.path:
            return "", _("a link without an address: its words are kept")
        return re.sub(r"[\"<>]", "", f"{scheme}:{parts.path}"), ""
    try:
        target = resolve(address)
    except ValueError:
        target = ""
    if not target:
        return "", _("a link that only counts who follows it: its words are kept")
    if target != address:
        return check_address(target)
    if not host or parts.username or parts.password:
        return "", _("an address that cannot be read: its words are kept")
    if is_private(host):
        return "", _("an address of a private network: its words are kept")
    return address.replace('"', "%22").replace("<", "%3C").replace(">", "%3E"), ""


def join_address(base: str, address: str) -> str:
    """`address` as it is from `base`, "" for nowhere."""
    try:
        return urljoin(base, address)
    except ValueError:
        return address


def is_private(host: str) -> bool:
    """Whether `host` is one that the public cannot reach, however it is written."""
    host = host.strip("[]").rstrip(".")
    try:
        return not is_public(host)
    except ValueError:
        pass
    pieces = host.split(".")
    if all(_NUMBER.match(piece) for piece in pieces):
        # 2130706433, 0x7f.1, 0177.0.0.1: browsers read numbers as an address.
        return True
    return "." not in host or host.endswith(PRIVATE_SUFFIXES)


def is_tracking_image(source: str, width: str = "", height: str = "", style: str = "") -> bool:
    """Whether an image is there to be counted, not seen."""
    sizes = [re.sub(r"\s|px", "", value or "") for value in (width, height)]
    if any(size in {"0", "1"} for size in sizes):
        return True
    hidden = re.sub(r"\s", "", style or "").lower()
    if re.search(r"display:none|visibility:hidden|(?:^|;)(?:max-)?(?:width|height):[01](?:px)?(?:;|$)", hidden):
        return True
    return bool(_TRACKING.search(source.split("?")[0]))
