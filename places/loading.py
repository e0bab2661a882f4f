"""Places of demo content and imports: made the first time that a record names them."""

from .choices import DEPARTMENTS, REGIONS, find_code
from .models import Place, PlaceKind

#: Communes too small for the gazetteer.
COORDINATES = {("Fursac", "23"): (46.145, 1.513)}


def get_place(record: dict) -> Place | None:
    """The place of a record that has `city`, `department`, `region` and, maybe, `country`; None if none is known.

    A place is as precise as the record: a town, else a region, else a foreign country.
    """
    city, country = record.get("city"), record.get("country") or "FR"
    department = find_code(DEPARTMENTS, record.get("department") or "")
    region = find_code(REGIONS, record.get("region") or "")
    if city:
        values = {"name": city, "kind": PlaceKind.CITY}
        if department:
            values["department"] = department
    elif region:
        values = {"name": REGIONS[region], "kind": PlaceKind.REGION}
    elif country != "FR":
        name = str(dict(Place._meta.get_field("country").choices).get(country, country))
        values = {"name": name, "kind": PlaceKind.COUNTRY}
    else:
        return None
    place = Place.objects.filter(**values, country=country).first()
    if place is None:
        place = Place(**values, region=region, country=country)
        place.latitude, place.longitude = COORDINATES.get((city, department), (None, None))
        place.save()
    return place
