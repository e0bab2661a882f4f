"""A café from its host to the map: announced, confirmed, approved, changed, cancelled; and nothing of it before."""

import datetime

import icalendar
import pytest
import vobject
from bs4 import BeautifulSoup
from django.apps import apps
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from wagtail.models import WorkflowState

from cafeia.models import Announcement, CafePage
from forms.models import Status
from forms.receiving import purge_received
from places.models import Place
from tests.cafeia.announced import HOST, approve, decide, get_path, read
from tests.cafeia.pages import make_cafe
from tests.forms.helpers import wait
from tests.newsroom.conftest import make_user

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def everywhere(client, room) -> str:
    return read(
        client, room.url, room.url + "carte/", room.url + "agenda/", room.url + "calendrier/", room.url + "feed/"
    )


def test_from_the_form_to_the_map(client, room, announce, confirm, moderator, django_capture_on_commit_callbacks):
    assert announce().status_code == 200
    assert [message.to for message in mail.outbox] == [[HOST]]
    assert "Tilleuls" not in mail.outbox[0].body + str(mail.outbox[0].alternatives)
    thing = confirm()
    assert (thing.status, thing.live, thing.page) == (Status.PENDING, False, None)
    # Nothing of it anywhere: no page, no town, no line of any list, feed or calendar.
    assert not CafePage.objects.exists() and not Place.objects.exists()
    assert "Tilleuls" not in everywhere(client, room)
    # Who sent it is not known: alone, nobody of the staff puts online what they may have sent themselves.
    decide(client, thing, moderator, capture=django_capture_on_commit_callbacks)
    assert not CafePage.objects.exists() and "Tilleuls" not in everywhere(client, room)
    decide(client, thing, make_user("publication", "Publication"), capture=django_capture_on_commit_callbacks)
    thing.refresh_from_db()
    page = thing.page
    assert page.live and thing.live and thing.status == Status.DONE
    assert (page.place.name, page.place.department, page.seats, page.audiences) == ("Saint-Denis", "93", 25, ["tous"])
    assert page.url in read(client, room.url) and "saint-denis" in read(client, room.url + "carte/")
    html = everywhere(client, room) + read(client, page.url)
    assert HOST not in html and "Alix" not in html and "Entrée de plain-pied" in html
    assert page.full_url in mail.outbox[-1].body and mail.outbox[-1].to == [HOST]


def test_who_corrected_it_does_not_approve_it(client, announce, confirm, moderator, django_capture_on_commit_callbacks):
    announce()
    thing = confirm()
    thing.heading = "Autre titre"
    thing.save_revision(user=moderator)
    decide(client, thing, moderator, capture=django_capture_on_commit_callbacks)
    assert not CafePage.objects.exists()
    decide(client, thing, make_user("deuxieme", "Relecture"), capture=django_capture_on_commit_callbacks)
    assert not CafePage.objects.exists()
    decide(client, thing, make_user("troisieme", "Publication"), capture=django_capture_on_commit_callbacks)
    assert CafePage.objects.get().title == "Autre titre"


def test_what_the_team_asks_is_written_to_the_host_who_answers(
    client, room, announce, confirm, moderator, answers, django_capture_on_commit_callbacks
):
    announce()
    thing = confirm()
    capture = django_capture_on_commit_callbacks
    decide(client, thing, moderator, "reject", "À quelle heure finit-il ?", capture)
    assert "À quelle heure finit-il" in mail.outbox[-1].body and not CafePage.objects.exists()
    assert client.post(get_path(thing), {**answers, **wait(), "heading": "Café IA de 18 h à 20 h"}).status_code == 200
    approve(client, thing, capture)
    assert CafePage.objects.get().title == "Café IA de 18 h à 20 h"


def get_events(client, page):
    text = client.get(page.url + "calendrier/").content.decode()
    own = icalendar.Calendar.from_ical(text).walk("VEVENT")[0]
    assert vobject.readOne(text).vevent.uid.value == own["uid"]
    assert "VTIMEZONE" in text
    return own


def test_a_change_is_approved_and_a_cancellation_is_at_once(
    client, room, published, answers, django_capture_on_commit_callbacks
):
    before = get_events(client, published.page)
    path = get_path(published)
    assert HOST not in read(client, path)
    later = timezone.localdate() + 27 * DAY
    changed = client.post(path, {**answers, **wait(), "date": later.isoformat()})
    assert changed.status_code == 200 and CafePage.objects.get().date != later
    approve(client, published, django_capture_on_commit_callbacks)
    page = CafePage.objects.get()
    after = get_events(client, page)
    assert page.date == later and page.live
    assert after["uid"] == before["uid"] and after["sequence"] > before["sequence"]
    assert "annulé" in client.post(path, {"cancel": "1"}).content.decode()
    cancelled = get_events(client, page)
    assert cancelled["status"] == "CANCELLED" and cancelled["sequence"] > after["sequence"]
    assert "Annulé" in read(client, page.url) and "annulé" in read(client, path)
    # It is over: nothing can be changed any more.
    client.post(path, {**answers, **wait()})
    assert not WorkflowState.objects.active().filter(object_id=str(published.pk)).exists()


def test_what_was_withdrawn_does_not_come_back_by_a_cancellation(client, published):
    published.page.unpublish()
    assert client.post(get_path(published), {"cancel": "1"}).status_code == 200
    assert client.get(published.page.url).status_code == 410 and "annulé" in read(client, get_path(published))


def test_step_by_step_without_a_script(client, room, answers, django_capture_on_commit_callbacks):
    """Each step sends on what was answered before; a mistake stays on its step; one goes back without losing anything."""
    steps = [["heading", "name", "email"], ["mode", "commune", "venue"], ["date", "start_time", "is_weekly"]]
    steps.append(["audience", "access", "signup"])
    address = room.url + "annoncer/"

    def read_form(response) -> tuple[list, dict]:
        form = BeautifulSoup(response.content, "html.parser").select_one("form.announce")
        shown = [one["name"] for one in form.select("[name]") if one.get("type") not in ("hidden", "submit")]
        kept = {one["name"]: one.get("value", "") for one in form.select("input[type=hidden]")}
        return [name for name in shown if name != "website-url"], kept

    shown, kept = read_form(client.get(address))
    for number, names in enumerate(steps[:3]):
        assert shown == names and kept["step"] == str(number)
        own = {name: answers[name] for name in names if name in answers}
        missing = {**kept, **own, names[0] if number != 1 else "commune": ""}
        response = client.post(address, missing)
        assert "form-errors" in response.content.decode() and read_form(response)[0] == names
        shown, kept = read_form(client.post(address, {**kept, **own}))
    assert shown == steps[3] and kept["commune"] == answers["commune"] and not mail.outbox
    shown, back = read_form(client.post(address, {**kept, "signup": "25", "back": "1"}))
    assert shown == steps[2] and back["signup"] == "25"
    assert not Announcement.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(address, {**kept, **{name: answers[name] for name in steps[3]}, **wait()})
    thing = Announcement.objects.get()
    assert (thing.heading, thing.commune, thing.department) == (answers["heading"], "Saint-Denis", "93")
    # What was tampered with in a hidden field is asked again, on its own step.
    response = client.post(address, {**kept, "date": "2020-01-01", **wait()})
    assert read_form(response)[0] == steps[2] and Announcement.objects.count() == 1
    for number in ("-1", "9", "x", ""):
        assert client.post(address, {"step": number}).status_code == 200


def test_to_refuse_ends_it_with_a_reason(
    client, room, announce, confirm, moderator, answers, django_capture_on_commit_callbacks
):
    announce()
    thing = confirm()
    capture = django_capture_on_commit_callbacks
    # Not without a reason.
    decide(client, thing, moderator, "refuse", "", capture)
    assert Announcement.objects.get().status == Status.PENDING
    decide(client, thing, moderator, "refuse", "C’est une publicité.", capture)
    thing.refresh_from_db()
    assert (thing.status, thing.live) == (Status.REFUSED, False) and not CafePage.objects.exists()
    assert "C’est une publicité." in mail.outbox[-1].body and mail.outbox[-1].to == [HOST]
    assert "C’est une publicité." in read(client, get_path(thing))
    # It does not come back.
    client.post(get_path(thing), {**answers, **wait()})
    assert not WorkflowState.objects.active().filter(object_id=str(thing.pk)).exists()


def test_a_change_that_is_refused_leaves_the_cafe_as_it_is(
    client, published, answers, moderator, django_capture_on_commit_callbacks
):
    client.post(get_path(published), {**answers, **wait(), "heading": "Réclame"})
    decide(client, published, moderator, "refuse", "Le titre ne va pas.", django_capture_on_commit_callbacks)
    published.refresh_from_db()
    assert published.live and not published.has_unpublished_changes and published.page.live
    assert "Réclame" not in read(client, published.page.url, get_path(published))
    assert "Le titre ne va pas." in mail.outbox[-1].body


def test_what_waits_can_be_cancelled_and_is_never_shown(client, announce, confirm):
    announce()
    thing = confirm()
    client.post(get_path(thing), {"cancel": "1"})
    assert not CafePage.objects.exists()
    assert not WorkflowState.objects.active().filter(object_id=str(thing.pk)).exists()


def test_doubles_are_proposed_to_the_host_among_what_is_public(client, published, announce, confirm):
    day = published.date + DAY
    html = announce(heading="CAFÉ IA – médiathèque des Tilleuls", date=day.isoformat()).content.decode()
    assert published.page.url in html and Announcement.objects.count() == 1
    announce(heading="CAFÉ IA – médiathèque des Tilleuls", date=day.isoformat(), **{"is-other": "1"})
    assert Announcement.objects.count() == 2
    second = confirm()
    # What waits is shown to the staff alone.
    announce(heading="Café IA des Tilleuls", date=(day + DAY).isoformat())
    third = Announcement.objects.latest("pk")
    assert third.waiting_doubles == [second] and third.public_doubles == []
    announce(heading="Débat sur les images fabriquées")
    assert Announcement.objects.count() == 4


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("commune", "Saint-Denis"),
        ("commune", "Zzyzx"),
        ("commune", "Rhône"),
        ("commune", ""),
        ("date", "2020-01-01"),
        ("date", "2999-01-01"),
        ("date", "hier"),
        ("start_time", "25:00"),
        ("signup", "javascript:alert(1)"),
        ("signup", "0"),
        ("signup", "99999999999999999999"),
        ("heading", "Café\x00 IA"),
        ("mode", "ailleurs"),
        ("email", "x"),
        ("website-url", "http://robot.test"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_stored(announce, name, value):
    response = announce(**{name: value})
    assert response.status_code == 200 and "form-errors" in response.content.decode()
    assert not Announcement.objects.exists() and not mail.outbox


def test_an_online_and_weekly_cafe(client, announce, confirm, django_capture_on_commit_callbacks):
    announce(mode="en-ligne", commune="", venue="", is_weekly="on", signup="https://visio.exemple.test/ia")
    approve(client, confirm(), django_capture_on_commit_callbacks)
    page = CafePage.objects.get()
    assert page.online and page.place is None and page.is_weekly and page.website == "https://visio.exemple.test/ia"
    assert get_events(client, page)["rrule"]["FREQ"] == ["WEEKLY"]


def test_robots_publish_nothing_and_write_to_few(announce):
    for number in range(60):
        announce(heading=f"Publicité {number}", email=f"victime{number}@exemple.test")
    assert not CafePage.objects.exists()
    assert len(mail.outbox) <= 5


def test_a_private_link_is_not_made_up(client, room, published):
    for token in ("", "x" * 30, get_path(published).partition("key=")[2][:-2] + "zz", "\x00", "é:é:é"):
        assert client.get(f"{room.url}annoncer/hote/", {"key": token}).status_code == 404


def test_the_address_of_the_host_is_erased_after_a_year_and_the_cafe_stays(client, published):
    Announcement.objects.update(keep_until=timezone.localdate() - DAY)
    purge_received.call()
    assert not Announcement.objects.exists()
    for model in (model for model in apps.get_models() if model._meta.managed):
        assert not [row for row in model._base_manager.values() if HOST in str(row) or "Alix" in str(row)], model
    assert client.get(published.page.url).status_code == 200


def test_a_cafe_called_agenda_has_an_address_of_its_own(client, announce, confirm, django_capture_on_commit_callbacks):
    make_cafe()
    announce(heading="Agenda")
    approve(client, confirm(), django_capture_on_commit_callbacks)
    assert CafePage.objects.get(title="Agenda").slug.startswith("agenda-")


def test_the_team_reads_it_on_one_screen_without_the_address(client, announce, confirm, moderator):
    announce()
    confirm()
    announce(heading="Café IA – médiathèque des Tilleuls", **{"is-other": "1"})
    thing = confirm()
    client.force_login(make_user("alix", "Administration"))
    html = read(client, reverse(thing.snippet_viewset.get_url_name("edit"), args=[thing.pk]))
    assert "Café IA à la médiathèque des Tilleuls" in html and "Entrée de plain-pied" in html and HOST not in html
    assert HOST not in read(client, reverse(thing.snippet_viewset.get_url_name("list")))
    assert client.get(reverse(thing.snippet_viewset.get_url_name("add"))).status_code in (302, 403, 404)


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("Café IA à la médiathèque des Tilleuls", "CAFE IA – Médiathèque des Tilleuls", True),
        ("Café IA : l’IA au travail", "L'IA au travail, café IA", True),
        ("Café IA tiers-lieu La Ruche", "Café IA à La Ruche (tiers-lieu)", True),
        ("IA et écologie : quel coût ?", "IA et écologie", True),
        ("Café IA", "CAFÉ IA", True),
        ("Café IA", "Café IA du Moulin", False),
        ("Café IA du Moulin", "Café IA du Port", False),
        ("Café IA n° 3 : santé", "Café IA n° 4 : emploi", False),
        ("Café IA en famille", "Café IA entre collègues", False),
        ("L’IA au travail", "L’IA à l’école", False),
    ],
)
def test_titles_alike_are_those_of_one_cafe(one, other, is_same):
    assert Announcement(heading=one).is_like(other) == is_same
