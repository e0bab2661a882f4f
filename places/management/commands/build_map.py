"""Write the map and the gazetteer from open data; run by hand when these change.

`DIRECTORY` holds the unpacked packages that `places/data/README.md` names.
"""

import csv
import json
from collections import Counter, defaultdict
from pathlib import Path

from django.core.management.base import BaseCommand

from places.choices import DEPARTMENTS
from places.gazetteer import get_town_key
from places.projection import HEIGHT, WIDTH, project

APP = Path(__file__).resolve().parents[2]
MAP, GAZETTEER = APP / "static" / "places" / "france.svg", APP / "data" / "communes.csv"
#: Smaller communes are left out of the gazetteer: their coordinates are typed by hand.
MIN_POPULATION = 2000
#: Details smaller than this, in kilometres, are left out of the map.
TOLERANCE = 1.4
#: Misspelt in the source.
NAMES = {"Haute-Rhin": "Haut-Rhin", "Meurhe-et-Moselle": "Meurthe-et-Moselle", "Seien-et-Marne": "Seine-et-Marne"}


def simplify(points: list, tolerance: float) -> list:
    """Douglas and Peucker: keep the points that matter."""
    if len(points) < 3:
        return points
    (x1, y1), (x2, y2) = points[0], points[-1]
    length = ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5

    def distance(point):
        x, y = point
        if not length:
            return ((x - x1) ** 2 + (y - y1) ** 2) ** 0.5
        return abs((x2 - x1) * (y1 - y) - (x1 - x) * (y2 - y1)) / length

    farthest = max(range(1, len(points) - 1), key=lambda i: distance(points[i]))
    if distance(points[farthest]) <= tolerance:
        return [points[0], points[-1]]
    return simplify(points[: farthest + 1], tolerance)[:-1] + simplify(points[farthest:], tolerance)


def read_arcs(topology: dict) -> list:
    """The lines of a TopoJSON file, on the map, simplified."""
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append(project(y * sy + ty, x * sx + tx))
        arcs.append(simplify(points, TOLERANCE))
    return arcs


def get_rings(geometry: dict) -> list:
    polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
    return [ring for polygon in polygons for ring in polygon]


def stitch(numbers: list, arcs: list) -> list:
    """Join the lines that bound an area into closed outlines."""
    lines = [arcs[n] if n >= 0 else arcs[~n][::-1] for n in numbers]
    starts = defaultdict(list)
    for line in lines:
        starts[line[0]].append(line)
    rings = []
    while any(starts.values()):
        line = next(group for group in starts.values() if group).pop()
        ring = list(line)
        while ring[-1] != ring[0] and starts[ring[-1]]:
            ring += starts[ring[-1]].pop()[1:]
        rings.append(ring)
    return rings


def draw(topology: dict) -> str:
    """One outline for each region of metropolitan France."""
    arcs, regions = read_arcs(topology), defaultdict(list)
    codes = {name.replace("’", "'"): region for name, region in DEPARTMENTS.values()}
    for geometry in next(iter(topology["objects"].values()))["geometries"]:
        name = geometry["properties"]["name"]
        region = codes.get(NAMES.get(name, name), "")
        if region > "10":
            regions[region] += [arc for ring in get_rings(geometry) for arc in ring]
    paths = []
    for region, numbers in sorted(regions.items()):
        uses = Counter(n if n >= 0 else ~n for n in numbers)
        rings = stitch([n for n in numbers if uses[n if n >= 0 else ~n] == 1], arcs)
        data = "".join(
            "M" + "L".join(f"{x:.0f} {y:.0f}" for x, y in ring[:-1]) + "Z" for ring in rings if len(ring) > 3
        )
        paths.append(f'<path id="region-{region}" d="{data}"/>')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">'
        "<!-- Made by manage.py build_map from Natural Earth (public domain). -->"
        f'<g id="france">{"".join(paths)}</g></svg>\n'
    )


def list_communes(official: list, cities: dict) -> list:
    """(name, department, latitude, longitude) of each commune that both sources know without a doubt."""
    places = defaultdict(list)
    for city in cities.values():
        if city["countrycode"] == "FR":
            places[city["admin1code"], get_town_key(city["name"])].append(city)
    communes = defaultdict(list)
    for commune in official:
        if commune["type"] == "commune-actuelle" and commune.get("departement") in DEPARTMENTS:
            communes[commune["region"], get_town_key(commune["nom"])].append(commune)
    rows = []
    for key, found in communes.items():
        if len(found) != 1 or not places[key] or found[0].get("population", 0) < MIN_POPULATION:
            continue
        city = max(places[key], key=lambda place: place["population"])
        name = found[0]["nom"].replace("'", "’")
        rows.append((name, found[0]["departement"], f"{city['latitude']:.3f}", f"{city['longitude']:.3f}"))
    return sorted(rows, key=lambda row: (get_town_key(row[0]), row[1]))


class Command(BaseCommand):
    help = "Write static/places/france.svg and data/communes.csv from open data."

    def add_arguments(self, parser):
        parser.add_argument("directory", type=Path)

    def handle(self, *args, directory: Path, **options):
        def read(pattern):
            return json.loads(next(directory.rglob(pattern)).read_text(encoding="utf-8"))

        MAP.write_text(draw(read("fra.topo.json")), encoding="utf-8")
        rows = list_communes(read("communes.json"), read("cities1000.json"))
        with GAZETTEER.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(rows)
        self.stdout.write(f"{len(rows)} communes, map of {MAP.stat().st_size} bytes")
