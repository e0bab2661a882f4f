"""What every document's titles are put through, once its blocks are read: capitals."""

import re
from collections import Counter
from dataclasses import replace

from django.utils.translation import gettext as _

from registers.names import fold

from .document import Block, Document, Kind
from .structure import is_upper

_WORD = re.compile(r"[^\W\d_]+")
_ROMAN = re.compile(r"[IVXLC]{2,}")
#: Short words that are no acronym, whether or not the text uses them elsewhere.
_SHORT = set(
    "a au aux avec ce ces dans de des du elle en est et il ils la le les leur leurs mais ne nos notre nous on ou "
    "par pas plus pour qu que qui sa sans se ses son sont sous sur un une vers vos votre vous y "
    "acte actes agir aide annee apres autre avant avis bilan bref but cadre cas choix cle cles debat defi defis deux "
    "droit enjeu ere fait faits fin geste idee idees jeu jeune lien liens lire loi lois mise mot mots note notes objet "
    "outil pays plan point regle role sens suite temps texte tous trois usage vie voix".split()
)
#: A longer word that the text says nowhere else is taken for a word, not an acronym.
MAX_ACRONYM = 5
MAX_SUBTITLE = 120
#: How much of a text tells how it spells its words.
MAX_READ = 300_000


def settle_titles(document: Document) -> None:
    """Titles in capitals are written in small letters."""
    capitals = [block for block in document.blocks if block.kind == Kind.HEADING and block.text.isupper()]
    first, second = [*document.blocks[:2], Block(""), Block("")][:2]
    if first.kind == Kind.HEADING and second.kind == Kind.PARAGRAPH and len(second.text) <= MAX_SUBTITLE:
        capitals += [second] if is_upper(second.text) else []
    if not capitals:
        return
    spellings = get_spellings(document.text[:MAX_READ])
    for block in capitals:
        before = block.text
        block.spans = [replace(span, text=_lower(span.text, spellings)) for span in block.spans]
        if block.text != before:
            said = _("Titles in capitals were written in small letters: check their proper names.")
            document.notes += [said] * (said not in document.notes)
            start = next(number for number, span in enumerate(block.spans) if _WORD.search(span.text))
            text = _WORD.sub(lambda match: match[0][0].upper() + match[0][1:], block.spans[start].text, count=1)
            block.spans[start] = replace(block.spans[start], text=text)


def get_spellings(text: str) -> dict[str, str]:
    """How the text itself writes each word where it does not shout, the start of its sentences apart."""
    found: dict[str, Counter] = {}
    for line in text.split("\n"):
        if line.isupper():
            continue
        for match in _WORD.finditer(line):
            before = line[: match.start()].rstrip(' «“"(-*•–')
            if before and before[-1] not in ".!?:…":
                found.setdefault(fold(match[0]), Counter())[match[0]] += 1
    return {word: spelt.most_common(1)[0][0] for word, spelt in found.items()}


def _lower(text: str, spellings: dict[str, str]) -> str:
    def write(match: re.Match) -> str:
        word = match[0]
        known = spellings.get(fold(word))
        if known or _ROMAN.fullmatch(word):
            return known or word
        is_word = len(word) > MAX_ACRONYM or len(word) == 1 or fold(word) in _SHORT
        return word.lower() if is_word else word

    return re.sub(r"([.!?]\s+)(\w)", lambda match: match[1] + match[2].upper(), _WORD.sub(write, text))
