"""The lines of a PDF page by page, read by another process: a bad file stops nothing here."""

import dataclasses
import json
import re
import subprocess
import sys
import tempfile
from collections import Counter
from contextlib import suppress
from itertools import zip_longest
from pathlib import Path

from .printed import WORDS, Hyphens, find_running

MAX_PAGES = 2_000
#: Bytes of a file; and characters of text in all.
MAX_SIZE = 100 * 1024 * 1024
MAX_CHARACTERS = 20_000_000
#: Seconds, by the clock; the process has a limit of its own on what it computes.
MAX_TIME = 120
#: Letters of a page that is more than a picture; the share of a page that such a picture has.
MIN_LETTERS, SCAN = 20, 0.3
#: Sizes of notes, and of the largest running heads, in sizes of the text; lines of a column at least.
SMALL, BIG, COLUMN = 0.93, 1.35, 3

#: The number of a note, to which its first word sticks.
_NUMBER = re.compile(r"^(\d{1,3})(?=[^\W\d_])")
READER = Path(__file__).with_name("process.py")
READ, PARTLY, ENCRYPTED, BROKEN, IMAGE_ONLY, TOO_BIG = "read", "partly", "encrypted", "broken", "image", "big"


@dataclasses.dataclass
class Line:
    """A line, in points from the lower left corner; `runs` are [words, style, address], cells being parted by a tab."""

    left: float
    right: float
    y: float
    size: float
    runs: list[list[str]]

    @property
    def text(self) -> str:
        """Its words; what calls a note, or is its number, stands apart."""
        marked = (f" {run[0]} " if "^" in run[1] and run[0].strip(" ,()").isdigit() else run[0] for run in self.runs)
        return "".join(marked).strip()

    def meets(self, other: "Line") -> bool:
        """Whether they stand one over the other, not side by side."""
        return self.left < other.right and self.right > other.left

    @property
    def is_bold(self) -> bool:
        return all("b" in run[1] for run in self.runs if run[0].strip())


@dataclasses.dataclass
class Sheet:
    """A page: its text, the notes under it, what was printed around it, the shares of its pictures."""

    lines: list[Line]
    notes: list[Line] = dataclasses.field(default_factory=list)
    around: list[str] = dataclasses.field(default_factory=list)
    images: list[float] = dataclasses.field(default_factory=list)

    @property
    def is_scan(self) -> bool:
        return sum(len(line.text) for line in self.lines) < MIN_LETTERS and sum(self.images) > SCAN


@dataclasses.dataclass
class PdfText:
    """What came of reading a file; `state` is one of those above."""

    state: str
    pages: int = 0
    sheets: list[Sheet] = dataclasses.field(default_factory=list)
    #: The size of the letters of its text.
    size: float = 0
    hyphens: Hyphens | None = None

    @property
    def scans(self) -> list[int]:
        """The numbers of the pages that are pictures without a text."""
        return [number for number, sheet in enumerate(self.sheets, 1) if sheet.is_scan]

    @property
    def texts(self) -> list[str]:
        """The words of each page, whole; one that goes on overleaf stands where it begins, as a search finds it."""
        texts, held = [], ""
        for sheet, following in zip_longest(self.sheets, self.sheets[1:]):
            words, others = self.join(sheet.lines)
            words, held = words.removeprefix(held).strip(), ""
            if following and following.lines:
                end, other = self.hyphens.join(words, following.lines[0].text)
                match = WORDS.match(following.lines[0].text)
                if match and not end.endswith(" "):
                    held, words, others = match[0], end + match[0], [*others, other]
            notes, more = self.join(sheet.notes)
            texts.append(" ".join(filter(None, [words, notes.strip(), *others, *more])))
        return texts

    def join(self, lines: list[Line]) -> tuple[str, list[str]]:
        """(the words of lines, the other writings of those whose hyphen may be the line's)."""
        whole, others = "", []
        for line, following in zip_longest(lines, lines[1:]):
            words, other = self.hyphens.join(line.text, following.text) if following else (line.text, "")
            whole += " ".join(words.split()) + " " * words.endswith(" ")
            others += [other] if other else []
        return whole, others


def read_pdf(file, max_time: float = MAX_TIME) -> PdfText:
    """Read an open binary file; never fails for what the file is."""
    return _judge(*run_reader(file, max_time))


def run_reader(file, max_time: float = MAX_TIME, options: tuple[str, ...] = ()) -> tuple[list, bool]:
    """The values that `process.py` printed of an open file, and whether it ended by itself."""
    with tempfile.NamedTemporaryFile(suffix=".pdf") as copy:
        size = 0
        while chunk := file.read(1 << 20):
            size += len(chunk)
            if size > MAX_SIZE:
                return [{"error": TOO_BIG}], True
            copy.write(chunk)
        copy.flush()
        return _run(copy.name, max_time, options)


def _run(path: str, max_time: float, options: tuple[str, ...]) -> tuple[list, bool]:
    command = [sys.executable, "-I", str(READER), path, str(MAX_PAGES), str(MAX_CHARACTERS), *options]
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    try:
        # A program of ours, with numbers and a temporary file's name as arguments.
        done = subprocess.run(command, timeout=max_time, check=False, **quiet)  # noqa: S603
        output, ended = done.stdout, done.returncode == 0
    except subprocess.TimeoutExpired as error:
        output, ended = error.stdout or b"", False
    rows = []
    for line in output.splitlines():
        # The last one may be cut in the middle.
        with suppress(ValueError):
            rows.append(json.loads(line))
    return rows, ended


def _judge(rows: list, ended: bool) -> PdfText:
    head = rows[0] if rows else {"error": BROKEN}
    if "error" in head:
        return PdfText(head["error"])
    found = settle(rows[1:])
    found.pages = head["pages"]
    has_words = any(WORDS.search(line.text) for sheet in found.sheets for line in [*sheet.lines, *sheet.notes])
    if not found.pages or (not ended and not has_words):
        return PdfText(BROKEN, found.pages)
    if len(found.sheets) < found.pages:
        found.state = PARTLY
    elif not has_words:
        found.state = IMAGE_ONLY
    return found


def settle(pages: list[dict]) -> PdfText:
    """The pages in the order in which they are read, without what was printed around them, their notes apart."""
    sheets = [Sheet([Line(*line) for line in page["lines"]], images=page["images"]) for page in pages]
    weights: Counter = Counter()
    for line in (line for sheet in sheets for line in sheet.lines):
        weights[round(line.size * 2) / 2] += len(line.text)
    size = weights.most_common(1)[0][0] if weights else 0
    ordered = [sorted((line for line in sheet.lines if line.size <= BIG * size), key=_get_place) for sheet in sheets]
    running = find_running([[line.text for line in lines] for lines in ordered])
    for number, (sheet, lines) in enumerate(zip(sheets, ordered, strict=True)):
        gone = [line for place, line in enumerate(lines) if (number, place) in running]
        sheet.around = [line.text for line in gone]
        part_notes(sheet, put_back(order([line for line in sheet.lines if line not in gone])), SMALL * size)
    texts = [line.text for part in ("lines", "notes") for sheet in sheets for line in getattr(sheet, part)]
    return PdfText(READ, sheets=sheets, size=size, hyphens=Hyphens(texts))


def put_back(lines: list[Line]) -> list[Line]:
    """The lines, each with its own mark or raised number, which some programs write apart."""
    kept: list[Line] = []
    for line in lines:
        last = kept[-1] if kept else None
        rise = last.y - line.y if last and len(last.text) < 4 else -1
        if 0 <= rise < 2 and line.left > last.left and len(line.text) > 3:
            line.left = kept.pop().left
            line.runs.insert(0, [f"{last.text} ", "", ""])
        elif 2 <= rise < 0.6 * line.size and last.text.isdigit() and last.left > line.left:
            line.runs.append([kept.pop().text, "^", ""])
        kept.append(line)
    return kept


def _get_place(line: Line) -> tuple[float, float]:
    return -round(line.y), line.left


def part_notes(sheet: Sheet, lines: list[Line], small: float) -> None:
    """Notes are small, begin with their number, and stand at the foot of their column."""
    sheet.lines, sheet.notes = [], []
    for number, line in enumerate(lines):
        below = [other for other in lines[number:] if other.y <= line.y and other.meets(line)]
        is_foot = line.size <= small and all(other.size <= small for other in below)
        starts = line.text[:1].isdigit() or line.text[:1] in "*†‡"
        if is_foot and starts:
            line.runs[0][0] = _NUMBER.sub(r"\1 ", line.runs[0][0])
        (sheet.notes if is_foot and (sheet.notes or starts) else sheet.lines).append(line)


def order(lines: list[Line]) -> list[Line]:
    """The lines as the file has them, unless it goes up without going to the right: then column by column."""
    pairs = zip(lines, lines[1:], strict=False)
    if not any(after.y > line.y + 2 * line.size and after.left < line.right - line.size for line, after in pairs):
        return lines
    places = sorted({round(line.left) - 1 for line in lines})
    sides = {x: ([o for o in lines if o.right <= x], [o for o in lines if o.left >= x]) for x in places}
    gutter = max(sides, key=lambda x: min(map(len, sides[x])) and sum(map(len, sides[x])), default=0)
    if not gutter or min(map(len, sides[gutter])) < COLUMN or sum(map(len, sides[gutter])) < len(lines) / 2:
        return sorted(lines, key=_get_place)
    ordered: list[Line] = []
    columns: tuple[list[Line], list[Line]] = ([], [])
    for line in sorted(lines, key=_get_place):
        if line.left < gutter < line.right:
            ordered += [*columns[0], *columns[1], line]
            columns = ([], [])
        else:
            columns[line.left >= gutter].append(line)
    return [*ordered, *columns[0], *columns[1]]
