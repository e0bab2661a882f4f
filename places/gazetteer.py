"""Communes of France by name and by postcode: the coordinates that an editor need not type.

The file is read when it is first asked for, as one text of 2 MB that lines are looked for in: 35,000 objects would
take ten times as much of each process. The largest communes come first.
"""

import dataclasses
import gzip
import math
import re
from collections.abc import Iterator
from functools import cache
from itertools import islice

from registers.names import fold

from .choices import DATA

SOURCE = DATA / "communes.tsv.gz"


@dataclasses.dataclass(frozen=True)
class Commune:
    """A commune, a former one, or an arrondissement of Paris, Lyon or Marseille."""

    name: str
    #: The code of its department, or of its territory overseas.
    department: str
    postcodes: tuple[str, ...]
    latitude: float
    longitude: float
    #: Whether its point is the middle of its neighbours: some kilometres away.
    is_approximate: bool
    #: 0 when they are not counted apart.
    population: int

    @property
    def point(self) -> tuple[float, float]:
        return self.latitude, self.longitude


def get_town_key(name: str) -> str:
    """`Saint-Étienne`, `st etienne` and `SAINT ETIENNE` are one town: « saint-etienne »."""
    words = re.findall(r"[^\W_]+", fold(name))
    return "-".join({"st": "saint", "ste": "sainte"}.get(word, word) for word in words)


@cache
def read_gazetteer() -> str:
    return gzip.decompress(SOURCE.read_bytes()).decode()


def find_lines(words: str) -> Iterator[Commune]:
    """The communes whose line holds `words`, the largest first."""
    text, at = read_gazetteer(), -1
    while (at := text.find(words, at + 1)) >= 0:
        start = text.rfind("\n", 0, at + 1) + 1
        _key, name, department, codes, latitude, longitude, mark, size = text[start : text.index("\n", start)].split(
            "\t"
        )
        yield Commune(name, department, tuple(codes.split()), float(latitude), float(longitude), bool(mark), int(size))


def find_communes(name: str, department: str = "") -> list[Commune]:
    """The communes called `name`, in `department` (a code) when it is given, the largest first."""
    found = find_lines(f"\n{get_town_key(name)}\t")
    return [commune for commune in found if department in ("", commune.department)]


def find_main(name: str, department: str = "") -> Commune | None:
    """The one that a name means: alone to have it, or ten times larger than the next."""
    found = find_communes(name, department)
    return found[0] if found and (len(found) == 1 or found[0].population >= 10 * found[1].population) else None


def find_starting(key: str, most: int = 5) -> list[Commune]:
    """The largest communes whose key starts so."""
    return list(islice(find_lines(f"\n{key}"), most))


def find_capital(departments) -> Commune | None:
    """The largest commune of some departments."""
    found = (next(find_lines(f"\t{code}\t"), None) for code in departments)
    return max(filter(None, found), key=lambda commune: commune.population, default=None)


@cache
def list_keys() -> tuple[str, ...]:
    """The keys of the communes, the largest first."""
    return tuple(dict.fromkeys(line.partition("\t")[0] for line in read_gazetteer().splitlines()[1:]))


def get_distance(start: tuple[float, float], end: tuple[float, float]) -> int:
    """Kilometres as the crow flies."""
    lat1, lon1, lat2, lon2 = map(math.radians, (*start, *end))
    a = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return round(12742 * math.asin(math.sqrt(a)))
