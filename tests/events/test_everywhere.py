"""Events of every section: one agenda, one map, one calendar; a section that nobody knows has them by a mixin."""

import datetime

import pytest
import vobject
from django.urls import reverse
from django.utils.translation import override

from cafeia.models import CafePage
from events.models import EventDate, write_missing_dates
from tests.actions.helpers import make_action, make_place
from tests.cafeia.pages import make_cafe, make_room
from tests.factories import get_index, make_page, make_private, make_theme
from tests.queries import PAGE_QUERIES, count_queries
from tests.toysection.models import ToyPage

pytestmark = pytest.mark.django_db
VIEWS = ["", "agenda/", "agenda/2024/05/", "carte/", "calendrier/"]
HOSTILE = [
    "section=x",
    "section=actions%00",
    "when=demain",
    "area=region-99",
    "city=%00",
    "mode=%F0%9F%98%80",
    "page=-1",
]


def url(view: str = "") -> str:
    return reverse("events:index") + view


def read(client, address: str) -> dict:
    """The events of a calendar file, by title."""
    response = client.get(address)
    assert response.status_code == 200 and response["Content-Type"] == "text/calendar; charset=utf-8"
    calendar = vobject.readOne(response.content.decode())
    return {event.summary.value: event for event in calendar.contents.get("vevent", [])}


def days(client, address: str) -> dict[int, list[str]]:
    month = client.get(address).context["month"]
    return {day.date.day: [entry.page.title for entry in day.entries] for day in month.days}


def make_three() -> None:
    """One event of each section, in May 2024."""
    make_action("2024-05-15", title="Colloque", place=make_place("Bordeaux"))
    make_cafe("Reims", title="Café de Reims", date="2024-05-16")
    make_page(ToyPage, title="Toupie", date="2024-05-17")


def test_the_agenda_has_the_events_of_every_section(client):
    make_three()
    assert days(client, url("agenda/2024/05/")) == {15: ["Colloque"], 16: ["Café de Reims"], 17: ["Toupie"]}
    assert days(client, url("agenda/2024/05/?section=cafe-ia")) == {16: ["Café de Reims"]}
    month = client.get(url("agenda/2024/06/")).context["month"]
    assert not month.count and month.previous == datetime.date(2024, 5, 17)


def test_the_list_counts_them_by_section(client):
    make_three()
    listing = client.get(url()).context["listing"]
    facet = next(facet for facet in listing.active_facets if facet.name == "section")
    assert {option.value: option.count for option in facet.options} == {"actions": 1, "cafe-ia": 1, "jouets": 1}
    for facet in listing.active_facets:
        for option in facet.options:
            counted = client.get(listing.url(add=(facet.name, option.value))).context["listing"].total
            assert counted == option.count, (facet.name, option.value)


def test_the_map_has_the_towns_of_every_section(client):
    make_three()
    response = client.get(url("carte/"))
    places = response.context["map"].places
    assert {item.place.name for item in places} == {"Bordeaux", "Reims"}
    assert response.context["map"].nowhere == 1
    assert [page.title for page in client.get(places[0].url).context["listing"].page] in (
        ["Colloque"],
        ["Café de Reims"],
    )


def test_the_calendar_has_them_all_or_those_of_the_filters(client):
    make_three()
    assert set(read(client, url("calendrier/"))) == {"Colloque", "Café de Reims", "Toupie"}
    assert set(read(client, url("calendrier/?section=jouets"))) == {"Toupie"}
    assert set(read(client, url("calendrier/?city=reims"))) == {"Café de Reims"}


def test_a_section_that_nobody_knows_has_its_agenda_its_map_and_its_calendars(client):
    toy = make_page(ToyPage, title="Toupie", reference="toupie", date="2024-05-17")
    index = get_index(ToyPage).url
    assert days(client, f"{index}agenda/2024/05/") == {17: ["Toupie"]}
    assert client.get(f"{index}agenda/2024/05/?colour=bleu").context["month"].count == 0
    assert client.get(f"{index}carte/").context["map"].nowhere == 1
    assert set(read(client, f"{index}calendrier/?colour=rouge")) == {"Toupie"}
    assert read(client, f"{toy.url}calendrier/")["Toupie"].uid.value == "toupie@toysection.cnnum"
    assert f"{index}agenda/" in client.get(f"{index}carte/").content.decode()


def test_english_pages_too(client):
    make_three()
    with override("en"):
        address = reverse("events:agenda_month", args=["2024", "05"])
    assert address == "/en/events/agenda/2024/05/"
    response = client.get(address)
    html = response.content.decode()
    assert "Agenda: May 2024" in html and 'lang="fr"' in html
    assert [day.date.day for day in response.context["month"].days] == [15, 16, 17]


@pytest.mark.parametrize("view", VIEWS)
def test_hostile_addresses_are_answered(client, view):
    make_three()
    for query in HOSTILE:
        assert client.get(f"{url(view)}?{query}").status_code == 200, query


@pytest.mark.parametrize("path", ["agenda/2024/13/", "agenda/0000/01/", "agenda/9999/01/", "agenda/24/5/"])
def test_months_that_do_not_exist(client, path):
    assert client.get(url(path)).status_code == 404


@pytest.mark.parametrize("state", ["draft", "private", "unpublished"])
def test_what_is_not_public_is_in_no_view(client, state):
    page = make_cafe("Reims", title="Motsecret", date="2024-05-16", live=state != "draft")
    if state == "private":
        make_private(page)
    if state == "unpublished":
        page.unpublish()
    for view in [*VIEWS, "?city=reims"]:
        html = client.get(url(view)).content.decode()
        assert "Motsecret" not in html and "Reims" not in html.replace("city=reims", ""), view
    assert client.get(f"{page.url}calendrier/").status_code in (302, 404, 410) or state == "private"
    assert "Motsecret" not in client.get(f"{page.url}calendrier/", follow=True).content.decode()


def test_a_draft_changes_no_date_before_it_is_published(client):
    page = make_cafe("Reims", title="Café de Reims", date="2024-05-16")
    page.date = datetime.date(2024, 6, 20)
    revision = page.save_revision()
    assert days(client, url("agenda/2024/05/")) == {16: ["Café de Reims"]}
    revision.publish()
    assert days(client, url("agenda/2024/05/")) == {}
    assert days(client, url("agenda/2024/06/")) == {20: ["Café de Reims"]}


def test_pages_that_have_no_dates_get_them_at_the_next_migration(client):
    make_three()
    EventDate.objects.all().delete()
    assert days(client, url("agenda/2024/05/")) == {}
    write_missing_dates()
    assert len(days(client, url("agenda/2024/05/"))) == 3


def test_as_many_queries_for_thirty_events_as_for_three(client):
    theme = make_theme()

    def fill(count):
        for number in range(count):
            day = f"2024-05-{number % 28 + 1:02}"
            place = make_place(f"Commune {number}", latitude=45 + number / 10, longitude=3)
            make_action(day, place=place, sessions=[day], themes=[theme])
            make_cafe(f"Commune {number}", date=day, weekday=4, themes=[theme])
            make_page(ToyPage, date=day, themes=[theme])

    room = make_room(CafePage)
    paths = [url(view) for view in VIEWS if view != "agenda/"]
    paths += [room.url + view for view in ("agenda/2024/05/", "carte/", "calendrier/")]
    fill(2)
    few = {path: count_queries(client, path) for path in paths}
    fill(9)
    assert {path: count_queries(client, path) for path in paths} == few
    assert max(few.values()) <= PAGE_QUERIES
