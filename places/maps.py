"""A listing on the map: one mark for each town, and the same towns as a list.

The map is an enhancement of the list: it says nothing more, and the list needs no script.
"""

import dataclasses
import math
from collections.abc import Callable

from django.db.models import Count

from sections.listing import Listing

from .models import Place

#: One unit of the map is one kilometre; its origin is the top left corner.
WIDTH, HEIGHT = 1160, 1080
#: Easting of the left edge and northing of the top edge, in kilometres.
LEFT, TOP = 92, 7128

#: Constants of the projection: that of metropolitan France (RGF93 / Lambert-93, EPSG:2154).
_N, _C = 0.7256077650532670, 11754255.426096
_X0, _Y0, _LON0 = 700000.0, 12655612.049876, math.radians(3)
_E = 0.0818191910428158
#: Towns beyond this number are not drawn nor listed: filters bring them back.
MAX_PLACES = 60


def project(latitude: float, longitude: float) -> tuple[float, float]:
    """Return the place on the map of a point, in kilometres."""
    phi = math.radians(max(-89.0, min(89.0, latitude)))
    iso = math.asinh(math.tan(phi)) - _E * math.atanh(_E * math.sin(phi))
    radius = _C * math.exp(-_N * iso)
    angle = _N * (math.radians(longitude) - _LON0)
    easting = _X0 + radius * math.sin(angle)
    northing = _Y0 - radius * math.cos(angle)
    return easting / 1000 - LEFT, TOP - northing / 1000


def is_on_map(latitude: float, longitude: float) -> bool:
    """Whether a point lies on the map of metropolitan France and what surrounds it."""
    x, y = project(latitude, longitude)
    return 0 <= x <= WIDTH and 0 <= y <= HEIGHT


@dataclasses.dataclass
class MapPlace:
    """A place with how many results it has, and the address of the list of these."""

    place: Place
    count: int
    #: « 3 événements ».
    words: str
    url: str
    selected: bool
    #: Where its mark is drawn, and where it is: a mark gives way to a larger one.
    x: int = 0
    y: int = 0
    true_x: int = 0
    true_y: int = 0

    @property
    def radius(self) -> int:
        """A mark's area says how many; the smallest one is still easy to touch."""
        return round(18 + 7 * math.sqrt(min(self.count, 40) - 1)) if self.count > 1 else 15

    @property
    def is_drawn(self) -> bool:
        return bool(self.x or self.y)


@dataclasses.dataclass
class PlaceMap:
    """What the template `places/map.html` is given."""

    #: The most frequent first: small marks are drawn over large ones.
    places: list[MapPlace]
    #: How many results have no place at all.
    nowhere: int
    #: How many towns there was no room for.
    hidden: int
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def drawn(self) -> list[MapPlace]:
        return [item for item in self.places if item.is_drawn]

    @property
    def listed(self) -> list[MapPlace]:
        """The same and the others, in alphabetical order."""
        return sorted(self.places, key=lambda item: item.place.slug)


def build_map(listing: Listing, say_count: Callable[[int], str], field: str, path: str) -> PlaceMap:
    """Gather the places of a listing's results, filters included: two queries, however many results.

    `field` is the foreign key to `Place`; `path` is the page that shows the results of a place, by its `city`.
    """
    rows = dict(listing.queryset.order_by().values_list(field).annotate(n=Count("pk", distinct=True)))
    nowhere = rows.pop(None, 0)
    places = Place.objects.in_bulk(rows)
    found = []
    for pk, count in sorted(rows.items(), key=lambda row: (-row[1], places[row[0]].slug)):
        place = places[pk]
        selected = place.slug in listing.values["city"]
        query = listing.query(add=None if selected else ("city", place.slug))
        item = MapPlace(place, count, say_count(count), f"{path}?{query}", selected)
        if place.has_point and is_on_map(place.latitude, place.longitude):
            item.true_x, item.true_y = (round(value) for value in project(place.latitude, place.longitude))
            item.x, item.y = item.true_x, item.true_y
            make_room(item, [other for other in found if other.is_drawn])
        found.append(item)
    return PlaceMap(found[:MAX_PLACES], nowhere, max(0, len(found) - MAX_PLACES))


def make_room(item: MapPlace, others: list[MapPlace]) -> None:
    """Move a mark away from the first, larger one that it would hide or be hidden by."""
    for other in others:
        distance = math.hypot(item.x - other.x, item.y - other.y)
        wanted = item.radius + other.radius + 2
        if distance < wanted:
            angle = math.atan2(item.y - other.y, item.x - other.x)
            item.x = round(other.x + wanted * math.cos(angle))
            item.y = round(other.y + wanted * math.sin(angle))
            return
