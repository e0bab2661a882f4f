"""« Près de chez moi »: from a few typed words to places, without asking anyone else.

A town, a department (name or number), a region or a postcode; the town of the reader is found in
the gazetteer of the site, so that the nearest cafés can be told when there is none in it.
"""

import dataclasses
import math
import re

from places.choices import DEPARTMENTS, REGIONS
from places.gazetteer import find_communes, get_town_key
from places.models import Place

#: Nearest towns beyond this distance are not near.
NEAR_KILOMETRES = 80


@dataclasses.dataclass
class Area:
    """What was understood of the words."""

    #: Primary keys of the places in it.
    places: list[int] = dataclasses.field(default_factory=list)
    #: Where it is, when it is one town.
    point: tuple[float, float] | None = None
    #: The department that was understood, in words.
    department: str = ""


def get_department(text: str) -> str:
    """The code of the department of a postcode or number, or ""."""
    code = re.sub(r"\s", "", text).upper()
    if code in DEPARTMENTS:
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
    return code if code in DEPARTMENTS else ""


def understand(text: str, places) -> Area:
    """Find which of `places` (rows of `Place`) the words mean."""
    if code := get_department(text):
        found = [place.pk for place in places if place.department == code]
        return Area(found, department=DEPARTMENTS[code][0])
    # « Reims (51) », « 51100 Reims »: the name, then the number as a help.
    numbers = re.findall(r"\b\d{2,5}\b", text)
    code = next(filter(None, map(get_department, numbers)), "")
    wanted = get_town_key(re.sub(r"[\d()]", " ", text))
    if not wanted:
        return Area()
    exact = [p for p in places if get_town_key(p.name) == wanted and code in ("", p.department)]
    point = get_point(wanted, code, exact)
    if exact:
        return Area([p.pk for p in exact], point)
    for names in (DEPARTMENTS, REGIONS):
        codes = {c for c, name in names.items() if get_town_key(name if isinstance(name, str) else name[0]) == wanted}
        if codes:
            field = "department" if names is DEPARTMENTS else "region"
            label = DEPARTMENTS[min(codes)][0] if names is DEPARTMENTS else REGIONS[min(codes)]
            return Area([p.pk for p in places if getattr(p, field) in codes], department=label)
    if len(wanted) > 2 and point is None:
        return Area([p.pk for p in places if get_town_key(p.name).startswith(wanted)])
    return Area([], point)


def get_point(wanted: str, code: str, exact: list[Place]) -> tuple[float, float] | None:
    """Where the town is: as its place says, else as the gazetteer does when there is one of that name."""
    if exact and exact[0].has_point:
        return exact[0].latitude, exact[0].longitude
    communes = find_communes(wanted, code)
    return (communes[0].latitude, communes[0].longitude) if len(communes) == 1 else None


def get_distance(start: tuple[float, float], end: tuple[float, float]) -> int:
    """Kilometres as the crow flies."""
    lat1, lon1, lat2, lon2 = map(math.radians, (*start, *end))
    a = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return round(12742 * math.asin(math.sqrt(a)))


def get_nearest(point: tuple[float, float], places, limit: int = 4) -> list[tuple[int, Place]]:
    """(kilometres, place) of the nearest of `places` but the one that stands at `point`."""
    found = []
    for place in places:
        if place.has_point:
            distance = get_distance(point, (place.latitude, place.longitude))
            if 0 < distance <= NEAR_KILOMETRES:
                found.append((distance, place))
    return sorted(found, key=lambda item: (item[0], item[1].slug))[:limit]
