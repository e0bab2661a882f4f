"""Write the gazetteer from open data; run by hand when communes change.

`DIRECTORY` holds the unpacked packages that `places/data/README.md` names.
"""

import csv
import json
from collections import defaultdict
from pathlib import Path

from django.core.management.base import BaseCommand

from places.choices import DEPARTMENTS
from places.gazetteer import SOURCE, get_town_key

#: Smaller communes are left out of the gazetteer: their coordinates are typed by hand.
MIN_POPULATION = 2000


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
    help = "Write data/communes.csv from open data."

    def add_arguments(self, parser):
        parser.add_argument("directory", type=Path)

    def handle(self, *args, directory: Path, **options):
        def read(pattern):
            return json.loads(next(directory.rglob(pattern)).read_text(encoding="utf-8"))

        rows = list_communes(read("communes.json"), read("cities1000.json"))
        with SOURCE.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(rows)
        self.stdout.write(f"{len(rows)} communes")
