"""Deleting or withdrawing what the public reads takes two people, by every way; all of it comes back in one action."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from wagtail.images import get_image_model
from wagtail.models import Page, Site

from cafeia.models import CafePage
from home.models import StandardPage
from newsroom.bin import looks
from newsroom.bin.looks import empty_bin
from newsroom.bin.models import BinEntry, SecondLook
from tests.cafeia.pages import make_room
from tests.cafeia.test_facilitators import make_facilitator
from tests.factories import add_contribution, get_home, get_index, make_page, make_person
from tests.newsroom.conftest import *  # noqa: F403 — its staff.
from tests.newsroom.conftest import approve, make_draft, publish_by_two, submit
from tests.newsroom.test_files import draw
from tests.toysection.models import ToyPage

pytestmark = pytest.mark.django_db
YES = {"include_descendants": "on", "next": "/admin/"}


def post(client, user, name, *arguments, query="", **data):
    client.force_login(user)
    return client.post(reverse(name, args=arguments) + query, data)


def draw_image():
    return SimpleUploadedFile("image.png", draw("red"), "image/png")


def bulk(client, user, action, *pages):
    query = "?" + "&".join(f"id={page.pk}" for page in pages) + "&next=/admin/"
    return post(client, user, "wagtail_bulk_action", "wagtailcore", "page", action, query=query, **YES)


def is_live(*pages) -> bool:
    return Page.objects.filter(pk__in=[page.pk for page in pages], live=True).count() == len(pages)


@pytest.fixture(autouse=True)
def _empty_bin(staff):
    """The page that Wagtail makes in every new database was deleted in this one."""
    BinEntry.objects.all().delete()


@pytest.fixture
def live(staff, draft):
    return publish_by_two(draft, staff)


def withdraw_by_screen(client, user, page):
    post(client, user, "wagtailadmin_pages:unpublish", page.pk)


def withdraw_in_bulk(client, user, page):
    bulk(client, user, "unpublish", page)


def withdraw_by_api(client, user, page):
    post(client, user, "wagtailadmin_api:pages:action", page.pk, "unpublish")


def delete_by_screen(client, user, page):
    post(client, user, "wagtailadmin_pages:delete", page.pk)


def delete_in_bulk(client, user, page):
    bulk(client, user, "delete", page)


def delete_by_api(client, user, page):
    post(client, user, "wagtailadmin_api:pages:action", page.pk, "delete")


def delete_above(client, user, page):
    post(client, user, "wagtailadmin_pages:delete", page.get_parent().pk)


WAYS = [
    withdraw_by_screen,
    withdraw_in_bulk,
    withdraw_by_api,
    delete_by_screen,
    delete_in_bulk,
    delete_by_api,
    delete_above,
]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", ["sacha", "alix"])
def test_one_person_takes_nothing_off_the_site(client, staff, live, way, name):
    way(client, staff[name], live)
    assert is_live(live) and not BinEntry.objects.exists() and not Page.find_problems()[4]
    look = SecondLook.objects.filter(status="waiting").first()
    if look is None:
        return  # This one may not even ask.
    # The same person does not confirm, nor does someone who may not publish.
    for other in (staff[name], staff["camille"], staff["rene"]):
        post(client, other, "newsroom_look", look.pk, confirm="1")
        assert is_live(live)
    client.force_login(staff["lou"])
    assert look.title in client.get(reverse("wagtailadmin_home")).content.decode()
    client.post(reverse("newsroom_look", args=[look.pk]), {"confirm": "1"})
    assert not is_live(live)
    client.post(reverse("newsroom_look", args=[look.pk]), {"undo": "1"})
    back = ToyPage.objects.get(pk=live.pk)
    assert back.live and back.live_revision_id == live.live_revision_id and back.path == live.path
    assert client.get(live.url).status_code == 200


@pytest.mark.parametrize("way", WAYS)
def test_those_who_write_do_not_even_ask(client, staff, live, way):
    for name in ("camille", "rene"):
        way(client, staff[name], live)
    assert is_live(live) and not SecondLook.objects.exists()


def test_it_is_told_to_those_who_publish(client, staff, live, django_capture_on_commit_callbacks):
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        withdraw_by_screen(client, staff["sacha"], live)
        withdraw_by_screen(client, staff["sacha"], live)
    letters = [letter for letter in mail.outbox if live.title in letter.subject]
    assert sorted(letter.to[0] for letter in letters) == ["alix@example.org", "lou@example.org"], "asked once"


def test_a_whole_section_leaves_and_comes_back(client, staff, live):
    """What was a draft, or withdrawn, stays so; no approval is asked for again, since no text changed."""
    pages = [make_page(ToyPage, title=f"Jouet {number}") for number in range(8)]
    away = make_page(ToyPage, title="Retiré avant")
    away.unpublish()
    index = get_index(ToyPage)
    post(client, staff["sacha"], "wagtailadmin_pages:unpublish", index.pk, **YES)
    look = SecondLook.objects.get()
    assert look.count == 10
    post(client, staff["lou"], "newsroom_look", look.pk, confirm="1")
    assert not index.get_descendants(inclusive=True).live().exists()
    # Somebody writes meanwhile: what comes back is what was online.
    text = ToyPage.objects.get(pk=live.pk)
    text.title = "Un texte que personne n’a approuvé"
    text.save()
    text.save_revision(user=staff["camille"])
    post(client, staff["lou"], "newsroom_look", look.pk, undo="1")
    assert is_live(index, live, *pages) and not is_live(away)
    assert client.get(live.url).status_code == 200
    assert ToyPage.objects.get(pk=live.pk).title == live.title
    assert "personne n’a approuvé" in ToyPage.objects.get(pk=live.pk).get_latest_revision_as_object().title


def test_a_request_is_taken_back_or_refused(client, staff, live):
    for name in ("sacha", "lou"):
        withdraw_by_screen(client, staff["sacha"], live)
        look = SecondLook.objects.latest("pk")
        post(client, staff["camille"], "newsroom_look", look.pk, refuse="1")
        assert SecondLook.objects.get(pk=look.pk).status == "waiting"
        post(client, staff[name], "newsroom_look", look.pk, refuse="1")
        assert SecondLook.objects.get(pk=look.pk).status == "refused" and is_live(live)
        post(client, staff["alix"], "newsroom_look", look.pk, confirm="1")
        assert is_live(live), "what was answered is answered"


def test_more_than_five_drafts_take_two(client, staff):
    pages = [make_draft(staff["sacha"]) for _number in range(6)]
    bulk(client, staff["sacha"], "delete", *pages)
    assert ToyPage.objects.filter(pk__in=[page.pk for page in pages]).count() == 6
    bulk(client, staff["sacha"], "delete", *pages[:5])
    assert ToyPage.objects.filter(pk__in=[page.pk for page in pages]).count() == 1
    assert BinEntry.objects.count() == 5


def test_what_is_reviewed_or_scheduled_is_not_deleted_by_others(client, staff, draft):
    submit(draft, staff["camille"])
    other = get_home().add_child(instance=type(get_index(ToyPage))(title="Ailleurs", slug="ailleurs"))
    for name in ("dominique", "rene", "sacha", "alix"):
        delete_by_screen(client, staff[name], draft)
        delete_in_bulk(client, staff[name], draft)
        post(client, staff[name], "wagtailadmin_pages:move_confirm", draft.pk, other.pk)
    assert ToyPage.objects.get(pk=draft.pk).path == draft.path and not SecondLook.objects.exists()
    delete_by_screen(client, staff["camille"], draft)
    assert not ToyPage.objects.filter(pk=draft.pk).exists(), "who submitted it may"


@pytest.mark.parametrize("is_scheduled", [True, False])
def test_what_an_approved_text_shows_is_not_taken_from_it(client, staff, live, is_scheduled):
    """Of a version that is not online yet: no index knows what it names."""
    image = get_image_model().objects.create(title="Image", uploaded_by_user=staff["camille"], file=draw_image())
    page, person = live.get_latest_revision_as_object(), make_person("Ana Exemple")
    page.cover, page.cover_credit, page.go_live_at = image, "Conseil", timezone.now() + timedelta(days=2)
    page.contributions.add(add_contribution(page, person))
    page.save_revision(user=staff["camille"], log_action=True)
    submit(ToyPage.objects.get(pk=live.pk), staff["camille"])
    for name in ("rene", "sacha")[: 1 + is_scheduled]:
        approve(page, staff[name])
    post(client, staff["sacha"], "wagtailsnippets_people_person:delete", person.pk)
    post(client, staff["camille"], "wagtailimages:delete", image.pk)
    values = {"title": "Image", "collection": image.collection_id, "tags": "", "description": "Tout autre chose"}
    post(client, staff["camille"], "wagtailimages:edit", image.pk, file=draw_image(), **values)
    after = type(image).objects.get()
    assert (after.description, after.file.name) == ("", image.file.name) and type(person).objects.exists()


def test_more_does_not_go_than_was_asked_for(client, staff):
    asked, other = (
        get_home().add_child(instance=StandardPage(title=title, slug=title.lower())) for title in ("Un", "Deux")
    )
    delete_by_screen(client, staff["sacha"], asked)
    other.move(asked, pos="last-child")
    post(client, staff["lou"], "newsroom_look", SecondLook.objects.get().pk, confirm="1")
    assert is_live(asked, other) and SecondLook.objects.get().status == "waiting"


def test_no_other_way_hides_what_is_online(client, staff, live):
    private = make_page(ToyPage, title="Privée")
    private.view_restrictions.create(restriction_type="login")
    admin = staff["alix"]
    post(client, admin, "wagtailadmin_pages:set_privacy", live.pk, restriction_type="login")
    post(client, admin, "wagtailadmin_pages:move_confirm", live.pk, private.pk)
    site = Site.objects.get()
    post(client, admin, "wagtailsites:delete", site.pk)
    fields = {"hostname": site.hostname, "port": site.port, "root_page": live.pk, "site_name": ""}
    post(client, admin, "wagtailsites:edit", site.pk, is_default_site="on", **fields)
    fields["root_page"] = site.root_page_id
    post(client, admin, "wagtailsites:edit", site.pk, **{**fields, "hostname": "ailleurs.example.org"})
    post(client, admin, "wagtailsites:add", **{**fields, "hostname": "testserver", "root_page": private.pk})
    locale = live.locale
    post(client, admin, "wagtaillocales:delete", locale.pk)
    post(client, admin, "wagtaillocales:edit", locale.pk, language_code="en")
    client.logout()
    assert client.get(live.url).status_code == 200 and Page.objects.get(pk=live.pk).locale == locale


def test_an_entry_that_a_page_shows_takes_two(client, staff, live):
    person = make_person("Camille Exemple")
    live.summary = live.summary
    live.contributions.create(person=person, role="auteur")
    live.save()
    from wagtail.models import ReferenceIndex

    ReferenceIndex.create_or_update_for_object(live)
    # What a volunteer offered is not kept once deleted: somebody is asked all the same.
    volunteer = make_facilitator(make_room(CafePage))
    for one in (person, volunteer):
        post(client, staff["sacha"], one.snippet_viewset.get_url_name("delete"), one.pk)
        assert type(one).objects.filter(pk=one.pk).exists()


def test_an_emergency_of_one_s_own_text_waits_for_someone(client, staff):
    page = make_draft(staff["alix"])
    post(client, staff["alix"], "newsroom_emergency", page.pk, reason="Une erreur grave à corriger")
    look = SecondLook.objects.get(kind="emergency")
    assert is_live(page) and look.due_at and look.asked_by == staff["alix"]
    for answer in ("confirm", "refuse"):
        post(client, staff["alix"], "newsroom_look", look.pk, **{answer: "1"})
    client.force_login(staff["sacha"])
    assert page.title in client.get(reverse("wagtailadmin_home")).content.decode()
    SecondLook.objects.update(due_at="2020-01-01T00:00Z")
    mail.outbox.clear()
    empty_bin.func()
    empty_bin.func()
    client.post(reverse("newsroom_look", args=[look.pk]), {"refuse": "1"})
    assert SecondLook.objects.get(kind="withdraw").asked_by == staff["sacha"] and is_live(page)
    post(client, staff["alix"], "newsroom_emergency", page.pk, reason="Une erreur grave à corriger")


def test_the_screens_of_what_waits_cost_the_same(client, staff, live):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.force_login(staff["sacha"])
    costs = []
    for number in (3, 30):
        while SecondLook.objects.count() < number:
            pages = [["toysection.ToyPage", str(live.pk)]] * number
            SecondLook.objects.create(kind="withdraw", title="Essai", targets=pages, asked_by=staff["lou"])
        look = SecondLook.objects.latest("pk")
        paths = (reverse("wagtailadmin_home"), reverse("newsroom_looks"), reverse("newsroom_look", args=[look.pk]))
        with CaptureQueriesContext(connection) as asked:
            for path in paths:
                assert client.get(path).status_code == 200
        costs.append(len(asked))
    assert costs[0] == costs[1]


def test_many_are_done_by_a_job(client, staff, live, monkeypatch):
    """A server gives a request half a minute; what is under way is not asked for twice."""
    monkeypatch.setattr(looks, "AT_ONCE", 0)
    withdraw_by_screen(client, staff["sacha"], live)
    look = SecondLook.objects.get()
    for action, after in (("confirm", False), ("undo", True)):
        for _twice in range(2):
            post(client, staff["lou"], "newsroom_look", look.pk, **{action: "1"})
        assert SecondLook.objects.get().status == "under_way" and is_live(live) is not after
        for _twice in range(2):
            looks.carry_out.func(look.pk, staff["lou"].pk)
        assert is_live(live) is after
