"""The source of an import against what the public reads of it: words, order, doubles, structure, and what must not be."""

import dataclasses
import functools
import re
from bisect import bisect_left

from bs4 import BeautifulSoup
from django.utils.translation import gettext as _

from registers.names import fold

from ..document import Document
from ..sentences import split_sentences
from .source import CUT, Source
from .sources import get_lines, read_source

#: Shorter sentences may well be said twice, or elsewhere.
LONG = 6
#: Figures and signs count as words do: « 10^6 » is not « 106 », « < 3 » is not « 3 ».
_TOKENS = re.compile(r"\^?[^\W_]+|[<>≤≥≠±×÷%€√]")
_UNSEEN = re.compile("[\u00ad\u034f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
FAULTS = ("lost", "moved", "doubled", "shown", "structure")


@dataclasses.dataclass
class Verdict:
    """What is wrong with a page, in the words of its source."""

    sentences: int = 0
    lost: list[str] = dataclasses.field(default_factory=list)
    #: Sentences that stand elsewhere than in the source, or twice.
    moved: list[str] = dataclasses.field(default_factory=list)
    doubled: list[str] = dataclasses.field(default_factory=list)
    #: What the source hides, or names of its readers, and the page shows.
    shown: list[str] = dataclasses.field(default_factory=list)
    #: (what, how many in the source, how many on the page).
    structure: list[str] = dataclasses.field(default_factory=list)
    #: The lines of both, for `review`.
    source: list[str] = dataclasses.field(default_factory=list)
    draft: list[str] = dataclasses.field(default_factory=list)

    def as_dict(self) -> dict:
        faults = any(getattr(self, name) for name in FAULTS)
        kept = self.sentences - len(self.lost)
        ratio = kept / self.sentences if self.sentences else 0.0
        return {
            "sentences_source": self.sentences,
            "sentences_kept": kept,
            # Whatever is wrong, it is not the whole of the source.
            "ratio": min(round(ratio, 4), 0.9999) if faults else round(ratio, 4),
            **{name: getattr(self, name) for name in FAULTS},
        }


#: A text has few words, many times.
_fold = functools.lru_cache(maxsize=100_000)(fold)


def space(text: str) -> str:
    """Each token between spaces of its own, so that neighbours are counted apart."""
    return "".join(f" {_fold(token)} " for token in _TOKENS.findall(_UNSEEN.sub("", text)))


def judge(document: Document, pages: list[BeautifulSoup]) -> Verdict:
    """`pages`: the main part of each page that the public reads."""
    source = read_source(document.name, document.data, document.encoding)
    lines = [get_lines(page) for page in pages]
    texts = [space(source.level("\n".join(own))) for own in lines]
    whole, said = "".join(texts), space(source.level("\n".join(document.left)))
    # A word that the end of a line cut in two is written as the page has it.
    cut = re.compile(rf"(\w+){CUT}(\w+)")
    for number, line in enumerate(source.lines):
        source.lines[number] = cut.sub(lambda m: m[1] + "-" * (space(m[1] + m[2]) not in whole) + m[2], line)
    verdict = Verdict(source=source.lines, draft=[line for own in lines for line in own])
    notes = [note.get_text(" ") for page in pages for note in page.select(".notes")]
    times = judge_words(source, whole, said, space(source.level("\n".join(notes))), verdict)
    titles = space("\n".join(h.get_text(" ") for page in pages for h in page.find_all(re.compile("^h[1-6]$"))))
    judge_doubles(source, times, texts, titles, verdict)
    judge_hidden(source, whole, pages, verdict)
    judge_structure(source, pages, titles, said, document, verdict)
    return verdict


def judge_words(source: Source, whole: str, said: str, notes: str, verdict: Verdict) -> dict[str, int]:
    """How often the page has each sentence: as often as the source and in its order, or its loss is said.

    What stands at the foot of a page, or at the end of a file, stands elsewhere on a site: `notes` are in an order of their own.
    """
    seen: dict[str, int] = {}
    found: dict[str, int] = {}
    places: tuple[list, list] = [], []
    for sentence in (sentence for line in source.lines for sentence in split_sentences(line)):
        words = space(sentence)
        if not words.strip():
            continue
        seen[words] = seen.get(words, 0) + 1
        times = found[words] = found[words] if words in found else whole.count(words)
        if not times and source.is_printed:
            # What a page cuts in two words is one on the site.
            words = words[: words.rstrip().rfind(" ")] if sentence[-1] in "-\u2010\ufffe" else words
            words = words.lstrip().partition(" ")[2] if sentence[0].islower() else words
            times = whole.count(words)
        if times < seen.get(words, 1):
            if words not in said:
                verdict.lost.append(sentence)
            else:
                continue
        elif times == 1 and words.count("  ") >= LONG:
            places[words in notes].append((whole.find(words), sentence))
        verdict.sentences += 1
    verdict.moved = [sentence for row in places for sentence in find_moved(row)]
    return found


def find_moved(places: list[tuple[int, str]]) -> list[str]:
    """The sentences outside the longest run of places that rise."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for number, (place, _sentence) in enumerate(places):
        at = bisect_left(tails, place)
        before.append(ends[at - 1] if at else -1)
        tails[at : at + 1], ends[at : at + 1] = [place], [number]
    kept, number = set(), ends[-1] if ends else -1
    while number >= 0:
        kept.add(number)
        number = before[number]
    return [sentence for number, (_place, sentence) in enumerate(places) if number not in kept]


def judge_doubles(source: Source, times: dict[str, int], texts: list[str], titles: str, verdict: Verdict) -> None:
    """No long sentence is said twice on one page when the source says it once; a plan says the titles again."""
    own = space("\n".join([*source.lines, *source.headings]))
    for sentence in dict.fromkeys(sentence for line in source.lines for sentence in split_sentences(line)):
        words = space(sentence)
        if times.get(words, 0) < 2:
            continue
        is_long = words.count("  ") > LONG and words not in titles
        if is_long and max((text.count(words) for text in texts), default=0) > max(1, own.count(words)):
            verdict.doubled.append(sentence)


def judge_hidden(source: Source, whole: str, pages: list[BeautifulSoup], verdict: Verdict) -> None:
    """Nothing that the source hides is shown, and no address of who received it."""
    own = space("\n".join(source.lines))
    for line in source.hidden:
        words = space(line)
        if "  " in words and words in whole and words not in own:
            verdict.shown.append(" ".join(line.split())[:200])
    markup = " ".join(str(page) for page in pages).lower().replace("%40", "@")
    verdict.shown += [reader for reader in sorted(source.readers) if reader in markup]


def judge_structure(
    source: Source, pages: list[BeautifulSoup], titles: str, said: str, document: Document, verdict: Verdict
) -> None:
    """Headings are headings, links are links; no fewer items, tables, notes and pictures than the source has."""
    links = space("\n".join(a.get_text(" ") for page in pages for a in page.find_all("a")))
    for kind, rows, found in ((_("heading"), source.headings, titles), (_("link"), source.links, links)):
        for row in rows:
            words = space(row)
            if words.strip() and words not in found and words not in said and words not in titles:
                verdict.structure.append(f"{kind} : {' '.join(row.split())[:150]}")
    body = [page.find_all(["li", "p"]) for page in pages]
    notes = sum(len(page.select(".notes li")) for page in pages)
    items = sum(e.name == "li" or bool(re.match(r"\s*\d+[.)]\s", e.get_text())) for row in body for e in row)
    said_pictures = sum("image" in entry.reason for entry in document.dropped)
    rows = [
        (_("items"), source.items, items - notes + len(document.left)),
        (_("tables"), source.tables, sum(len(page.find_all("table")) for page in pages)),
        (_("notes"), source.notes, notes),
        (_("pictures"), source.pictures, sum(len(page.find_all("img")) for page in pages) + said_pictures),
    ]
    said = _("%(what)s: %(source)d in the source, %(page)d on the page")
    verdict.structure += [said % {"what": w, "source": many, "page": found} for w, many, found in rows if found < many]
