"""The desk of the day: drafts, the week, the planning, model pages, many pages at once. All of it makes drafts."""

import datetime

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from newsroom.corpus import compile_words, replace_text
from newsroom.models import ModelPage
from tests.factories import make_keyword, make_page, make_theme
from tests.queries import count_queries
from tests.toysection.models import ToyPage
from tests.works.making import make_chapter, make_work
from works.models import Proposal, WorkPage

from .conftest import make_draft, publish_by_two, submit

pytestmark = pytest.mark.django_db
HOME, PLANNING, REPLACE = reverse("wagtailadmin_home"), reverse("newsroom_planning"), reverse("newsroom_replace")


def read(client, url: str) -> str:
    return " ".join(BeautifulSoup(client.get(url).content, "html.parser").main.get_text(" ").split())


def plan(page, user, moment) -> ToyPage:
    text = page.get_latest_revision_as_object()
    text.go_live_at = moment
    text.save_revision(user=user, log_action=True)
    return ToyPage.objects.get(pk=page.pk)


def noon(days: int) -> datetime.datetime:
    return timezone.localtime().replace(hour=12, minute=0, second=0, microsecond=0) + datetime.timedelta(days=days)


# --- home -----------------------------------------------------------------------------------------------------------


def test_my_drafts_are_mine_and_not_those_in_review(client, staff):
    mine, others, waiting = (make_draft(staff[name]) for name in ("camille", "dominique", "camille"))
    for page, title in ((mine, "À moi"), (others, "À Dominique"), (waiting, "En relecture")):
        page.title = page.draft_title = title
        page.save_revision(user=page.owner)
    submit(ToyPage.objects.get(pk=waiting.pk), staff["camille"])
    client.force_login(staff["camille"])
    text = read(client, HOME)
    assert "À moi" in text and "À Dominique" not in text and "En relecture – écrit" not in text


def test_a_new_page_is_one_click_away_and_its_editor_opens(client, staff):
    client.force_login(staff["camille"])
    soup = BeautifulSoup(client.get(HOME).content, "html.parser")
    links = {a.get_text(): a["href"] for a in soup.select(".day__links a")}
    assert client.get(links["Toy page"]).status_code == 200
    assert "/add/works/workpage/" in links["Travail"]


def test_as_many_queries_for_12_pages_as_for_3(client, staff):
    def grow(number: int) -> int:
        for _number in range(number):
            plan(make_draft(staff["camille"]), staff["camille"], noon(2))
        client.force_login(staff["camille"])
        return count_queries(client, HOME)

    few = grow(3)
    assert grow(9) == few


# --- planning -------------------------------------------------------------------------------------------------------


def test_the_planning_shows_each_state_by_month_and_as_a_list(client, staff, draft):
    moment = noon(40)
    plan(draft, staff["camille"], moment)
    waiting = plan(make_draft(staff["dominique"]), staff["dominique"], moment)
    submit(waiting, staff["dominique"])
    approved = plan(make_draft(staff["camille"]), staff["camille"], moment)
    publish_by_two(approved, staff)
    leaving = make_page(ToyPage, title="Qui part", expire_at=moment)
    client.force_login(staff["camille"])
    for view in ("month", "list"):
        text = read(client, f"{PLANNING}?month={moment:%Y-%m}&view={view}")
        for words in ("Jouets, Brouillon", "Jouets, En relecture", "Jouets, Approuvé", "Jouets, Quitte le site"):
            assert words in text, (view, words)
        assert leaving.title in text
        assert leaving.title not in read(client, f"{PLANNING}?month={moment:%Y-%m}&view={view}&state=draft")
        assert leaving.title not in read(client, f"{PLANNING}?month={moment:%Y-%m}&view={view}&section=travaux")
    assert leaving.title not in read(client, PLANNING)


@pytest.mark.parametrize(
    "query", ["month=abc", "month=9999-12", "month=0001-01", "section=%00", "state=x", "view=1", "month=2026-13"]
)
def test_an_address_that_makes_no_sense_shows_a_month(client, staff, query):
    client.force_login(staff["camille"])
    assert client.get(f"{PLANNING}?{query}").status_code == 200


def move(client, page, **data):
    return client.post(reverse("newsroom_planning_move", args=[page.pk]), data, follow=True)


def test_a_draft_is_moved_by_a_day_alone_or_with_an_hour_and_stays_a_draft(client, staff, draft):
    plan(draft, staff["camille"], noon(3))
    client.force_login(staff["camille"])
    move(client, draft, day=f"{noon(9):%Y-%m-%d}")
    assert ToyPage.objects.get(pk=draft.pk).get_latest_revision_as_object().go_live_at == noon(9), "the hour is kept"
    move(client, draft, day=f"{noon(9):%Y-%m-%d}", hour="18:30")
    page = ToyPage.objects.get(pk=draft.pk)
    assert timezone.localtime(page.get_latest_revision_as_object().go_live_at).hour == 18
    assert not page.live and not page.approved_schedule


def test_what_is_in_review_approved_or_past_is_not_moved(client, staff, draft):
    plan(draft, staff["camille"], noon(3))
    client.force_login(staff["camille"])
    assert "Ce moment est passé" in move(client, draft, day="2020-01-01").content.decode()
    assert move(client, draft, day="hier").status_code == 200
    submit(ToyPage.objects.get(pk=draft.pk), staff["camille"])
    assert "en relecture" in move(client, draft, day=f"{noon(9):%Y-%m-%d}").content.decode()
    assert ToyPage.objects.get(pk=draft.pk).get_latest_revision_as_object().go_live_at == noon(3)


# --- model pages ----------------------------------------------------------------------------------------------------


def test_a_page_begins_as_a_copy_of_a_model(client, staff, draft):
    page = publish_by_two(plan(draft, staff["camille"], None), staff)
    client.force_login(staff["dominique"])
    start = reverse("newsroom_start_from", args=[page.pk])
    assert client.post(start).status_code == 404, "no model yet"
    client.post(reverse("newsroom_mark", args=[page.pk]))
    assert "Une toupie" in str(BeautifulSoup(client.get(HOME).content, "html.parser").select(".day__links form"))
    answer = client.post(start)
    copy = ToyPage.objects.latest("pk")
    assert answer["location"] == reverse("wagtailadmin_pages:edit", args=[copy.pk])
    assert (copy.live, copy.summary, copy.reference != page.reference) == (False, page.summary, True)
    assert copy.themes.get() == page.themes.get()
    client.post(reverse("newsroom_mark", args=[page.pk]))
    assert not ModelPage.objects.exists()


# --- find and replace -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "find", "by", "is_html", "expected"),
    [
        ("L’ordinateur et l'ordinateur", "l'ordinateur", "la machine", False, "L’ordinateur et la machine"),
        ("un ordre, un ordinateur", "ord", "x", False, "un ordre, un ordinateur"),
        (
            '<a href="/ia/">ia</a> et <b>ia</b>',
            "ia",
            "IA & co",
            True,
            '<a href="/ia/">IA &amp; co</a> et <b>IA &amp; co</b>',
        ),
        ("<p>R&amp;D du soir</p>", "R&D", "recherche", True, "<p>recherche du soir</p>"),
        ("mille\u00a0euros", "mille euros", "1 000 €", False, "1 000 €"),
        ("a.b et aXb", "a.b", "c", False, "c et aXb"),
        ("un \\1 mot", "mot", "\\1", False, "un \\1 \\1"),
    ],
)
def test_words_and_nothing_else_are_replaced(text, find, by, is_html, expected):
    assert replace_text(text, compile_words(find), by, is_html, []) == expected


def test_the_whole_corpus_is_looked_through_and_drafts_are_made(client, staff):
    chapter = make_chapter("Le cyberespace", "<p>Le cyberespace est un lieu.</p>")
    work = make_work(chapter, live=True, summary="Du cyberespace.", owner=staff["camille"])
    work.proposals.set([Proposal(number="1", title="Ouvrir le cyberespace", sort_order=1)])
    work.save()
    work.save_revision().publish()
    waiting = make_draft(staff["dominique"], summary="Un jouet rouge du cyberespace.")
    submit(waiting, staff["dominique"])
    client.force_login(staff["camille"])
    asked = {"find": "cyberespace", "by": "numérique", "is_whole": "on", "is_exact": "on"}
    text = read(client, f"{REPLACE}?find=cyberespace&by=numérique&is_whole=on&is_exact=on")
    assert "en relecture" in text and work.title in text
    client.post(REPLACE, {**asked, "page": [work.pk, waiting.pk]})
    page = WorkPage.objects.get(pk=work.pk)
    latest = page.get_latest_revision_as_object()
    assert page.summary == "Du cyberespace." and page.live, "what the public reads did not change"
    assert latest.summary == "Du numérique." and latest.proposals.get().title == "Ouvrir le numérique"
    assert "cyberespace" not in str(latest.chapters.get_prep_value())
    assert latest.slug == page.slug and page.latest_revision.user == staff["camille"]
    assert "cyberespace" in ToyPage.objects.get(pk=waiting.pk).get_latest_revision_as_object().summary


@pytest.mark.parametrize(
    "query", ["find=", "find=%00", "find=((((", "find=.*&by=x", "find=" + "a" * 500, "find=é&section=x"]
)
def test_hostile_words_are_only_words(client, staff, query):
    client.force_login(staff["camille"])
    assert client.get(f"{REPLACE}?{query}").status_code == 200
    assert client.post(REPLACE, {"find": "x", "page": ["a", "-1", "9" * 40]}).status_code in (200, 302)


# --- themes of many pages -------------------------------------------------------------------------------------------


def test_themes_of_many_pages_are_drafts(client, staff):
    old, new, word = make_theme("Ancien"), make_theme("Nouveau"), make_keyword("attention")
    pages = [make_page(ToyPage, themes=[old]) for _number in range(3)]
    waiting = make_draft(staff["dominique"])
    submit(waiting, staff["dominique"])
    client.force_login(staff["camille"])
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "themes"])
    url += "?" + "&".join(f"id={page.pk}" for page in (*pages, waiting))
    assert "Laissées telles quelles" in client.get(url).content.decode()
    client.post(url, {"add_themes": new.pk, "remove_themes": old.pk, "add_keywords": word.pk})
    for page in pages:
        page = ToyPage.objects.get(pk=page.pk)
        latest = page.get_latest_revision_as_object()
        assert list(page.themes.all()) == [old] and not page.tags.all(), "the public reads what it read"
        assert list(latest.themes.all()) == [new] and list(latest.tags.all()) == [word]
    assert new not in ToyPage.objects.get(pk=waiting.pk).get_latest_revision_as_object().themes.all()


@pytest.mark.parametrize("url", [PLANNING, REPLACE])
def test_only_for_those_who_edit_pages(client, django_user_model, url):
    assert client.get(url).status_code == 302
    client.force_login(django_user_model.objects.create_user("visiteur"))
    assert client.get(url).status_code in (302, 403)
