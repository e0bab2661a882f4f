"""Calendar files, read back by a library that did not write them."""

import datetime
from zoneinfo import ZoneInfo

import pytest
import vobject

from actions.models import ActionPage
from tests.factories import make_theme

from .helpers import base_url, make_action, make_place

pytestmark = pytest.mark.django_db
PARIS = ZoneInfo("Europe/Paris")


def read(client, url: str):
    response = client.get(url)
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    text = response.content.decode()
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    return vobject.readOne(text), text


def events(client, query: str = "") -> dict:
    calendar, _text = read(client, f"{base_url()}calendrier/{query}")
    return {event.summary.value: event for event in calendar.contents.get("vevent", [])}


def test_an_event_with_hours_is_in_paris_time(client):
    page = make_action(
        "2024-07-04",
        title="Atelier ; d’été, à Bordeaux",
        reference="atelier-ete",
        start_time=datetime.time(18),
        end_time=datetime.time(20, 30),
        place=make_place(),
        venue="Cap Sciences",
        themes=[make_theme("Culture")],
        summary="Première ligne\nseconde ligne",
    )
    calendar, text = read(client, f"{page.url}calendrier/")
    event = calendar.vevent
    assert event.summary.value == "Atelier ; d’été, à Bordeaux"
    assert event.dtstart.value.astimezone(datetime.UTC).hour == 16
    assert event.dtend.value.astimezone(datetime.UTC) == datetime.datetime(2024, 7, 4, 18, 30, tzinfo=datetime.UTC)
    assert "TZID=Europe/Paris" in text and "BEGIN:VTIMEZONE" in text
    assert event.uid.value == "atelier-ete@actions.cnnum"
    assert event.location.value == "Cap Sciences, Bordeaux"
    assert event.geo.value.startswith("44.8")
    assert event.status.value == "CONFIRMED"
    assert "Première ligne\nseconde ligne" in event.description.value
    assert page.url in event.url.value
    assert event.dtstamp.value.tzinfo is not None and event.last_modified.value == event.dtstamp.value


def test_whole_days_end_the_day_after(client):
    page = make_action("2023-10-19", "2023-10-20")
    event = read(client, f"{page.url}calendrier/")[0].vevent
    assert (event.dtstart.value, event.dtend.value) == (datetime.date(2023, 10, 19), datetime.date(2023, 10, 21))


def test_what_has_no_known_day_is_left_out_and_said(client):
    make_action("2023-10", title="Au mois")
    make_action("2023", title="À l’année")
    make_action(title="Sans date")
    make_action("2023-10-19", title="Au jour")
    calendar, _text = read(client, f"{base_url()}calendrier/")
    assert [event.summary.value for event in calendar.vevent_list] == ["Au jour"]
    assert "3 " in calendar.contents["x-wr-caldesc"][0].value
    month = ActionPage.objects.get(title="Au mois")
    assert client.get(f"{month.url}calendrier/").status_code == 404


def test_sessions_are_events_with_identifiers_that_stay(client):
    page = make_action("2021-04-15", sessions=["2021-04-15", "2021-05-12"], reference="colloque")
    before = [event.uid.value for event in read(client, f"{page.url}calendrier/")[0].vevent_list]
    assert len(set(before)) == 2 and all(uid.startswith("colloque-") for uid in before)
    page = ActionPage.objects.get(pk=page.pk)
    page.title = "Un autre titre"
    page.slug = "une-autre-adresse"
    page.save_revision().publish()
    page = ActionPage.objects.get(pk=page.pk)
    assert [event.uid.value for event in read(client, f"{page.url}calendrier/")[0].vevent_list] == before


def test_a_cancellation_is_told_with_the_next_sequence(client):
    page = make_action("2030-05-12", title="Rencontre")
    assert int(events(client)["Rencontre"].sequence.value) == 0
    page.state, page.state_note = "cancelled", "Faute de salle."
    page.save_revision().publish()
    event = events(client)["Rencontre"]
    assert (event.status.value, int(event.sequence.value)) == ("CANCELLED", 1)
    assert "Faute de salle." in event.description.value
    page = ActionPage.objects.get(pk=page.pk)
    page.summary = "Un résumé ne change pas l’agenda."
    page.save_revision().publish()
    assert int(events(client)["Rencontre"].sequence.value) == 1
    page = ActionPage.objects.get(pk=page.pk)
    page.date = datetime.date(2030, 5, 13)
    page.save_revision().publish()
    assert int(events(client)["Rencontre"].sequence.value) == 2


def test_one_cancelled_session(client):
    page = make_action("2021-04-15", sessions=["2021-04-15", "2021-05-12"])
    session = page.sessions.get(date="2021-05-12")
    session.is_cancelled = True
    session.save()
    found = read(client, f"{page.url}calendrier/")[0].vevent_list
    assert sorted(event.status.value for event in found) == ["CANCELLED", "CONFIRMED"]


def test_a_recurring_action_has_a_rule(client):
    make_action(
        "2024-05-28",
        title="Café",
        recurrence="weekly",
        recurrence_day=3,
        recurrence_until=datetime.date(2024, 7, 1),
        start_time=datetime.time(13, 30),
    )
    event = events(client)["Café"]
    assert event.dtstart.value.replace(tzinfo=None) == datetime.datetime(2024, 5, 30, 13, 30)
    days = [moment.date() for moment in event.getrruleset(addRDate=True)]
    assert days[0] == datetime.date(2024, 5, 30) and days[-1] == datetime.date(2024, 6, 27) and len(days) == 5


def test_the_calendar_of_a_list_takes_its_filters(client):
    make_action("2024-01-10", title="À Bordeaux", place=make_place(), kind="atelier")
    make_action("2024-01-11", title="Ailleurs", kind="colloque")
    assert set(events(client)) == {"À Bordeaux", "Ailleurs"}
    assert set(events(client, "?city=bordeaux")) == {"À Bordeaux"}
    assert set(events(client, "?kind=colloque")) == {"Ailleurs"}
    assert set(events(client, "?year=1999")) == set()


def test_a_title_cannot_break_the_file(client):
    title = 'Fin\r\nEND:VCALENDAR\\, "x"; é' + "ù" * 200
    make_action("2024-01-10", title=title[:200])
    (summary,) = events(client)
    assert "END:VCALENDAR" in summary and summary.count("\n") <= 1


def test_a_long_calendar_is_cut_and_says_so(client, monkeypatch):
    monkeypatch.setattr("events.calendars.MAX_EVENTS", 1)
    make_action("2024-01-10", title="Ancien")
    make_action("2024-02-10", title="Récent")
    calendar, _text = read(client, f"{base_url()}calendrier/")
    assert [event.summary.value for event in calendar.vevent_list] == ["Récent"]
    assert "1 " in calendar.contents["x-wr-caldesc"][0].value
