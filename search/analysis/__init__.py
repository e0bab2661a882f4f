"""Words of a text, the same for what is indexed, asked and highlighted: one analyser a language."""

import hashlib
from functools import cache
from pathlib import Path

from registers.names import fold

from .base import Analyser, Token
from .english import English
from .french import French
from .normal import normalise

__all__ = ["LANGUAGES", "Analyser", "Token", "fold", "get_analyser", "get_version", "normalise"]

_ANALYSERS: dict[str, Analyser] = {"fr": French(), "en": English()}
LANGUAGES = tuple(_ANALYSERS)


def get_analyser(language: str) -> Analyser:
    """Return the analyser of a language code ("fr", "en-gb"); the French one for a language without any."""
    return _ANALYSERS.get((language or "").split("-")[0], _ANALYSERS["fr"])


@cache
def get_version() -> str:
    """Changes with the code of this package: what another version of it has indexed is stale."""
    found = hashlib.md5(usedforsecurity=False)
    for file in sorted(Path(__file__).parent.glob("*.*")):
        found.update(file.read_bytes())
    return found.hexdigest()
