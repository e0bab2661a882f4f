"""A café that a host announces, and who moderates it."""

import datetime
import re

import pytest
from django.core import mail
from django.utils import timezone

from cafeia.models import Announcement, CafePage
from forms.models import Status
from newsroom.roles import setup_roles
from tests.cafeia.announced import HOST, approve, get_member
from tests.cafeia.pages import make_room
from tests.forms.helpers import wait

DAY = datetime.timedelta(days=1)


@pytest.fixture
def room():
    setup_roles()
    return make_room(CafePage)


@pytest.fixture
def answers():
    return {
        "heading": "Café IA à la médiathèque des Tilleuls",
        "mode": "sur-place",
        "commune": "st denis (93)",
        "venue": "Médiathèque des Tilleuls",
        "date": (timezone.localdate() + 20 * DAY).isoformat(),
        "start_time": "18:30",
        "audience": "tous",
        "access": "Entrée de plain-pied",
        "signup": "25",
        "name": "Alix Hôte",
        "email": HOST,
    }


@pytest.fixture
def announce(client, room, answers, django_capture_on_commit_callbacks):
    def announce(**changes):
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(room.url + "annoncer/", {**answers, **wait(), **changes})

    return announce


@pytest.fixture
def confirm(client, django_capture_on_commit_callbacks):
    def confirm():
        address = re.search(r"https?://\S+/(\S+/\S+/)", mail.outbox[-1].body)
        path = re.sub(r"^https?://[^/]+", "", address.group(0))
        assert client.get(path).status_code == 200
        assert Announcement.objects.latest("pk").status == Status.UNCONFIRMED
        with django_capture_on_commit_callbacks(execute=True):
            client.post(path)
        return Announcement.objects.latest("pk")

    return confirm


@pytest.fixture
def moderator():
    return get_member("moderation", "Relecture")


@pytest.fixture
def published(announce, confirm, client, django_capture_on_commit_callbacks):
    announce()
    thing = confirm()
    approve(client, thing, django_capture_on_commit_callbacks)
    thing.refresh_from_db()
    return thing
