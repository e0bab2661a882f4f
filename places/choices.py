"""The regions, departments and countries that places belong to.

Names and codes are those of the official geographic code (INSEE); see `places/data/README.md`.
"""

import csv
from pathlib import Path

from django.utils.translation import gettext_lazy as _

DATA = Path(__file__).resolve().parent / "data"


def read_departments() -> dict[str, tuple[str, str]]:
    """The departments, in the order of their codes."""
    with (DATA / "departments.csv").open(encoding="utf-8", newline="") as file:
        return {code: (name, region) for code, name, region in csv.reader(file)}


#: Code → name of each region.
REGIONS = {
    "01": "Guadeloupe",
    "02": "Martinique",
    "03": "Guyane",
    "04": "La Réunion",
    "06": "Mayotte",
    "11": "Île-de-France",
    "24": "Centre-Val de Loire",
    "27": "Bourgogne-Franche-Comté",
    "28": "Normandie",
    "32": "Hauts-de-France",
    "44": "Grand Est",
    "52": "Pays de la Loire",
    "53": "Bretagne",
    "75": "Nouvelle-Aquitaine",
    "76": "Occitanie",
    "84": "Auvergne-Rhône-Alpes",
    "93": "Provence-Alpes-Côte d’Azur",
    "94": "Corse",
}

#: Code → (name, code of the region) of each department.
DEPARTMENTS = read_departments()

#: Territories overseas that are no department: code → (name, no region).
TERRITORIES = {
    "975": ("Saint-Pierre-et-Miquelon", ""),
    "977": ("Saint-Barthélemy", ""),
    "978": ("Saint-Martin", ""),
    "986": ("Wallis-et-Futuna", ""),
    "987": ("Polynésie française", ""),
    "988": ("Nouvelle-Calédonie", ""),
}
AREAS = DEPARTMENTS | TERRITORIES

#: The countries where the Conseil is likely to go: any other one is one line here.
COUNTRIES = [
    ("FR", _("France")),
    ("BE", _("Belgium")),
    ("CA", _("Canada")),
    ("CH", _("Switzerland")),
    ("DE", _("Germany")),
    ("EE", _("Estonia")),
    ("ES", _("Spain")),
    ("GB", _("United Kingdom")),
    ("IE", _("Ireland")),
    ("IT", _("Italy")),
    ("LU", _("Luxembourg")),
    ("NL", _("Netherlands")),
    ("PT", _("Portugal")),
    ("US", _("United States")),
]

REGION_CHOICES = sorted(REGIONS.items(), key=lambda item: item[1])
DEPARTMENT_CHOICES = [(code, f"{name} ({code})") for code, (name, _region) in AREAS.items()]


def read_other_names() -> dict[str, str]:
    """What else places are called → what is understood: former and usual names, islands, provinces, quarters."""
    with (DATA / "other_names.csv").open(encoding="utf-8", newline="") as file:
        return dict(csv.reader(file))


#: By key (`gazetteer.get_town_key`).
OTHER_NAMES = read_other_names()
