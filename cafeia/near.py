"""« Près de chez moi »: from a few typed words to the places that have cafés, without asking anyone else."""

import dataclasses

from places.finding import Meaning, Spot, understand
from places.gazetteer import get_distance, get_town_key
from places.models import Place

#: Kilometres around a town that are near, unless the reader says otherwise.
RADIUS = 20
RADII = (5, 10, 20, 50, 100)


@dataclasses.dataclass
class Area:
    """What was understood of the words."""

    meaning: Meaning = dataclasses.field(default_factory=lambda: Meaning([]))
    #: Primary keys of the places in it.
    places: list[int] = dataclasses.field(default_factory=list)
    #: Primary key of a place → kilometres from the middle of the area, when it is one.
    distances: dict[int, int] = dataclasses.field(default_factory=dict)


def find_area(text: str, places: list[Place], radius: int) -> Area:
    """Which of `places` the words mean; in doubt, those of all that they may mean, and the reader is asked."""
    meaning = understand(text)
    spots = [meaning.spot] if meaning.spot else [] if meaning.is_guess else meaning.spots
    area = Area(meaning)
    if meaning.spot and (point := meaning.spot.point):
        drawn = [one for one in places if one.has_point]
        area.distances = {one.pk: get_distance(point, (one.latitude, one.longitude)) for one in drawn}
    area.places = [one.pk for one in places if any(is_inside(one, spot, radius) for spot in spots)]
    if not spots:
        # Abroad: the names that the site has itself.
        area.places = [one.pk for one in places if get_town_key(one.label) == get_town_key(text)]
    return area


def is_inside(place: Place, spot: Spot, radius: int) -> bool:
    if spot.areas:
        return place.department in spot.areas or (not place.department and place.region in spot.regions)
    if place.has_point and spot.point:
        return get_distance(spot.point, (place.latitude, place.longitude)) <= radius
    return get_town_key(place.name) == get_town_key(spot.name)
