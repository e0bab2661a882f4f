"""From a document to a work: its presentation, chapters and proposals."""

import dataclasses
import re

from django.db.models import Q
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from imports.credits import LEADS, People, add_credits, find_credits, split_names
from imports.document import Block, Document, Kind, Span
from imports.french_dates import find_date, find_month
from imports.importer import Importer, take_title
from imports.sentences import get_words
from imports.streams import MAX_HEADING, get_levels, share_notes, write_heading, write_stream
from registers.names import find_free, make_slug

from .choices import WorkKind
from .models import WorkPage
from .proposal_import import find_proposals, set_proposals

#: Shorter texts, whose headings were guessed, have no chapters.
MIN_WORDS = 1_500
#: Where the subtitle, date and authors are looked for.
HEAD = 6
MAX_SUMMARY = 400
_CHAPTER = re.compile(
    r"^(?:chapitre|partie|titre|introduction|conclusion|avant-propos|[ivx]+[.)]|\d{1,2}[.)])(?:\W|$)", re.IGNORECASE
)
#: Words that start a title or a subtitle → kind.
SAID = "rapport avis note dossier feuille_de_route actes livret fiche tribune communique".split()
KINDS = {kind.replace("_", " "): kind for kind in SAID}


class WorkImporter(Importer):
    """A report, a note, an article…"""

    name = "work"
    label = gettext_lazy("Work")
    model = WorkPage
    formats = (".docx", ".odt", ".rtf", ".pdf", ".md", ".html", ".htm", ".txt", ".mht", ".mhtml", ".zip")

    def recognise(self, document: Document) -> int:
        return 50

    def get_key(self, document: Document) -> str:
        return slugify(take_title(document)[0])[:100].strip("-") or "document"

    def get_same(self, document: Document) -> Q:
        return Q(title__iexact=take_title(document)[0])

    def get_public_paths(self, page: WorkPage) -> list[str]:
        return ["", "lire/"] if len(page.chapters) else [""]

    def fill(self, page: WorkPage, document: Document) -> None:
        is_new = page.pk is None
        page.title, blocks = take_title(document)
        page.draft_title = page.title
        blocks = join_titles(blocks)
        page.subtitle, blocks = take_subtitle(blocks)
        chapters = split_chapters(blocks, document)
        front = chapters.pop(0)[1] if chapters else blocks
        if not chapters and is_new:
            page.summary, front = take_summary(front)
        page.body = write_stream(front, document, get_levels(front))
        page.chapters = write_chapters(chapters, document)
        if is_new:
            page.kind = get_kind(page, bool(chapters))
        self.date(page, blocks, document)
        self.credit(page, front, document)
        set_proposals(page, find_proposals(blocks), document)

    def date(self, page: WorkPage, blocks: list[Block], document: Document) -> None:
        """A short line at the head that is a date, or says when the work was published."""
        for block in blocks[:HEAD]:
            if len(block.text) <= 60 or re.match(r"(?:publié|paru)", block.text, re.IGNORECASE):
                day, month = find_date(block.text[:120]), find_month(block.text[:120])
                if day or month:
                    page.date, page.date_precision = day or month, "day" if day else "month"
                    return
        if document.date and page.date is None:
            page.date, page.date_precision = document.date, "day"
        if page.date is None:
            document.notes.append(_("No date was found: give one."))

    def credit(self, page: WorkPage, front: list[Block], document: Document) -> None:
        people, credited = People(), []
        for block in front[:HEAD]:
            credited += find_credits(block.text, LEADS)
        for block in front:
            # A foreword is signed: its first line is names of the register and nothing else.
            first, *_others = block.text.split("\n")
            names = split_names(first) if block.kind == Kind.PARAGRAPH and len(first) < 150 else []
            if names and all(people.find(name) for name in names) and first.endswith(names[-1]):
                credited += [(name, "author", "") for name in names]
        _matched, unknown = add_credits(page, credited, people)
        for name in unknown:
            document.notes.append(_("%(name)s is credited but is not in the register of people.") % {"name": name})


def join_titles(blocks: list[Block]) -> list[Block]:
    """A title that was printed on two lines, « Le Conseil » then « en chiffres », is one."""
    joined: list[Block] = []
    for block in blocks:
        last = joined[-1] if joined else None
        if (
            block.kind == Kind.HEADING
            and last
            and last.kind == Kind.HEADING
            and block.level == last.level + 1
            and block.text[:1].islower()
        ):
            joined[-1] = dataclasses.replace(last, spans=[*last.spans, Span(" "), *block.spans])
        else:
            joined.append(block)
    return joined


def take_subtitle(blocks: list[Block]) -> tuple[str, list[Block]]:
    """A short line that is no sentence, right under the title."""
    first = blocks[0] if blocks else None
    if first is None or first.kind != Kind.PARAGRAPH or len(blocks) < 2 or "\n" in first.text:
        return "", blocks
    text = first.text
    is_line = len(text) <= 120 and not text.endswith((".", ":", ",", ";")) and not any(s.href for s in first.spans)
    is_fact = find_date(text) or find_month(text) or find_credits(text, LEADS)
    if is_line and not is_fact and blocks[1].kind in {Kind.HEADING, Kind.PARAGRAPH}:
        return text, blocks[1:]
    return "", blocks


def take_summary(blocks: list[Block]) -> tuple[str, list[Block]]:
    """The lead of an article: a first paragraph, without style, that a longer one follows."""
    if len(blocks) > 1 and blocks[0].kind == blocks[1].kind == Kind.PARAGRAPH:
        lead = blocks[0]
        if (
            60 < len(lead.text) <= MAX_SUMMARY
            and len(blocks[1].text) > len(lead.text)
            and not any(s.href for s in lead.spans)
        ):
            return " ".join(lead.text.split()), blocks[1:]
    return "", blocks


def split_chapters(blocks: list[Block], document: Document) -> list[tuple[str, list[Block]]]:
    """[("", what comes before), (title, blocks) of each chapter]; empty when the text has no chapters."""
    starts = get_starts(blocks, document)
    if len(starts) < 2:
        return []
    chapters: list[tuple[str, list[Block]]] = [("", [])]
    for number, block in enumerate(blocks):
        if number in starts:
            chapters.append((write_heading(block, document), []))
        else:
            chapters[-1][1].append(block)
    share_notes([part for _title, part in chapters], blocks)
    return chapters


def get_starts(blocks: list[Block], document: Document) -> set[int]:
    """The places of the headings that open a chapter: those of the printed contents, else the highest."""
    headings = [(n, b) for n, b in enumerate(blocks) if b.kind == Kind.HEADING and len(b.text) <= MAX_HEADING]
    printed = get_printed_contents(blocks)
    starts = {}
    for number, block in headings:
        entry = _match(block.text, printed)
        if entry and entry not in starts:
            starts[entry] = number
    if printed and len(starts) >= 0.7 * len(printed):
        return set(starts.values())
    if not headings:
        return set()
    top = min(block.level for _number, block in headings)
    tops = [(n, b) for n, b in headings if b.level == top]
    is_long = sum(len(block.text.split()) for block in blocks) >= MIN_WORDS
    is_named = any(_CHAPTER.match(block.text) for _number, block in tops)
    is_deep = document.is_marked and (len(tops) > 2 or len({block.level for _n, block in headings}) > 1)
    return {number for number, _block in tops} if is_long or is_named or is_deep else set()


def get_printed_contents(blocks: list[Block]) -> list[str]:
    """The entries of a printed table of contents, folded: a list of lines that end with a page number."""
    for block in blocks:
        entries = [re.match(r"^(.+?)\s–\s\d{1,4}$", Block(Kind.PARAGRAPH, item.spans).text) for item in block.items]
        if len(entries) > 1 and all(entries):
            return [_fold(entry[1]) for entry in entries]
    return []


def _fold(text: str) -> str:
    return " ".join(get_words(text))


def _match(text: str, printed: list[str]) -> str:
    """The entry of the printed contents that a heading is, be its title longer there; "" for none."""
    folded = _fold(text)
    if folded in printed:
        return folded
    words = set(folded.split())
    for entry in printed:
        others = set(entry.split())
        if len(others) > 4 and others <= words and len(words) <= len(others) + 3:
            return entry
    return ""


def write_chapters(chapters: list[tuple[str, list[Block]]], document: Document) -> list[dict]:
    """The chapters as StreamField data; each keeps an address of its own."""
    written, used = [], set()
    for number, (title, blocks) in enumerate(chapters, 1):
        slug = find_free(make_slug(title, 50) or f"chapitre-{number}", used.__contains__)
        used.add(slug)
        body = write_stream(blocks, document, get_levels(blocks))
        written.append({"type": "chapter", "value": {"title": title, "slug": slug, "summary": "", "body": body}})
    return written


def get_kind(page: WorkPage, has_chapters: bool) -> str:
    """What the title or the subtitle says that it is, else a report or an article."""
    for text in (page.title, page.subtitle):
        folded = _fold(text)
        for word, kind in KINDS.items():
            if folded == word or folded.startswith((f"{word} ", f"{word}s ")):
                return kind
    return WorkKind.RAPPORT if has_chapters else WorkKind.ARTICLE
