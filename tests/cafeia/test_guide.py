"""« Organiser un café »: four answers in the address, then the right kit and honest formats."""

import pytest

from cafeia.guide import QUESTIONS
from cafeia.models import AnimationFormatPage, GuidePage, KitPage
from tests.cafeia.pages import make, make_room, make_rooms

pytestmark = pytest.mark.django_db
ANSWERS = {"public": "jeunes", "temps": "60", "lieu": "sur-place", "materiel": "papier"}


@pytest.fixture
def guide():
    make_rooms()
    return make_room(GuidePage)


@pytest.fixture
def kit():
    return make(KitPage, title="Kit pour tous", suits_any=True, purpose="organiser", step_count=4)


def ask(client, guide, **answers):
    response = client.get(guide.url, answers)
    assert response.status_code == 200
    return response


def shown(response) -> list[str]:
    return [item["page"].title for item in response.context["results"]["formats"]]


def test_each_answer_leads_to_the_next_question_by_a_plain_link(client, guide):
    answers: dict[str, str] = {}
    for number, question in enumerate(QUESTIONS, 1):
        response = ask(client, guide, **answers)
        assert response.context["guide"].question == question
        assert response.context["guide"].number == number
        links = dict(response.context["guide"].options)
        assert len(links) == len(question.answers) + 1
        html = response.content.decode()
        assert all(url.replace("&", "&amp;") in html for url in links.values())
        answers[question.name] = next(iter(question.answers))
    assert ask(client, guide, **answers).context["guide"].question is None


def test_an_answer_can_be_changed_without_losing_the_others(client, guide, kit):
    trail = ask(client, guide, **ANSWERS).context["guide"].trail
    assert len(trail) == 4
    response = client.get(trail[1]["url"])
    assert response.context["guide"].question.name == "temps"
    assert len(response.context["guide"].answers) == 3


def test_it_leads_to_the_right_kit(client, guide, kit):
    make(KitPage, title="Kit en ligne", works_on_site=False, works_online=True, purpose="organiser")
    make(KitPage, title="Kit pour enseignants", audiences=["enseignants"], purpose="organiser")
    response = ask(client, guide, **ANSWERS)
    assert response.context["results"]["kit"]["page"].title == "Kit pour tous"
    html = response.content.decode()
    assert "Kit en ligne" not in html and "Kit pour enseignants" not in html
    assert f"{kit.url}imprimer/" in html
    other = ask(client, guide, **{**ANSWERS, "lieu": "en-ligne", "public": "indifferent"})
    assert "Kit en ligne" in other.content.decode()


def test_what_is_not_said_is_kept_and_said(client, guide):
    make(AnimationFormatPage, title="Muet")
    make(AnimationFormatPage, title="Sûr", audiences=["jeunes"], duration_min=30, works_on_site=True, need="papier")
    make(AnimationFormatPage, title="Trop long", duration_min=120)
    make(AnimationFormatPage, title="Ailleurs", works_on_site=False)
    make(AnimationFormatPage, title="Pour d’autres", audiences=["enseignants"])
    make(AnimationFormatPage, title="Sur écran", need="ecran")
    response = ask(client, guide, **ANSWERS)
    assert shown(response) == ["Sûr", "Muet"]
    sure, silent = response.context["results"]["formats"]
    assert len(sure["suits"]) == 4 and not sure["unknown"]
    assert len(silent["unknown"]) == 4 and not silent["suits"]


def test_what_is_for_everyone_suits_each_audience(client, guide):
    make(AnimationFormatPage, title="À tout âge", audiences=["tous"])
    assert shown(ask(client, guide, **ANSWERS)) == ["À tout âge"]


@pytest.mark.parametrize(
    ("on_site", "online", "expected"),
    [
        (True, True, {"sur-place", "en-ligne", "les-deux"}),
        (True, None, {"sur-place", "en-ligne", "les-deux"}),
        (None, None, {"sur-place", "en-ligne", "les-deux"}),
        (True, False, {"sur-place"}),
        (False, True, {"en-ligne"}),
        (None, False, {"sur-place"}),
    ],
)
def test_the_place_rules_out_only_what_says_no(client, guide, on_site, online, expected):
    make(AnimationFormatPage, title="Format", works_on_site=on_site, works_online=online)
    answers = {"public": "indifferent", "temps": "indifferent", "materiel": "indifferent"}
    found = {
        place for place in ("sur-place", "en-ligne", "les-deux") if shown(ask(client, guide, lieu=place, **answers))
    }
    assert found == expected


def test_nothing_suits_is_said_and_a_way_out_is_offered(client, guide, kit):
    make(AnimationFormatPage, title="Pour d’autres", audiences=["enseignants"])
    response = ask(client, guide, **ANSWERS)
    assert shown(response) == []
    relaxed = response.context["results"]["relaxed"]
    assert [item["count"] for item in relaxed] == [1]
    assert shown(client.get(relaxed[0]["url"])) == ["Pour d’autres"]


def test_without_any_content_the_guide_still_answers(client, guide):
    response = ask(client, guide, **ANSWERS)
    assert response.context["results"]["kit"] is None


def test_drafts_are_never_proposed(client, guide):
    make(AnimationFormatPage, title="Brouillon secret", live=False)
    make(KitPage, title="Kit secret", suits_any=True, live=False)
    assert "secret" not in ask(client, guide, **ANSWERS).content.decode()


@pytest.mark.parametrize("value", ["<script>", "\0", "é" * 500, "jeunes' OR 1=1", "-1", "[]"])
def test_hostile_answers_are_refused_and_said(client, guide, value):
    for name in ANSWERS:
        response = ask(client, guide, **{name: value})
        assert response.context["guide"].question.name == "public"
        assert response.context["guide"].messages
        assert "<script>" not in response.content.decode().split("<main")[1]


def test_answers_are_not_indexed_by_search_engines(client, guide):
    assert "noindex" not in ask(client, guide).content.decode().split("</head>")[0]
    assert "noindex" in ask(client, guide, public="jeunes").content.decode().split("</head>")[0]
