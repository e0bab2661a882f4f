"""What a mail says that is no part of the letter: how it was forwarded, to whom it was sent, how to leave."""

import re
from dataclasses import replace

from django.utils.translation import gettext as _

from ..document import Block, Document, Kind, Span, iterate_spans, tidy
from ..french_dates import find_date

#: Blocks at the beginning and at the end among which the lines of the mailing program are.
FIRST, LAST = 4, 14
MAX_SERVICE_LINE = 90
_LEAVE = re.compile(
    r"d[ée]sabonn|d[ée]sinscri|unsubscribe|opt[- ]?out|ne plus recevoir|no longer (?:wish|want)|(?:mettre à jour|g[ée]rer|modifier)"
    r" (?:vos|mes) pr[ée]f[ée]rences|(?:update|manage) (?:your|my) (?:email )?preferences",
    re.IGNORECASE,
)
_BROWSER = re.compile(
    r"version (?:en ligne|web)|(?:dans|avec) (?:votre|un|le) navigateur|in (?:your|a|the) (?:web )?browser|view (?:it )?online"
    r"|(?:ne s[’']affiche|affich\w+) (?:pas )?correctement|lire (?:cet|ce) e?-?mail",
    re.IGNORECASE,
)
#: A line that speaks of this very message and of its reader.
_RECEIVED = re.compile(
    r"vous (?:recevez|avez reçu) (?:ce|cet|cette|la présente)\s+(?:e-?mail|m[ée]l|courriel|message|lettre|newsletter|info)"
    r"|(?:ce|cet|cette) (?:e-?mail|m[ée]l|courriel|message|lettre|newsletter) (?:vous )?(?:a|est) (?:été )?(?:envoyé|adressé|destiné)"
    r"|(?:you(?:[’']re| are) receiving|you received) this|this (?:e-?mail|message|newsletter) was sent|sent to you by",
    re.IGNORECASE,
)
#: What one clicks, said of oneself: « Se désabonner », « Pour vous désabonner, cliquez ici »; no sentence that clicks nothing.
_ORDER = re.compile(
    r"^(?!(?!.*(?:cliqu|click|\bici\b|\bhere\b|\blien|r[ée]pon|[ée]cri|envoy|bouton|navigateur|:))(?:\S+\s+){6,40}\S+\.$)"
    r"\W*(?:pour (?:se|vous) |me |se |vous )?(?:d[ée]sabonn|d[ée]sinscri|unsubscribe|g[ée]rer|mettre|modifier|update|manage|view|voir|lire|afficher"
    r"|version|si (?:vous|ce|cet|cette)|ouvrir|consulte[rz])|clique[rz]|click",
    re.IGNORECASE,
)
_LEAVE_ADDRESS = re.compile(
    r"unsub|d[ée]sabonn|d[ée]sinscr|opt-?out|optout|preferences|profile\?|list-manage\.com/(?:unsub|profile)|mirror|browser|webversion"
    r"|viewinbrowser|archive\?e=",
    re.IGNORECASE,
)
_FIELD = re.compile(
    r"^\W{0,3}(de|from|von|exp[ée]diteur|envoy[ée](?: le)?|sent|date|à|a|to|pour|cc|copie|bcc|cci|objet|sujet|subject|r[ée]pondre à"
    r"|reply-to|destinataires?)\s*:\s*(.*)$",
    re.IGNORECASE,
)
FORWARD = re.compile(
    r"^[ \t\-_>]*(?:message (?:transf[ée]r[ée]|d[’']origine|original)|d[ée]but du message (?:transf[ée]r[ée]|r[ée]exp[ée]di[ée])|forwarded message"
    r"|begin forwarded message|original message)[ \t\-_:]*$",
    re.IGNORECASE,
)
_WROTE = re.compile(r"^(?:le|on) .{6,120}(?:a écrit|wrote)\s*:\s*$", re.IGNORECASE)
_MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
_FROM = {"de", "from", "von", "expéditeur", "expediteur"}
_SUBJECTS, _DATES = {"objet", "sujet", "subject"}, {"envoyé", "envoye", "envoyé le", "sent", "date"}


def clean_letter(document: Document, blocks: list[Block], readers: set[str]) -> list[Block]:
    """`blocks` without what names a reader or serves the mailing; what is left out is said."""
    blocks = cut_forwarding(document, blocks)
    kept = []
    for number, block in enumerate(blocks):
        at_end = number < FIRST or number >= len(blocks) - LAST
        if is_service(block, at_end):
            document.drop(block.text, _("a line of the mailing program"))
        else:
            kept.append(block)
    for block in kept:
        hide_readers(document, block, readers)
    return [block for block in kept if block.text or not (block.spans or block.items or block.rows)]


def is_service(block: Block, at_end: bool) -> bool:
    """Whether a block is a line of the mailing program; a sentence of the letter may speak of unsubscribing."""
    text = " ".join(block.text.split())
    speaks = bool(_LEAVE.search(text) or _BROWSER.search(text))
    if block.kind == Kind.HEADING or len(text) > 1_500:
        return False
    if _RECEIVED.search(text) and (speaks or at_end) and (_LEAVE.search(text) or _MAIL.search(text) or len(text) < 300):
        return True
    if not speaks:
        return False
    if any(span.href and _LEAVE_ADDRESS.search(span.href) for span in iterate_spans(block)):
        return True
    return at_end and bool(_ORDER.search(text)) and (len(text) <= MAX_SERVICE_LINE or "clique" in text.lower())


def cut_forwarding(document: Document, blocks: list[Block]) -> list[Block]:
    """`blocks` from the letter on, where somebody forwarded it: without « De : … À : … » nor the note above."""
    plain = [(n, block) for n, block in enumerate(blocks) if not block.items]
    lines = [(n, line.strip()) for n, block in plain for line in block.text.split("\n") if line.strip()]
    for start, (first, _line) in enumerate(lines):
        end, fields = start, {}
        while end < len(lines) and (match := _FIELD.match(lines[end][1])):
            fields.setdefault(match[1].lower(), match[2].strip())
            end += 1
        is_header = any(map(_MAIL.search, fields.values())) or (_SUBJECTS & set(fields) and _FROM & set(fields))
        if len(fields) < 3 or not is_header:
            continue
        # An address too long for its line goes on below it.
        while end < len(lines) and _MAIL.fullmatch(lines[end][1].strip("<>; ")):
            end += 1
        last = lines[end - 1][0]
        gone = {block for block, _words in lines[start:end]}
        said = [b.text for b in blocks[:first] if FORWARD.match(b.text)] + [words for _block, words in lines[start:end]]
        document.drop(" ".join(said), _("how the letter was forwarded, and to whom"))
        rest = [words for block, words in lines[end:] if block == last]
        above = [b for b in blocks[:first] if not FORWARD.match(b.text)]
        is_forward = len(above) <= FIRST + LAST
        for block in above if is_forward else ():
            document.drop(block.text, _("a note above the letter that was forwarded"))
        take_headers(document, fields)
        after = [block for n, block in enumerate(blocks) if n > last or (n > first and n not in gone)]
        left = [Block(Kind.PARAGRAPH, [Span("\n".join(rest))])] if rest else []
        return [*([] if is_forward else above), *left, *cut_forwarding(document, after)]
    kept = []
    for block in blocks:
        if FORWARD.match(block.text) or _WROTE.match(block.text):
            document.drop(block.text, _("how the letter was forwarded, and to whom"))
        else:
            kept.append(block)
    return kept


def take_headers(document: Document, fields: dict[str, str]) -> None:
    """The subject and the date of the letter itself."""
    for name, value in fields.items():
        if name in _SUBJECTS and value:
            document.title = re.sub(r"^(?:\s*(?:re|tr|fw|fwd)\s*:\s*)+", "", value, flags=re.IGNORECASE)[:255]
        elif name in _DATES and (day := find_date(value)):
            document.date = day


def hide_readers(document: Document, block: Block, readers: set[str]) -> None:
    """Leave the address of a reader out of a sentence."""
    if not readers:
        return

    def hide(spans: list[Span]) -> list[Span]:
        kept = []
        for span in spans:
            for address in _MAIL.findall(f"{span.text} {span.href}"):
                if address.lower() in readers:
                    document.drop(address, _("the address of somebody who received the mail"))
                    text = re.sub(re.escape(address), "", span.text, flags=re.IGNORECASE)
                    span = replace(span, text=text, href="" if address in span.href else span.href)
            kept.append(span)
        return tidy(kept) if kept != spans else spans

    block.change(hide)
