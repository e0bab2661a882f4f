"""Finding a café: by place, by date, near me; from partial dates, without asking anyone else."""

import datetime
from urllib.parse import urlencode

import pytest
from bs4 import BeautifulSoup
from django.http import QueryDict
from django.utils import timezone

from cafeia.choices import CafeKind, CafeStatus
from cafeia.listing import CafeListing
from cafeia.models import CafePage
from events.models import get_weekend
from places.finding import get_department
from places.gazetteer import get_distance
from places.models import Place
from tests.cafeia.pages import make_cafe, make_room

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def room():
    return make_room(CafePage)


def titles(client, room, path: str = "", **query) -> str:
    response = client.get(room.url + path, query)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("51", "51"),
        ("51100", "51"),
        ("5", "05"),
        ("20000", "2A"),
        ("20200", "2B"),
        ("2b", "2B"),
        ("97400", "974"),
        ("99999", ""),
        ("Reims", ""),
        ("٥١", ""),
        ("", ""),
    ],
)
def test_a_postcode_tells_its_department(typed, code):
    assert get_department(typed) == code


def test_distance_is_that_of_the_map():
    assert get_distance((48.8566, 2.3522), (45.764, 4.8357)) == pytest.approx(392, abs=3)


@pytest.mark.parametrize(
    "words",
    [
        "Reims",
        "reims",
        "REIMS ",
        "51100",
        "51",
        "Marne",
        "Grand Est",
        "51100 Reims",
        "Reims (51)",
        "rei",
        "Reims (Marne)",
    ],
)
def test_a_cafe_is_found_near_a_town_a_department_a_region_or_a_postcode(client, room, words):
    make_cafe("Reims", title="Café de Reims")
    make_cafe("Nantes", title="Café de Nantes")
    html = titles(client, room, near=words)
    assert "Café de Reims" in html and "Café de Nantes" not in html


@pytest.mark.parametrize("words", ["Saint-Étienne", "saint etienne", "st etienne", "ST-ETIENNE"])
def test_spellings_of_a_town_are_one_name(client, room, words):
    make_cafe("Saint-Étienne", title="Café du Forez")
    assert "Café du Forez" in titles(client, room, near=words)


def test_when_there_is_none_the_nearest_are_told(client, room):
    make_cafe("Reims", title="Café de Reims")
    html = titles(client, room, near="Épernay")
    assert "Café de Reims" not in html
    assert "city=reims" in html and "km" in html


def test_an_unknown_place_is_said_honestly(client, room):
    make_cafe("Reims", title="Café de Reims")
    html = titles(client, room, near="Zzyzx <b>")
    assert "Café de Reims" not in html
    assert "Zzyzx &lt;b&gt;" in html and "<b>" not in html.split("<main")[1].replace("<br", "")


def test_the_town_the_area_and_the_type_filter(client, room):
    make_cafe("Reims", title="Café de Reims")
    make_cafe("Nantes", title="Animation nantaise", kind=CafeKind.FACILITATORS)
    assert "Animation nantaise" not in titles(client, room, city="reims")
    assert "Animation nantaise" in titles(client, room, area="departement-44")
    assert "Café de Reims" not in titles(client, room, kind="cafe_animation")


def test_a_partial_date_is_past_when_its_last_day_is_over(client, room):
    today = timezone.localdate()
    make_cafe(title="Cette année", date=today.replace(month=1, day=1), date_precision="year")
    make_cafe(title="Année passée", date=datetime.date(today.year - 1, 1, 1), date_precision="year")
    make_cafe(title="Mois en cours", date=today.replace(day=1), date_precision="month")
    make_cafe(title="Hier", date=today - DAY)
    make_cafe(title="Demain", date=today + DAY)
    make_cafe(title="Deux jours", period_start=today - DAY, period_end=today, period_precision="day")
    coming, past = titles(client, room, when="a-venir"), titles(client, room, when="passes")
    for title in ("Cette année", "Mois en cours", "Demain", "Deux jours"):
        assert title in coming and title not in past
    for title in ("Année passée", "Hier"):
        assert title in past and title not in coming


def test_the_year_keeps_days_and_periods(client, room):
    make_cafe(title="Un jour d’avril", date="2025-04-11")
    make_cafe(title="Un jour de 2024", date="2024-01-01", date_precision="year")
    make_cafe(title="Festival", period_start="2025-02-05", period_end="2025-02-06", period_precision="day")
    found = titles(client, room, year="2025")
    assert "Un jour d’avril" in found and "Festival" in found and "Un jour de 2024" not in found


def test_the_month_is_chosen_in_the_form_or_the_address(client, room):
    make_cafe(title="Le dix mai", date=datetime.date(2025, 5, 10))
    make_cafe(title="Un jour de mai", date=datetime.date(2025, 5, 1), date_precision="month")
    make_cafe(title="En juin", date=datetime.date(2025, 6, 2))
    make_cafe(title="Dans l’année", date=datetime.date(2025, 5, 1), date_precision="year")
    form = BeautifulSoup(titles(client, room), "html.parser").select_one("form.facets__form")
    options = {box["value"]: box.find_parent().get_text(" ", strip=True) for box in form.select("[name=month]")}
    assert list(options) == ["202506", "202505"] and "mai 2025" in options["202505"] and "2" in options["202505"]
    html = titles(client, room, month="202505")
    assert "Le dix mai" in html and "Un jour de mai" in html and "En juin" not in html and "Dans l’année" not in html
    for wrong in ("202513", "2025", "000001", "x", "99999999999", "²⁰²⁵⁰⁵", "2025-5"):
        titles(client, room, month=wrong)


def test_a_weekly_cafe_is_found_as_such(client, room):
    make_cafe(title="Chaque jeudi", weekday=4)
    make_cafe(title="Une fois", date="2025-04-11")
    html = titles(client, room, when="hebdomadaires")
    assert "Chaque jeudi" in html and "Une fois" not in html
    assert CafePage(weekday=4).display_weekday == "chaque jeudi"


def test_counts_are_those_of_a_click(client, room):
    for city in ("Reims", "Reims", "Nantes"):
        make_cafe(city, date="2025-04-11")
    context = client.get(room.url, {"near": "Marne"}).context
    facet = next(f for f in context["listing"].active_facets if f.name == "kind")
    assert [option.count for option in facet.options] == [2]
    assert context["listing"].total == 2


def test_an_announced_cafe_whose_date_is_past_is_not_said_held(client):
    page = make_cafe("Nice", title="Café de Nice", date="2025-01-01", date_precision="year")
    held = make_cafe("Reims", date="2025-04-11", status=CafeStatus.HELD)
    assert page.is_unconfirmed and not held.is_unconfirmed
    html = client.get(page.url).content.decode()
    assert "2025" in html and 'datetime="2025"' in html


def test_the_page_tells_what_is_not_known(client):
    page = make_cafe(title="Café sans date ni lieu")
    assert page.display_place == "" and page.display_date == ""
    assert client.get(page.url).status_code == 200


def test_times_are_written_as_in_french():
    page = CafePage(start_time=datetime.time(13, 30), end_time=datetime.time(15))
    assert page.display_time == "13\u00a0h\u00a030 – 15\u00a0h"
    assert CafePage(time_note="après-midi").display_time == "après-midi"


def test_the_map_shows_the_same_cafes_and_its_list_leads_to_them(client, room):
    make_cafe("Reims", title="Café de Reims")
    make_cafe(title="Café en ligne", online=True)
    html = titles(client, room, "carte/")
    assert f"{room.url}?city=reims" in html
    assert 'data-place="reims"' in html
    assert 'data-place="reims"' not in titles(client, room, "carte/", near="Nantes")


def test_the_feed_follows_the_filters(client, room):
    make_cafe("Reims", title="Café de Reims")
    make_cafe("Nantes", title="Café de Nantes")
    feed = titles(client, room, "feed/", near="44")
    assert "Café de Nantes" in feed and "Café de Reims" not in feed


def test_the_nearest_are_told_however_far_and_the_radius_can_be_changed(client, room):
    make_cafe("Villeurbanne", title="Café de Villeurbanne")
    make_cafe("Vienne", title="Café de Vienne", place=Place.objects.create(name="Vienne", department="38"))
    near = titles(client, room, near="Lyon")
    assert "Café de Villeurbanne" in near and "Café de Vienne" not in near
    assert "city=vienne" in near and "radius=50" in near
    assert "Café de Vienne" in titles(client, room, near="Lyon", radius="50")
    far = titles(client, room, near="Brest")
    assert "Café de" not in far and "city=villeurbanne" in far and "INSEE" in far
    assert "Café de Villeurbanne" in titles(client, room, near="rhone")
    assert "city=villeurbanne" in titles(client, room, near="Finistère")
    assert "3&lt;b&gt;" in titles(client, room, near="Lyon", radius="3<b>")


def test_a_name_that_several_places_have_asks_which(client, room):
    html = titles(client, room, near="Saint-Denis")
    assert "near=Saint-Denis+%28974%29" in html and "near=Saint-Denis+%2893%29" in html


def test_this_weekend_this_month_and_online(client, room):
    first, last = get_weekend()
    make_cafe(title="Samedi prochain", date=last)
    make_cafe(title="Chaque dimanche", weekday=7, date=first - 30 * DAY)
    make_cafe(title="Chaque mercredi", weekday=3, date=first - 30 * DAY)
    make_cafe(title="Dans longtemps", date=last + 60 * DAY, online=True)
    weekend = titles(client, room, when="ce-week-end")
    assert "Samedi prochain" in weekend and "Chaque dimanche" in weekend
    assert "Chaque mercredi" not in weekend and "Dans longtemps" not in weekend
    assert "Dans longtemps" not in titles(client, room, when="ce-mois-ci")
    online = titles(client, room, mode="en-ligne")
    assert "Dans longtemps" in online and "Samedi prochain" not in online
    assert "mode=en-ligne" in titles(client, room, near="Lyon")


#: As people write them.
PLACES = (
    "Nancy|Reims|Besançon|besancon|St Etienne|Saint-Étienne|St-Malo|lyon 3e|Lyon 3ème|Marseille 8|69001|13008|75011|"
    "Paris 20e|Rhône|Bouches-du-Rhône|Finistère|29|2A|Corse|Bretagne|Île-de-France|idf|PACA|Occitanie|Hauts de France|"
    "La Réunion|Saint-Denis (93)|Saint-Denis|Cayenne|Fort-de-France|Nouméa|Papeete|Mamoudzou|Villeurbanne|Le Mans|"
    "L'Haÿ-les-Roses|les Sables d'Olonne|Aix|Bourg en Bresse|Châlons|Pays basque|Vendee|Oradour-sur-Glane|Marseile|"
    "Strasbourg centre|59000 Lille|Quimper, Finistère|35042 Rennes Cedex|saint denis, réunion"
).split("|")


@pytest.mark.parametrize("said", ["ce week-end", "ce mois-ci", "en ligne"])
def test_fifty_places_lead_somewhere_whatever_the_days(room, said):
    """With one café to come, in two months, and one that is over: neither on these days, nor online."""
    make_cafe("Villeurbanne", title="Dans longtemps", date=timezone.localdate() + 60 * DAY)
    make_cafe("Reims", title="Passé", date=timezone.localdate() - 60 * DAY)
    for place in PLACES:
        listing = CafeListing(QueryDict(urlencode({"near": f"{place} {said}"})), CafePage.objects.all(), room.url)
        other = listing.otherwise
        assert not listing.total, place
        if listing.area.meaning.spot:
            assert other.values["when"] == ["a-venir"] and (other.total or other.nearest), place
        else:
            assert len(listing.meanings) > 1, place
    assert len(PLACES) == 50


def test_another_day_near_there_and_what_is_online_wherever_one_is(client, room):
    make_cafe("Villeurbanne", title="Dans longtemps", date=timezone.localdate() + 60 * DAY)
    html = titles(client, room, near="Lyon ce week-end")
    assert "Sinon" in html and "when=a-venir&amp;near=Lyon" in html and "Dans longtemps" not in html
    assert "city=villeurbanne" in titles(client, room, near="Nancy ce week-end")
    make_cafe("Villeurbanne", title="À distance", date=timezone.localdate() + 60 * DAY, online=True)
    html = titles(client, room, near="Nancy en ligne")
    assert "À distance" in html and "Dans longtemps" not in html
