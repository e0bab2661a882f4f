"""One list over all kinds of what came in, for whoever may read it, and figures without a name."""

import datetime

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from django.utils import timezone

from cafeia.models import CafePage, Facilitator
from council.models import PrintRequest
from forms.models import Answer, Status
from forms.receiving import tally
from tests.cafeia.pages import make_room
from tests.factories import get_home
from tests.queries import count_queries

pytestmark = pytest.mark.django_db
KEPT = {"language": "fr", "keep_until": datetime.date(2099, 1, 1)}


def send_in(number: int = 1) -> None:
    for n in range(number):
        Answer.objects.create(name=f"Zoé {n}", page_title="Une question", email="zoe@example.org", **KEPT)
        PrintRequest.objects.create(name=f"Camille {n}", address="1 rue du Jouet", postal_code="75001", **KEPT)


def read(client, **query) -> BeautifulSoup:
    response = client.get(reverse("inbox"), query)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def list_rows(client, **query) -> list[str]:
    return [" ".join(row.get_text(" ").split()) for row in read(client, **query).select("main table.listing tbody tr")]


def test_all_kinds_are_in_one_list_the_oldest_first_each_with_its_screen(client, admin_user):
    client.force_login(admin_user)
    send_in()
    waiting = {"shown_name": "Dominique", "mode": "en-ligne", "status": Status.PENDING}
    Facilitator.objects.create(room=make_room(CafePage), **waiting, **KEPT)
    Answer.objects.update(created_at=timezone.now() + datetime.timedelta(hours=1))
    rows = list_rows(client)
    assert len(rows) == 3 and rows[2].startswith("Zoé") and "Une question" in rows[2]
    for link in read(client).select("main table.listing td a"):
        assert client.get(link["href"]).status_code == 200


def test_the_list_is_narrowed_by_kind_state_delay_and_hands(client, admin_user):
    client.force_login(admin_user)
    send_in(2)
    late, mine = Answer.objects.order_by("pk")
    Answer.objects.filter(pk=late.pk).update(due_on=datetime.date(2020, 1, 1))
    Answer.objects.filter(pk=mine.pk).update(handled_by=admin_user, status=Status.DONE)
    assert len(list_rows(client)) == 3
    assert len(list_rows(client, status="all")) == 4
    assert len(list_rows(client, status=Status.DONE)) == 1
    assert len(list_rows(client, status="late")) == 1
    assert len(list_rows(client, status="all", handled_by="mine")) == 1
    assert len(list_rows(client, kind="council.printrequest")) == 2
    for hostile in ({"kind": "auth.user"}, {"status": "\x00"}, {"p": "x"}, {"handled_by": "9"}):
        assert client.get(reverse("inbox"), hostile).status_code == 200


def test_each_kind_is_read_by_its_own_right(client, django_user_model):
    user = django_user_model.objects.create_user("lou", "lou@example.org", "phrase")
    group = Group.objects.create(name="Réponses")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    user.groups.add(group)
    send_in()
    client.force_login(user)
    assert client.get(reverse("inbox")).status_code == 302
    group.permissions.add(Permission.objects.get(codename="view_printrequest"))
    assert [row.split()[0] for row in list_rows(client, status="all")] == ["Camille"]


def test_the_figures_of_the_months_name_forms_and_nobody(client, admin_user, monkeypatch):
    client.force_login(admin_user)
    send_in()
    tally(PrintRequest.objects.get(), "received")
    tally(PrintRequest.objects.get(), "handled")
    answer = Answer.objects.get()
    answer.page = get_home()
    with monkeypatch.context() as patch:
        patch.setattr(Answer, "kind", property(lambda self: f"forms.answer:{self.page.translation_key}"))
        tally(answer, "received")
    PrintRequest.objects.all().delete()
    rows = [row.split() for row in list_rows(client)[-2:]]
    assert {row[-1] for row in rows} == {"0", "1"} and all(row[-2] == "1" for row in rows)
    assert get_home().title in " ".join(" ".join(row) for row in rows)


def test_it_costs_the_same_for_three_and_thirty(client, admin_user):
    client.force_login(admin_user)
    send_in(3)
    client.get(reverse("inbox"))
    few = count_queries(client, reverse("inbox"))
    send_in(20)
    assert count_queries(client, reverse("inbox")) == few
