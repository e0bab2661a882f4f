"""Text of a cell: safe for spreadsheet programs, the same when it comes back; and what it names."""

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


class Targets:
    """What the cells of a relation may name: by key (reference, else number) and by name. One query, when needed."""

    KEY = re.compile(r"^(?P<label>.*?)\s*\[(?P<key>[^\[\]]+)\]$", re.DOTALL)

    def __init__(self, model: type):
        self.model = model
        self.by_key: dict[str, list] | None = None
        self.by_label: dict[str, list] = {}

    def load(self) -> None:
        self.by_key, self.by_label = {}, {}
        for row in self.model._default_manager.all():
            self.by_key.setdefault(self.get_key(row), []).append(row)
            self.by_label.setdefault(squash(str(row)), []).append(row)

    @staticmethod
    def get_key(row) -> str:
        return getattr(row, "reference", "") or f"n°\u00a0{row.pk}"

    @classmethod
    def write(cls, row) -> str:
        """« Ministère de l’Exemple [ministere-exemple] »."""
        return f"{' '.join(str(row).split())} [{cls.get_key(row)}]"

    def find(self, text: str, entry, current=()):
        """The row that `text` names; of the rows of one key, one of `current`, else of the entry's language."""
        if self.by_key is None:
            self.load()
        match = self.KEY.match(text)
        if match:
            key = re.sub(r"^n°\s*", "n°\u00a0", match["key"].strip())
            rows = [r for r in self.by_key.get(key, ()) if squash(str(r)) == squash(match["label"])]
            if not rows:
                raise refuse(
                    _("“%(text)s”: no entry has this identifier and this name. Write the name alone to change it."),
                    text=text[:80],
                )
        else:
            rows = self.by_label.get(squash(text), [])
            if not rows:
                raise refuse(_("“%(text)s” is not in the register."), text=text[:80])
            if len({self.get_key(row) for row in rows}) > 1:
                names = ", ".join(sorted({self.write(row) for row in rows})[:5])
                raise refuse(_("Several entries have this name: write one of %(names)s."), names=names)
        own = [row for row in rows if row.pk in current]
        same = [row for row in rows if getattr(row, "locale_id", None) == getattr(entry, "locale_id", None)]
        return (own or same or rows)[0]
