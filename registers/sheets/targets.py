"""What the cells of a relation name."""

import re

from django.utils.translation import gettext as _

from .cells import refuse, squash


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
