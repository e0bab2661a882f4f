"""People named in a line of credits, found in the register by their folded names."""

import re

from django.conf import settings

from content.models import Contribution, ContributionRole
from people.models import Person
from registers.names import fold

#: How a line of credits says what people did → (role, capacity).
CREDITS = [
    (re.compile(r"(?:préparée?|rédigée?|coordonnée?|éditée?)\s+par\s"), ContributionRole.EDITOR, ""),
    (re.compile(r"illustrée?\s+par\s"), ContributionRole.CONTRIBUTOR, "illustration"),
    (re.compile(r"(?:réalisée?|traduite?|relue?)\s+par\s"), ContributionRole.CONTRIBUTOR, ""),
]
_LEADS = {
    r"^membres?\s+pilotes?\s*:\s*": ContributionRole.LEAD,
    r"^(?:auteure?s?|auteur[·.]e[·.]?s?|autrices?|par|rédigé par|rapporteure?s?)\s*(?::\s*|\s(?=[A-ZÀ-Þ]))": ContributionRole.AUTHOR,
    r"^(?:contributeurs?|contributrices?|avec la contribution de|avec)\s*:\s*": ContributionRole.CONTRIBUTOR,
}
LEADS = [(re.compile(pattern, re.IGNORECASE), role, "") for pattern, role in _LEADS.items()]
_WORD = r"[A-ZÀ-ÖØ-Þ][\w’'.]*(?:-[\w’']+)*"
_NAME = re.compile(rf"^{_WORD}(?:\s+(?:d[eu]|des|la|le|van|von|El|{_WORD})){{0,4}}\s+{_WORD}$")
_STOP = re.compile(
    r"[.;(\n]|,?\s+et\s+(?:réalisée?|illustrée?|avec|préparée?|mise?)\b|,?\s+(?:réalisée?|illustrée?|avec|préparée?|mise?)\b"
)
#: A line of credits is short.
MAX_LINE = 600


def fold_name(name: str) -> str:
    """« Anne-Claire  D’Alba » and « anne claire d'alba » are one name."""
    return " ".join(re.sub(r"[-'’.]", " ", fold(name)).split())


class People:
    """The register, by folded name; two people of one name are nobody."""

    def __init__(self):
        self.by_name: dict[str, Person | None] = {}
        for person in Person.objects.filter(locale__language_code=settings.LANGUAGE_CODE):
            for name in {fold_name(n) for n in [person.name, *person.aliases.splitlines()] if n.strip()}:
                self.by_name[name] = None if name in self.by_name else person

    def find(self, name: str) -> Person | None:
        return self.by_name.get(fold_name(name))


def split_names(text: str) -> list[str]:
    """The names that a list of people starts with: « A, B et C »."""
    stop = _STOP.search(text)
    names = []
    for piece in re.split(r"\s*,\s*(?:et\s+)?|\s+et\s+|\s*&\s*", text[: stop.start()] if stop else text):
        piece = " ".join(piece.split())
        if not _NAME.match(piece):
            break
        names.append(piece)
    return names


def find_credits(text: str, patterns=CREDITS) -> list[tuple[str, str, str]]:
    """(name, role, capacity) of each person whom a line credits."""
    if len(text) > MAX_LINE:
        return []
    found = []
    for pattern, role, label in patterns:
        for match in pattern.finditer(text):
            found += [(name, role, label) for name in split_names(text[match.end() :])]
    return found


def add_credits(page, credited: list[tuple[str, str, str]], people: People) -> tuple[list[str], list[str]]:
    """Give `page` those contributions that it lacks; returns (names found, names that are nobody's)."""
    known = {(row.person_id, row.role) for row in page.contributions.all()}
    matched, unknown = [], []
    for name, role, label in credited:
        person = people.find(name)
        if person is None:
            unknown.append(name)
            continue
        matched.append(name)
        if (person.pk, role) not in known:
            known.add((person.pk, role))
            order = page.contributions.count()
            what = {"role": role, "role_label": label, "sort_order": order}
            page.contributions.add(Contribution(person=person, locale=page.locale, **what))
    return matched, unknown
