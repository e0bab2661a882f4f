"""What place of France a few typed words mean: a commune, an arrondissement, a postcode, a department or a region.

`Saint-Denis (93)`, `st denis, réunion`, `lyon 3e`, `69431 LYON CEDEX 03`, `69001`, `2A`, `rhône`, `paca`, `grenobel`.
"""

import dataclasses
import re
from functools import cached_property
from statistics import fmean

from django.utils.translation import gettext
from rapidfuzz import fuzz, process

from registers.names import fold

from .choices import AREAS, DEPARTMENTS, OTHER_NAMES, REGIONS
from .gazetteer import (
    Commune,
    find_capital,
    find_communes,
    find_lines,
    find_starting,
    get_town_key,
    list_keys,
)

#: How much of a name is taken for an area of the same name as a commune.
WEIGHT_OF_DEPARTMENT, WEIGHT_OF_REGION = 100_000, 1_000_000
#: Numbers that are no department's any more → those that have them.
NUMBERS = {"20": ("2A", "2B"), "97": ("971", "972", "973", "974", "976"), "98": ("988", "987", "986")}
#: Towns of so many postcodes have arrondissements.
WHOLE = 9
#: The first of several meanings is taken when it is so many times larger than the next.
DOMINANT = 10
#: Meanings shown, and how alike a misspelt name is, of 100.
MOST, ALIKE = 6, 80

NUMERALS = "i ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi xvii xviii xix xx".split()
DISTRICT = re.compile(rf"^(paris|lyon|marseille)-(1?\d|20|{'|'.join(NUMERALS)})(er|e|eme|nd|nde)?(-arr[a-z]*)?$")
MAIL = re.compile(r"\bcedex\b(\s+\d{1,2}\b)?|\b(?:[bc][ps]|tsa)\s*\d+\b|\b\d\d\s+sp\b|\bfrance\b", re.IGNORECASE)
#: What is said of a place before its name.
BEFORE = re.compile(
    r"^(?:(?:departement|region|commune|ville|metropole|agglo|agglomeration|communaute|quartier|banlieue|grande?|iles?"
    r"|vallee|le|la|les|l|de|du|des|d)-)+"
)
CODE = re.compile(r"\b(?:\d{5}|\d{2}\s\d{3}|97\d|98\d|\d{2}|2[AB])\b|^\s*\d\s*$", re.IGNORECASE)


@dataclasses.dataclass(frozen=True)
class Spot:
    """One meaning of the words."""

    #: « Saint-Denis (La Réunion) », and what is typed to mean nothing else.
    label: str
    words: str
    point: tuple[float, float] | None
    #: The codes of the areas that it is, rather than a point; none for a commune or a postcode.
    areas: frozenset[str] = frozenset()
    #: The codes of the regions that are wholly in it.
    regions: frozenset[str] = frozenset()
    name: str = ""
    #: Of a commune.
    department: str = ""
    is_approximate: bool = False
    weight: int = 0


@dataclasses.dataclass(frozen=True)
class Meaning:
    """What words were understood as, the most likely first."""

    spots: list[Spot]
    #: Whether no name is written so: these are the closest.
    is_guess: bool = False

    @cached_property
    def spot(self) -> Spot | None:
        """What they mean, unless the reader has to choose."""
        first, *others = self.spots or [None]
        return first if first and not (others and first.weight < DOMINANT * others[0].weight) else None


def get_department(text: str) -> str:
    """The code of the department or territory of a postcode or number, or ""."""
    code = re.sub(r"\s", "", text).upper()
    if code in AREAS:
        return code
    if not (code.isascii() and code.isdigit()):
        return ""
    if len(code) == 1:
        code = f"0{code}"
    elif len(code) == 5:
        if code.startswith("20"):
            code = "2A" if code < "20200" else "2B"
        else:
            code = code[:3] if code[:2] in ("97", "98") else code[:2]
    return code if code in AREAS else ""


def make_commune(commune: Commune) -> Spot:
    area = AREAS[commune.department][0]
    label = commune.name if area == commune.name else f"{commune.name} ({area})"
    words = f"{commune.name} ({commune.department})"
    return Spot(
        label,
        words,
        commune.point,
        name=commune.name,
        department=commune.department,
        is_approximate=commune.is_approximate,
        weight=commune.population + 1,
    )


def make_area(name: str, words: str, codes, weight: int) -> Spot:
    """A department or a region: it is measured from its largest town."""
    capital = find_capital(codes)
    middle = capital.name if capital else name
    regions = frozenset(code for code in REGIONS if get_departments(code) <= set(codes))
    return Spot(name, words, capital and capital.point, frozenset(codes), regions, name=middle, weight=weight)


def get_departments(region: str) -> frozenset[str]:
    return frozenset(code for code, (_name, own) in DEPARTMENTS.items() if own == region)


def make_department(code: str) -> Spot:
    return make_area(f"{AREAS[code][0]} ({code})", code, [code], WEIGHT_OF_DEPARTMENT)


def make_postcode(code: str) -> Spot | None:
    """The communes that share a postcode, or its department when no commune has it (CEDEX)."""
    found = [one for one in find_lines(code) if code in one.postcodes]
    # An arrondissement says more than the whole town.
    found = [one for one in found if len(one.postcodes) < WHOLE] or found
    if not found:
        return make_department(get_department(code)) if get_department(code) else None
    point = fmean(one.latitude for one in found), fmean(one.longitude for one in found)
    first, is_alone = found[0], len(found) == 1
    label = first.name if is_alone else gettext("%(town)s and others") % {"town": first.name}
    own = {"name": first.name, "department": first.department} if is_alone else {}
    return Spot(
        f"{code} ({label})", code, point, is_approximate=any(one.is_approximate for one in found), weight=1, **own
    )


def find_areas(key: str) -> list[Spot]:
    """The departments, territories and regions called so."""
    key = get_town_key(OTHER_NAMES.get(key, key))
    spots = [make_department(code) for code, (name, _region) in AREAS.items() if is_called(name, key)]
    taken = {spot.areas for spot in spots}
    for code, name in REGIONS.items():
        inside = get_departments(code)
        if inside not in taken and is_called(name, key):
            label = gettext("%(region)s (region)") % {"region": name}
            spots.append(make_area(label, name, inside, WEIGHT_OF_REGION))
    if not spots and len(key) > 3:
        # « Bourgogne », « Auvergne »: a part of the name of one region.
        parts = [name for name in REGIONS.values() if f"-{key}-" in f"-{get_town_key(name)}-"]
        spots = find_areas(get_town_key(parts[0])) if len(parts) == 1 else []
    return spots


def is_called(name: str, key: str) -> bool:
    own = get_town_key(name)
    return key in (own, own.removeprefix("la-"), f"ile-de-{own}", f"departement-de-{own}")


def find_named(key: str, codes) -> list[Spot]:
    """The places called so, in departments `codes` if there are any in them; areas and communes alike."""
    if match := DISTRICT.match(key):
        city, number = match.group(1), match.group(2)
        number = NUMERALS.index(number) + 1 if number in NUMERALS else int(number)
        key = f"{city}-{number}{'er' if number == 1 else 'e'}"
    spots = []
    for article in ("", "le-", "la-", "les-", "l-"):
        if spots := [make_commune(one) for one in find_communes(article + key)]:
            break
    if spots and not codes:
        # « Évry » is Évry-Courcouronnes, more likely than Évry in the Yonne.
        longer = map(make_commune, find_starting(f"{key}-"))
        spots += [one for one in longer if one.weight >= DOMINANT * spots[0].weight]
    areas = [
        area
        for area in find_areas(key)
        if not any(area.words in spot.words and area.name == spot.name for spot in spots)
    ]
    found = sorted([*spots, *areas], key=lambda spot: -spot.weight)
    inside = [spot for spot in found if is_in(spot, codes)]
    # « Mayenne (53) » is the town: the department is « 53 ».
    return (codes and [spot for spot in inside if not spot.areas]) or inside or found


def is_in(spot: Spot, codes) -> bool:
    if not codes:
        return True
    if spot.areas:
        return spot.areas <= set(codes)
    return any(spot.words.endswith(f"({code})") for code in codes)


def understand(text: str) -> Meaning:
    """The places that some words may mean; no query."""
    text = MAIL.sub(" ", fold(text))
    key = get_town_key(text)
    numbers = [] if DISTRICT.match(key) else CODE.findall(text)
    name, _sign, hint = (
        re.sub(r"[)]", " ", text if not numbers else CODE.sub(" ", text)).replace(",", "(").partition("(")
    )
    if other := OTHER_NAMES.get(get_town_key(name)):
        return understand(f"{other} ({hint}" if hint.strip() else other)
    key, codes = get_town_key(name), {code for code in map(get_department, numbers) if code}
    for area in find_areas(get_town_key(hint)) if hint.strip() else ():
        codes |= area.areas
    if not key:
        return Meaning(find_by_number(numbers or [text.strip()]))
    if spots := find_named(key, codes) or split_name(key):
        return Meaning(spots[:MOST])
    if codes:
        return Meaning(find_by_number(numbers) or [make_department(code) for code in sorted(codes)][:MOST])
    starting = [make_commune(one) for one in find_starting(key)] if len(key) > 2 else []
    guessed = guess(key)
    # « Renes » is Rennes misspelt, more likely than the beginning of Renescure.
    if starting and not (guessed and guessed[0].weight >= DOMINANT * starting[0].weight):
        return Meaning(starting)
    if (bare := BEFORE.sub("", key)) not in ("", key) and (found := understand(bare)).spots and not found.is_guess:
        return found
    return Meaning(guessed or shorten(key), is_guess=True)


def find_by_number(numbers: list[str]) -> list[Spot]:
    found = []
    for number in map(str.upper, numbers):
        code = re.sub(r"\s", "", number)
        if len(code) == 5:
            found.append(make_postcode(code))
        else:
            # « 20 », « 97 »: several have numbers that begin so.
            codes = [get_department(code)] if get_department(code) else NUMBERS.get(code, ())
            found += map(make_department, codes)
    return list(filter(None, found))


def split_name(key: str) -> list[Spot]:
    """« saint-denis-reunion », « valence-drome »: a name, then that of its area."""
    words = key.split("-")
    for at in range(len(words) - 1, 0, -1):
        codes = {code for area in find_areas("-".join(words[at:])) for code in area.areas}
        own = [one for one in find_named("-".join(words[:at]), codes) if is_in(one, codes)] if codes else ()
        if own:
            return own
    return []


def guess(key: str) -> list[Spot]:
    """The names that look most like a misspelt one, the largest places first."""
    if len(key) < 4:
        return []
    names = [(get_town_key(name), make_department(code)) for code, (name, _region) in AREAS.items()]
    alike = [area for name, area in names if fuzz.ratio(name, key) >= ALIKE]
    keys = process.extract(key, list_keys(), scorer=fuzz.ratio, score_cutoff=ALIKE, limit=20)
    best = max((score for _key, score, _index in keys), default=0)
    communes = [one for name, score, _index in keys if score >= best - 4 for one in find_lines(f"\n{name}\t")]
    return sorted([*map(make_commune, communes), *alike], key=lambda spot: -spot.weight)[:MOST]


def shorten(key: str) -> list[Spot]:
    """« lyon-part-dieu », « finistere-nord »: the place that the first words name."""
    words = key.split("-")
    starts = ("-".join(words[:at]) for at in range(len(words) - 1, 0, -1))
    return next(filter(None, (find_named(start, ()) for start in starts if len(start) > 3)), [])[:MOST]
