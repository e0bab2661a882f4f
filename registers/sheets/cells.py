"""Text of a cell: safe for spreadsheet programs, and the same when it comes back."""

import re

from django.utils.translation import gettext as _

from ..names import fold

#: A cell that begins so may be run by a spreadsheet program, full-width signs included.
_START = "=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20"
_DANGEROUS = re.compile(rf"^[\s']*[{_START}]")
_NEUTRALISED = re.compile(rf"^'[\s']*[{_START}]")
#: What XML 1.0, and so XLSX, cannot hold.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
#: What a cell of Excel holds: longer ones would be cut without a word.
MAX_CELL = 32_000


def neutralise(text: str, cut_at: str = "") -> str:
    """`text` with an apostrophe before what a spreadsheet would take for a formula; `restore` takes it away.

    cut_at: signs, other than the file's own separator, at which some program cuts a line, inside cells too:
    a formula after one of them is neutralised as well, for good.
    """
    text = _CONTROL.sub("", text)
    if cut_at:
        text = re.sub(rf"([{cut_at}])(?=[\s']*[{_START}])", r"\1'", text)
    return f"'{text}" if _DANGEROUS.match(text) else text


def restore(text: str) -> str:
    """The text that `neutralise` was given."""
    return text[1:] if _NEUTRALISED.match(text) else text


def normalise(text: str) -> str:
    """A text as it is compared: spreadsheet programs change ends of lines, and lose spaces at both ends."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def get_too_long() -> str:
    """What stands for a text that no cell can hold: it is left as it is by an import."""
    return _("[too long for a spreadsheet: change it in the register]")


def refuse(message: str, **values) -> ValueError:
    """An error for whoever made the file."""
    return ValueError(message % values if values else message)


def squash(text: str) -> str:
    """How labels are compared: without accents, case or spaces."""
    return re.sub(r"\s+", " ", fold(text)).strip()
