"""Cafés in calendars, in the agenda and on the map: one, weekly, filtered."""

import datetime

import pytest
import vobject
from django.utils import timezone

from cafeia.choices import CafeStatus
from cafeia.models import CafePage
from tests.cafeia.pages import make_cafe, make_room
from tests.events.test_everywhere import days, read

pytestmark = pytest.mark.django_db


@pytest.fixture
def room():
    return make_room(CafePage)


def test_a_cafe_is_added_to_a_calendar_from_its_page(client):
    page = make_cafe(
        "Reims",
        title="Café de Reims",
        reference="cafe-reims",
        date="2025-04-11",
        start_time=datetime.time(18),
        end_time=datetime.time(19, 30),
        venue="Médiathèque",
    )
    assert f'href="{page.url}calendrier/"' in client.get(page.url).content.decode()
    event = read(client, f"{page.url}calendrier/")["Café de Reims"]
    assert event.uid.value == "cafe-reims@cafeia.cnnum"
    assert event.dtstart.value.astimezone(datetime.UTC) == datetime.datetime(2025, 4, 11, 16, tzinfo=datetime.UTC)
    assert event.location.value == "Médiathèque, Reims"
    assert "attachment" in client.get(f"{page.url}calendrier/")["Content-Disposition"]


def test_a_cafe_without_a_known_day_has_no_calendar(client):
    page = make_cafe("Nice", date="2025-01-01", date_precision="year")
    assert client.get(f"{page.url}calendrier/").status_code == 404
    assert "calendrier/" not in client.get(page.url).content.decode().split("<main")[1]


def test_a_change_of_hour_or_a_cancellation_is_told_to_calendars(client):
    page = make_cafe(title="Café", date="2030-04-11")
    assert int(read(client, f"{page.url}calendrier/")["Café"].sequence.value) == 0
    page.status = CafeStatus.CANCELLED
    page.save_revision().publish()
    event = read(client, f"{page.url}calendrier/")["Café"]
    assert (event.status.value, int(event.sequence.value)) == ("CANCELLED", 1)
    page = CafePage.objects.get(pk=page.pk)
    page.summary = "Un résumé ne change pas l’agenda."
    page.save_revision().publish()
    assert int(read(client, f"{page.url}calendrier/")["Café"].sequence.value) == 1


def test_a_weekly_cafe_recurs(client, room):
    page = make_cafe(
        title="Chaque jeudi",
        weekday=4,
        date="2025-04-01",
        period_end="2025-04-30",
        period_precision="day",
        start_time=datetime.time(13, 30),
    )
    event = read(client, f"{page.url}calendrier/")["Chaque jeudi"]
    found = [moment.date().day for moment in event.getrruleset(addRDate=True)]
    assert found == [3, 10, 17, 24]
    assert list(days(client, f"{room.url}agenda/2025/04/")) == found
    assert list(days(client, f"{room.url}agenda/2025/05/")) == []


def test_a_weekly_cafe_without_a_first_day_recurs_from_its_publication(client, room):
    page = make_cafe(title="Chaque mardi", weekday=2)
    today = timezone.localdate()
    first = today + datetime.timedelta(days=(1 - today.weekday()) % 7)
    event = read(client, f"{page.url}calendrier/")["Chaque mardi"]
    assert (event.dtstart.value, event.rrule.value) == (first, "FREQ=WEEKLY;BYDAY=TU")
    assert "Chaque mardi" in client.get(f"{room.url}?when=a-venir").content.decode()
    later = first + datetime.timedelta(days=70)
    shown = days(client, f"{room.url}agenda/{later:%Y/%m}/")
    assert len(shown) >= 4
    month = client.get(f"{room.url}agenda/{later:%Y/%m}/").context["month"]
    assert month.next > month.last and {first: n for first, _name, n in month.year}[month.first] == len(shown)


def test_the_calendar_of_the_list_takes_its_filters(client, room):
    make_cafe("Reims", title="Café de Reims", date="2025-04-11")
    make_cafe("Nantes", title="Café de Nantes", date="2025-04-12")
    make_cafe("Nice", title="À l’année", date="2025-01-01", date_precision="year")
    assert set(read(client, f"{room.url}calendrier/")) == {"Café de Reims", "Café de Nantes"}
    assert set(read(client, f"{room.url}calendrier/?near=51100")) == {"Café de Reims"}
    assert set(read(client, f"{room.url}calendrier/?year=2025&city=nantes")) == {"Café de Nantes"}
    calendar = vobject.readOne(client.get(f"{room.url}calendrier/").content.decode())
    assert "1 " in calendar.contents["x-wr-caldesc"][0].value
    assert f"{room.url}calendrier/?near=44" in client.get(f"{room.url}?near=44").content.decode()


def test_the_views_keep_the_filters_and_lead_to_each_other(client, room):
    make_cafe("Reims", title="Café de Reims", date="2025-04-11")
    make_cafe("Nantes", title="Café de Nantes", date="2025-04-12")
    assert days(client, f"{room.url}agenda/2025/04/?near=Marne") == {11: ["Café de Reims"]}
    html = client.get(f"{room.url}agenda/2025/04/?near=Marne").content.decode()
    for view in ("", "carte/", "agenda/", "calendrier/", "feed/"):
        assert f'href="{room.url}{view}?near=Marne"' in html, view
    assert f'action="{room.url}agenda/2025/04/"' in html
    assert '<nav class="local"' in html
