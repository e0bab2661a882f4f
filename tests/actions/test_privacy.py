"""What the public may not see is in no list, count, agenda, map, calendar, feed or neighbour's page."""

import datetime

import pytest
from django.utils import timezone

from actions.models import ActionPage
from content.models import PageLink
from tests.factories import get_home, make_private

from .helpers import base_url, make_action, make_place

pytestmark = pytest.mark.django_db
WORD = "Zygomatique"
VIEWS = ["", "agenda/2024/05/", "carte/", "calendrier/", "feed/", "?city=secreteville", "agenda/2024/06/"]


def make_hidden(kind: str) -> ActionPage:
    place = make_place("Secreteville", latitude=45.0, longitude=3.0)
    fields = {"title": f"{WORD} {kind}", "place": place, "summary": WORD, "series": "Série"}
    if kind == "draft":
        return make_action("2024-05-15", live=False, **fields)
    if kind == "scheduled":
        later = timezone.now() + datetime.timedelta(days=3)
        page = make_action("2024-05-15", live=False, go_live_at=later, **fields)
        page.save_revision().publish()
        return ActionPage.objects.get(pk=page.pk)
    if kind == "under a private page":
        parent = make_action("2024-05-01", title=f"{WORD} parent")
        page = make_action("2024-05-15", parent=parent, **fields)
        make_private(parent)
        return page
    page = make_action("2024-05-15", **fields)
    if kind == "private":
        make_private(page)
    elif kind == "unpublished":
        page.unpublish()
    elif kind == "session of a draft":
        page.unpublish()
    return ActionPage.objects.get(pk=page.pk)


KINDS = ["draft", "scheduled", "private", "under a private page", "unpublished"]


@pytest.mark.parametrize("kind", KINDS)
def test_hidden_actions_appear_nowhere(client, kind):
    seen = make_action("2024-05-20", title="Public", series="Série")
    hidden = make_hidden(kind)
    PageLink.objects.create(source=hidden, target=seen)
    for view in VIEWS:
        response = client.get(base_url() + view)
        assert response.status_code == 200
        text = response.content.decode()
        assert WORD not in text, view
        assert "Secreteville" not in text, view
    assert client.get(base_url()).context["listing"].total == 1
    assert WORD not in client.get(seen.url).content.decode()
    assert WORD not in client.get(get_home().url).content.decode()
    assert WORD not in client.get("/sitemap.xml").content.decode()
    assert client.get(f"{hidden.url}calendrier/").status_code in (302, 404, 410) or "private" in kind


def test_a_private_page_does_not_give_its_calendar(client):
    for kind in ("private", "under a private page"):
        response = client.get(f"{make_hidden(kind).url}calendrier/", follow=True)
        assert WORD not in response.content.decode()


def test_a_hidden_child_is_in_no_programme_nor_its_parent_named(client):
    festival = make_action("2024-05-20", title="Festival")
    make_action("2024-05-20", title=f"{WORD} séance", parent=festival, live=False)
    assert WORD not in client.get(festival.url).content.decode()
    parent = make_action("2024-05-20", title=f"{WORD} cadre")
    child = make_action("2024-05-20", title="Séance publique", parent=parent)
    parent.unpublish()
    ActionPage.objects.filter(pk=child.pk).update(live=True)
    assert WORD not in client.get(base_url()).content.decode()
    assert WORD not in client.get(f"{base_url()}agenda/2024/05/").content.decode()


def test_internal_notes_stay_inside(client):
    page = make_action("2024-05-20", editor_note=WORD)
    for url in (page.url, f"{page.url}calendrier/", *(base_url() + view for view in VIEWS)):
        assert WORD not in client.get(url).content.decode()
