"""Communes of France by name: the coordinates that an editor need not type."""

import csv
import dataclasses
import re
from functools import cache

from registers.names import fold

from .choices import DATA

SOURCE = DATA / "communes.csv"


@dataclasses.dataclass(frozen=True)
class Commune:
    """A commune: its name, the code of its department, where it is."""

    name: str
    department: str
    latitude: float
    longitude: float


def get_town_key(name: str) -> str:
    """`Saint-Étienne`, `st etienne` and `SAINT ETIENNE` are one town: « saint-etienne »."""
    words = re.findall(r"[^\W_]+", fold(name))
    return "-".join({"st": "saint", "ste": "sainte"}.get(word, word) for word in words)


@cache
def read_communes() -> dict[str, tuple[Commune, ...]]:
    """Every commune known, by the key of its name."""
    found: dict[str, tuple[Commune, ...]] = {}
    with SOURCE.open(encoding="utf-8", newline="") as file:
        for name, department, latitude, longitude in csv.reader(file):
            commune = Commune(name, department, float(latitude), float(longitude))
            key = get_town_key(name)
            found[key] = (*found.get(key, ()), commune)
    return found


def find_communes(name: str, department: str = "") -> list[Commune]:
    """The communes called `name`, in `department` (a code) when it is given."""
    return [
        commune for commune in read_communes().get(get_town_key(name), ()) if department in ("", commune.department)
    ]
