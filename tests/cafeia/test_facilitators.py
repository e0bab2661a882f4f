"""A volunteer from the form to the list, what is written to them, and the end: no address is ever shown."""

import datetime
import email
import email.policy
import re
from urllib.parse import urlencode

import pytest
from django.apps import apps
from django.core.management import call_command
from django.utils import timezone

from cafeia.listing import CafeListing
from cafeia.models import CafePage, Exchange, Facilitator
from cafeia.models.facilitators import NOTICE, ask_facilitators
from cnnum_site.page_cache import NotedParameters
from forms.models import Status
from forms.receiving import purge_received
from newsroom.roles import setup_roles
from places.models import Place
from tests.cafeia.announced import approve, read
from tests.cafeia.pages import make_room
from tests.forms.helpers import wait
from tests.mail_server import find_links
from tests.queries import count_queries

pytestmark = pytest.mark.django_db
VOLUNTEER, ASKER = "benevole@exemple.test", "demande@exemple.test"
DAY = datetime.timedelta(days=1)


@pytest.fixture
def room():
    setup_roles()
    return make_room(CafePage)


def make_facilitator(room, name="Sacha", town="Rennes", department="35", **fields):
    own = {"language": "fr", "email": VOLUNTEER, "status": Status.DONE, "languages": ["fr"], "families": ["jeu"]}
    own |= {
        "presentation": "Je prête un jeu de cartes.",
        "mode": "les-deux",
        "keep_until": timezone.localdate() + 99 * DAY,
    }
    place = Place.get_town(town, department)
    return Facilitator.objects.create(
        room=room, shown_name=name, commune=town, department=department, place=place, **{**own, **fields}
    )


def get_path(url) -> str:
    return re.sub(r"^https?://[^/]+", "", url)


def read_text(content: bytes) -> str:
    message = email.message_from_bytes(content, policy=email.policy.default)
    return message.get_body(["plain"]).get_content()


def find_path(content: bytes, part: str) -> str:
    return next(get_path(url) for url in find_links(read_text(content)) if part in url)


def test_from_the_form_to_the_list_and_to_nothing(client, room, whole_outbox, post, django_capture_on_commit_callbacks):
    answers = {
        "shown_name": "Sacha",
        "mode": "les-deux",
        "commune": "rennes",
        "families": ["jeu", "debat"],
        "languages": ["fr", "lsf"],
        "presentation": "Je prête un jeu de cartes.",
        "email": VOLUNTEER,
    }
    with django_capture_on_commit_callbacks(execute=True):
        html = client.post(f"{room.url}benevoles/devenir/", {**answers, **wait()}).content.decode()
    assert "ouvrez le courriel" in html and Facilitator.objects.get().status == Status.UNCONFIRMED
    post()
    confirmation = whole_outbox.get_content(VOLUNTEER)
    assert b"cartes" not in confirmation
    with django_capture_on_commit_callbacks(execute=True):
        client.post(find_path(confirmation, "/confirm"))
    thing = Facilitator.objects.get()
    # Confirmed, not approved: it is in no list, its town neither.
    assert (thing.status, thing.live) == (Status.PENDING, False) and not Place.objects.exists()
    assert "Sacha" not in read(client, f"{room.url}benevoles/")
    assert client.get(f"{room.url}benevoles/{thing.pk}/").status_code == 404
    approve(client, thing, django_capture_on_commit_callbacks)
    html = read(client, f"{room.url}benevoles/", f"{room.url}benevoles/{thing.pk}/")
    assert "Sacha" in html and "Rennes" in html and VOLUNTEER not in html
    assert "Langue des signes" in html and "Jeu" in html
    post()
    shown = whole_outbox.received[-1][2]
    private = find_path(shown, "benevoles/moi/")
    assert VOLUNTEER not in read(client, private)
    # What is changed waits; what is left goes at once.
    client.post(private, {**answers, **wait(), "presentation": "Je viens le soir."})
    assert "Je viens le soir" not in read(client, f"{room.url}benevoles/")
    client.get(private, {"delete": "1"})
    assert Facilitator.objects.exists()
    assert "effacée" in client.post(private, {"delete": "1"}).content.decode()
    assert client.get(private).status_code == 404
    for model in (model for model in apps.get_models() if model._meta.managed and model._meta.app_label != "mailing"):
        assert not [row for row in model._base_manager.values() if VOLUNTEER in str(row)], model


@pytest.mark.parametrize("shares", [True, False])
def test_what_is_written_goes_through_the_site(
    client,
    room,
    shares,
    whole_outbox,
    post,
    django_capture_on_commit_callbacks,
):
    other = make_facilitator(room)
    address = f"{room.url}benevoles/{other.pk}/"
    data = {"name": "Ana", "email": ASKER, "message": "Un café à la médiathèque en mai ?"}
    with django_capture_on_commit_callbacks(execute=True):
        client.post(address, {**data, **wait()} | ({"shares_address": "on"} if shares else {}))
    post()
    # Nothing goes to the volunteer before it is confirmed.
    assert whole_outbox.get_recipients() == [ASKER]
    with django_capture_on_commit_callbacks(execute=True):
        client.post(find_path(whole_outbox.get_content(ASKER), "/confirm"))
    post()
    assert sorted(whole_outbox.get_recipients()) == [VOLUNTEER, ASKER, ASKER]
    assert Exchange.objects.get().status == Status.DONE
    received = whole_outbox.get_content(VOLUNTEER)
    assert "médiathèque en mai" in read_text(received)
    reply_to = email.message_from_bytes(received)["Reply-To"]
    assert (reply_to == ASKER) if shares else (reply_to is None and ASKER.encode() not in received)
    assert VOLUNTEER.encode() not in b"".join(content for _from, to, content in whole_outbox.received if to == ASKER)
    # The volunteer answers through the site, then the asker; neither learns an address.
    own = find_path(received, "benevoles/message/")
    page = read(client, own)
    assert ASKER not in page and VOLUNTEER not in page
    with django_capture_on_commit_callbacks(execute=True):
        assert "envoyée" in client.post(own, {"message": "Volontiers.", **wait()}).content.decode()
    post()
    answer = whole_outbox.received[-1]
    assert answer[1] == ASKER and "Volontiers." in read_text(answer[2]) and VOLUNTEER.encode() not in answer[2]
    theirs = find_path(answer[2], "benevoles/message/")
    assert theirs != own
    # A link that is only followed ends nothing; the button does, for both.
    client.get(theirs, {"stop": "1"})
    assert Exchange.objects.exists()
    client.post(theirs, {"stop": "1"})
    assert not Exchange.objects.exists()
    assert [client.get(path).status_code for path in (own, theirs)] == [404, 404]
    leaving = find_path(received, "benevoles/moi/")
    client.post(leaving, {"delete": "1"})
    assert client.get(address).status_code == 404


def test_who_is_silent_is_asked_then_removed(
    client,
    room,
    whole_outbox,
    post,
    django_capture_on_commit_callbacks,
):
    soon = timezone.localdate() + 3 * DAY
    silent = make_facilitator(room, "Sacha", keep_until=soon)
    stays = make_facilitator(room, "Camille", keep_until=soon, email="camille@exemple.test")
    later = make_facilitator(room, "Alix", email="alix@exemple.test")
    for _time in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            ask_facilitators.call()
        post()
    # Once each, with a month to answer.
    assert sorted(whole_outbox.get_recipients()) == [VOLUNTEER, "camille@exemple.test"]
    silent.refresh_from_db()
    assert silent.keep_until == timezone.localdate() + NOTICE
    private = find_path(whole_outbox.get_content("camille@exemple.test"), "benevoles/moi/")
    assert "toujours là" in read(client, private)
    client.get(private, {"stay": "1"})
    stays.refresh_from_db()
    assert stays.asked_on
    client.post(private, {"stay": "1"})
    stays.refresh_from_db()
    assert stays.asked_on is None and stays.keep_until > timezone.localdate() + 300 * DAY
    Facilitator.objects.filter(asked_on__isnull=False).update(keep_until=timezone.localdate() - DAY)
    purge_received.call()
    assert set(Facilitator.objects.all()) == {stays, later}


def test_a_draft_that_is_approved_late_keeps_the_year(client, room, django_capture_on_commit_callbacks):
    thing = make_facilitator(room, keep_until=timezone.localdate() + DAY)
    thing.save_revision()
    thing.presentation = "Je viens le soir."
    thing.accept()
    Facilitator.objects.filter(pk=thing.pk).update(keep_until=timezone.localdate() + 300 * DAY)
    approve(client, thing, django_capture_on_commit_callbacks)
    thing.refresh_from_db()
    assert thing.presentation == "Je viens le soir." and thing.keep_until == timezone.localdate() + 300 * DAY


def test_filters_and_near_me(client, room):
    make_facilitator(room, "Sacha", languages=["fr", "en"], families=["jeu"])
    make_facilitator(room, "Camille", "Lyon", "69", languages=["lsf"], families=["debat"])
    make_facilitator(room, "Alix", "", "", mode="en-ligne", languages=["fr"], families=[])
    names = {"Sacha", "Camille", "Alix"}

    def shown(query: str) -> set:
        html = read(client, f"{room.url}benevoles/?{query}")
        return {name for name in names if f">{name}</a>" in html}

    assert shown("") == names
    assert shown("language=lsf") == {"Camille"} and shown("family=jeu") == {"Sacha"}
    assert shown("area=departement-35") == {"Sacha"} and shown("mode=en-ligne") == names
    assert shown("near=villeurbanne") == {"Camille"} and shown("near=35") == {"Sacha"}
    html = read(client, f"{room.url}benevoles/?near=brest")
    assert "Rennes" in html and "mode=en-ligne" in html
    for query in ("near=%00", "language=x", "family=%27", "page=-1", "radius=7", "area=x"):
        assert client.get(f"{room.url}benevoles/?{query}").status_code == 200
    # It is reached from the cafés and from what is near.
    assert f"{room.url}benevoles/?near=brest" in read(client, f"{room.url}?near=brest")
    assert f"{room.url}benevoles/" in read(client, room.get_parent().url)


def test_the_list_costs_the_same_for_more(client, room):
    counts = []
    for number in (3, 12):
        for each in range(number):
            make_facilitator(room, f"{number}-{each}", f"Ville {number}-{each}", "35")
        counts.append(count_queries(client, f"{room.url}benevoles/?near=35&radius=50"))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("email", "x"),
        ("languages", ["xx"]),
        ("families", "\0"),
        ("commune", "Zzyzx"),
        ("shown_name", ""),
        ("presentation", ""),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_stored(client, room, name, value):
    answers = {"shown_name": "Sacha", "mode": "les-deux", "commune": "Rennes", "languages": ["fr"], "email": VOLUNTEER}
    answers |= {"presentation": "Le soir.", **wait(), name: value}
    assert "form-errors" in client.post(f"{room.url}benevoles/devenir/", answers).content.decode()
    assert not Facilitator.objects.exists()


def test_private_links_are_not_made_up(client, room):
    thing = make_facilitator(room)
    key = get_path(thing.private_url).partition("key=")[2]
    for token in ("", "x" * 30, key[:-2] + "zz", "\x00", "é:é"):
        for path in ("benevoles/moi/", "benevoles/message/", "annoncer/hote/"):
            assert client.get(f"{room.url}{path}", {"key": token}).status_code == 404
    # A key of one kind opens no other.
    for path in ("benevoles/message/", "annoncer/hote/"):
        assert client.get(f"{room.url}{path}", {"key": key}).status_code == 404


def test_a_person_is_found_and_erased(room, capsys):
    thing = make_facilitator(room)
    thing.save_revision()
    Exchange.objects.create(facilitator=thing, email=ASKER, name="Ana", message="Bonjour", language="fr")
    call_command("personal_data", ASKER, "--erase")
    assert "Bonjour" in capsys.readouterr().out and not Exchange.objects.exists()
    call_command("personal_data", VOLUNTEER, "--erase")
    for model in (model for model in apps.get_models() if model._meta.managed):
        assert not [row for row in model._base_manager.values() if VOLUNTEER in str(row)], model


@pytest.mark.parametrize(
    ("near", "town", "when", "mode"),
    [
        ("lyon ce week-end", ["lyon"], ["ce-week-end"], []),
        ("ce mois-ci, lyon", ["lyon"], ["ce-mois-ci"], []),
        ("En ligne", [], [], ["en-ligne"]),
        ("France", [], [], []),
        ("Ligné", ["Ligné"], [], []),
    ],
)
def test_a_moment_typed_with_a_town_is_a_filter(room, near, town, when, mode):
    """As the page cache gives the parameters: it notes what is read of them."""
    data = NotedParameters(urlencode({"near": near}).encode())
    values = CafeListing(data, CafePage.objects.all(), room.url).values
    assert (values["near"], values["when"], values["mode"]) == (town, when, mode) and not data.all_read
