"""Addresses that count who follows them: the one they lead to, without what names a reader."""

import base64
import re
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit, urlunsplit

#: Hosts, or the first or the last labels of hosts, that only send on to another address.
_HOSTS = re.compile(
    r"safelinks\.protection\.outlook\.com$|(?:^|\.)urldefense\.(?:com|us|proofpoint\.com)$|linkprotect\.cudasvc\.com$"
    r"|secure-web\.cisco\.com$|(?:^|\.)l\.facebook\.com$|^lm?\.facebook|^l\.instagram\.com$|^t\.umblr\.com$|^slack-redir\.net$"
    r"|\.list-manage\d?\.com$|\.awstrack\.me$|\.mjt\.lk$|\.sendgrid\.net$|\.sendib[mt]\d?\.com$|\.mailgun\.org$"
    r"|\.hubspotlinks\.com$|\.hs-sites\.com$|\.convertkit-mail\d?\.com$|\.mlsend\d?\.com$|\.rs6\.net$|\.exct\.net$"
    r"|\.createsend\d?\.com$|\.cmail\d+\.com$|\.sarbacane\.com$|\.emsecure\.net$|\.mailjet\.com$|\.dripemail\d\.com$"
    r"|^(?:click|clicks|clic|track|tracking|trk|trck|mailtrack|ct|url\d{2,})\.[^.]+\.",
    re.IGNORECASE,
)
_PATHS = re.compile(r"/(?:(?:track|ls|wf)/click|cl0|l0|lnk|mk/cl|tr/cl|e3t|c/eJ)(?:/|\.php|$|\w{20})", re.IGNORECASE)
#: Ways that some ordinary sites have too: they count when an address is inside.
_SENDERS = re.compile(r"/(?:click|clicks|clic|redirect|redir|track|tracking|out|goto)(?:/|\.\w{3,4}|$)", re.IGNORECASE)
_GOOGLE = re.compile(r"^(?:www\.)?(?:google|youtube|bing|linkedin)\.[a-z.]{2,6}$")
_GOOGLE_PATHS = re.compile(r"^/(?:url|redirect|ck/a|redir/redirect|safety/go)/?$")
#: Parameters of a whole campaign or of one reader.
_MARKS = re.compile(
    r"^(?:utm_\w+|mc_[ce]id|mtm_\w+|pk_\w+|at_\w+|_hs\w+|__hs\w+|hs[a-z]*token|mkt_tok|vero_\w+|ck_subscriber_id|[a-z]{1,3}clid"
    r"|igsh(?:id)?|oly_(?:enc|anon)_id|__s|wickedid|rb_clickid|s_cid|ml_subscriber\w*|nr_email_referer|trk_\w+|sc_\w+id"
    r"|e-?mail\w*|user_?e?mail|mail|courriel|subscriber\w*|abonne\w*|recipient\w*|destinataire|contact_?id|user_?id|lead_?id"
    r"|sib_id|_se|dm_i|elq\w*|ss_(?:source|campaign_id|email_id)|e)$",
    re.IGNORECASE,
)
_MAIL = re.compile(r"[^\s@/=&]+@[^\s@/=&]+\.[a-z]{2,}", re.IGNORECASE)
_INSIDE = re.compile(r"https?(?::|%3A)(?:/{1,2}|%2F%2F)", re.IGNORECASE)
#: « https:// » and « http:// » in base 64.
_ENCODED = re.compile(r"\b(aHR0c[\w+/=-]{8,})")
#: One wrapper may hold another.
MAX_TURNS = 4


def resolve(address: str) -> str:
    """The address that `address` leads to, "" for one that only its sender could resolve."""
    for _turn in range(MAX_TURNS):
        parts = urlsplit(address)
        is_sure = is_wrapper(parts.hostname or "", parts.path)
        inside = find_target(address) if is_sure or _SENDERS.search(parts.path) else ""
        if not inside:
            if is_sure:
                return ""
            break
        address = inside
    return strip_marks(address)


def is_wrapper(host: str, path: str) -> bool:
    """Whether an address of this host and this path is there to be counted."""
    if _GOOGLE.match(host):
        return bool(_GOOGLE_PATHS.match(path))
    return bool(_HOSTS.search(host) or _PATHS.search(path))


def find_target(address: str) -> str:
    """The address that another one holds: in a parameter, in its path, in base 64."""
    parts = urlsplit(address)
    values = [value for _name, value in parse_qsl(parts.query)]
    for value in values:
        if re.match(r"https?://", value, re.IGNORECASE):
            return value
        # Proofpoint writes %3A as -3A, and / as _.
        if (parts.hostname or "").startswith("urldefense") and re.match(r"https?-3A", value, re.IGNORECASE):
            return unquote(re.sub(r"-(?=[0-9A-F]{2})", "%", value.replace("_", "/")))
    rest = parts.path[1:] + (f"?{parts.query}" if parts.query else "")
    if match := _INSIDE.search(rest):
        inside = rest[match.start() :].partition("__;")[0]
        if "%2f" in inside[:16].lower():
            inside = unquote(inside.partition("/")[0])
        return re.sub(r"^(https?):/+", r"\1://", inside)
    for match in _ENCODED.finditer(" ".join([parts.path, *values, parts.fragment])):
        try:
            text = base64.urlsafe_b64decode(match[1].rstrip("=") + "=" * (-len(match[1].rstrip("=")) % 4)).decode()
        except ValueError:
            continue
        return text.partition("\n")[0]
    return ""


def strip_marks(address: str) -> str:
    """`address` without the parameters that follow a campaign or a reader, and without any mail address."""
    parts = urlsplit(address)
    if not parts.query and "@" not in unquote(parts.fragment):
        return address
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    kept = [(name, value) for name, value in pairs if not _MARKS.match(name) and not _MAIL.search(f"{name} {value}")]
    fragment = "" if _MAIL.search(unquote(parts.fragment)) else parts.fragment
    query = parts.query if len(kept) == len(pairs) else urlencode(kept)
    return urlunsplit((parts.scheme, parts.netloc, parts.path, query, fragment))
