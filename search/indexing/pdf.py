"""The text of a PDF page by page, read by another process: a bad file stops nothing here."""

import dataclasses
import json
import re
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

from ..models import FileReport

State = FileReport.State

MAX_PAGES = 2_000
#: Bytes of a file; and characters of text in all.
MAX_SIZE = 100 * 1024 * 1024
MAX_CHARACTERS = 20_000_000
#: Seconds, by the clock; the process has a limit of its own on what it computes.
MAX_TIME = 120

READER = Path(__file__).with_name("pdf_process.py")

#: Hyphens that only say that a word goes on, on the next line.
_CUT = re.compile(r"(\w)(?:[\u00ad\x02\ufffe][^\S\n]*\n?|\u2010[^\S\n]*\n)[^\S\n]*(?=[^\W\d_])")
#: A plain hyphen at the end of a line: the word's own, or one that says that it goes on.
_HYPHEN = re.compile(r"([^\W\d_]+)-[^\S\n]*\n[^\S\n]*([^\W\d_]+)")
_WORDS = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


@dataclasses.dataclass
class PdfText:
    """What came of reading a file."""

    state: State
    pages: int = 0
    texts: list[str] = dataclasses.field(default_factory=list)


def read_pdf(file, max_time: float = MAX_TIME) -> PdfText:
    """Read an open binary file; never fails for what the file is."""
    with tempfile.NamedTemporaryFile(suffix=".pdf") as copy:
        size = 0
        while chunk := file.read(1 << 20):
            size += len(chunk)
            if size > MAX_SIZE:
                return PdfText(State.TOO_BIG)
            copy.write(chunk)
        copy.flush()
        return _judge(*_run(copy.name, max_time))


def _run(path: str, max_time: float) -> tuple[list, bool]:
    """The lines that the reader printed, and whether it ended by itself."""
    # A program of ours, with numbers and a temporary file's name as arguments.
    process = subprocess.Popen(  # noqa: S603
        [sys.executable, "-I", str(READER), path, str(MAX_PAGES), str(MAX_CHARACTERS)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    timer = threading.Timer(max_time, process.kill)
    timer.start()
    lines = []
    try:
        for line in process.stdout:
            try:
                lines.append(json.loads(line))
            except ValueError:  # Cut in the middle.
                break
        process.wait()
    finally:
        timer.cancel()
        process.kill()
        process.stdout.close()
        process.wait()
    return lines, process.returncode == 0


def _judge(lines: list, ended: bool) -> PdfText:
    head = lines[0] if lines else {"error": "broken"}
    if "error" in head:
        return PdfText(State.ENCRYPTED if head["error"] == "encrypted" else State.BROKEN)
    pages, texts = head["pages"], clean_pages(lines[1:])
    if not pages or (not ended and not any(texts)):
        return PdfText(State.BROKEN, pages)
    if len(texts) < pages:
        return PdfText(State.PARTLY, pages, texts)
    if not any(_WORDS.search(text) for text in texts):
        return PdfText(State.IMAGE_ONLY, pages)
    return PdfText(State.READ, pages, texts)


def clean_pages(texts: list[str]) -> list[str]:
    """The words of each page, whole: those that lines cut are joined again.

    A plain hyphen at the end of a line is settled by the other pages, which write the word one
    way or the other; when none does, the page has both.
    """
    texts = [_join_cut(text.replace("\r\n", "\n").replace("\r", "\n")) for text in texts]
    known = {word.casefold() for text in texts for word in _WORDS.findall(_HYPHEN.sub(" ", text))}
    return [_join_hyphens(text, known) for text in texts]


def _join_cut(text: str) -> str:
    text = _CUT.sub(r"\1", text)
    return text.replace("\u00ad", "").replace("\u2010", "-").replace("\x02", "").replace("\ufffe", "")


def _join_hyphens(text: str, known: set[str]) -> str:
    others: list[str] = []

    def join(match: re.Match) -> str:
        first, second = match.groups()
        joined, hyphened = first + second, f"{first}-{second}"
        if hyphened.casefold() in known or second[0].isupper():
            return hyphened
        if joined.casefold() not in known:
            others.append(hyphened)
        return joined

    text = _HYPHEN.sub(join, text)
    return " ".join([*text.split(), *others])
