"""Places know themselves from their name; the map knows where they are."""

import pytest
from django.core.exceptions import ValidationError

from demo.converters import get_place
from places.choices import AREAS, DEPARTMENTS, REGIONS
from places.gazetteer import find_communes, find_main, read_gazetteer
from places.maps import HEIGHT, WIDTH, is_on_map, project
from places.models import Place


def test_projection_agrees_with_the_official_one():
    """Points of Lambert-93: its origin, and the Eiffel tower (648 237 m, 6 862 271 m)."""
    x, y = project(46.5, 3)
    assert (round(x), round(y)) == (608, 528)
    x, y = project(48.85837, 2.29448)
    assert (round(x + 92, 1), round(7128 - y, 1)) == (648.2, 6862.3)


@pytest.mark.parametrize("point", [(48.85, 2.35), (42.55, 9.45), (48.39, -4.49), (51.03, 2.37), (42.44, 3.17)])
def test_metropolitan_france_is_on_the_map(point):
    x, y = project(*point)
    assert is_on_map(*point) and 0 < x < WIDTH and 0 < y < HEIGHT


@pytest.mark.parametrize("point", [(-21.11, 55.53), (14.6, -61.07), (40.41, -3.7), (90, 0), (-90, 180)])
def test_far_points_are_not(point):
    assert not is_on_map(*point)


def test_every_department_has_a_region_and_towns():
    assert {region for _name, region in DEPARTMENTS.values()} == set(REGIONS)
    found = {line.split("\t")[2] for line in read_gazetteer().splitlines()[1:]}
    assert found == set(AREAS)


def test_a_commune_is_found_whatever_its_spelling():
    assert [commune.department for commune in find_communes("Saint-Étienne")] == ["42"]
    assert [commune.department for commune in find_communes("saint etienne")] == ["42"]
    assert find_communes("Nulle-Part") == []


@pytest.mark.django_db
def test_a_name_is_enough():
    place = Place(name="Chambéry")
    place.full_clean()
    place.save()
    assert (place.department, place.region, place.slug) == ("73", "84", "chambery")
    assert place.latitude == pytest.approx(45.566, abs=0.01)
    assert str(place) == "Chambéry (Savoie)"


@pytest.mark.django_db
def test_towns_of_one_name_ask_for_the_department():
    name = "Saint-Denis"
    with pytest.raises(ValidationError, match="department|département"):
        Place(name=name).full_clean()
    departments = [commune.department for commune in find_communes(name)][:2]
    slugs = {Place.objects.create(name=name, department=code).slug for code in departments}
    assert len(slugs) == 2


def test_a_name_that_hamlets_have_too_means_the_town():
    assert len(find_communes("Valence")) > 1 and find_main("Valence").department == "26"


@pytest.mark.django_db
def test_what_an_editor_typed_is_kept():
    place = Place.objects.create(name="Paris", latitude=48.5, longitude=2.5)
    assert (place.latitude, place.longitude, place.department) == (48.5, 2.5, "75")
    with pytest.raises(ValidationError):
        Place(name="Ailleurs", latitude=48.5).full_clean()


@pytest.mark.django_db
def test_places_of_records_are_made_once_and_as_precise_as_known():
    city = {"city": "Roye", "department": "Somme", "region": "Hauts-de-France", "country": "FR"}
    assert get_place(city) == get_place(city)
    assert get_place(city).has_point
    region = get_place({"city": None, "department": None, "region": "Bretagne", "country": "FR"})
    assert (region.kind, str(region), region.has_point) == ("region", "Bretagne", False)
    assert get_place({"country": "BE"}).context == ""
    assert get_place({"city": None, "country": "FR"}) is None
    assert Place.objects.count() == 3


@pytest.mark.django_db
def test_a_territory_overseas_is_a_place_as_a_department_is():
    place = Place.objects.create(name="Saint-Pierre", department="975")
    assert place.latitude == pytest.approx(46.8, abs=0.3) and str(place) == "Saint-Pierre (Saint-Pierre-et-Miquelon)"
    assert Place.objects.create(name="Nouméa").department == "988"
