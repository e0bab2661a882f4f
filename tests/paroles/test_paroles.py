"""Interviews: who speaks, about what, and what is shown while their words are not there."""

import itertools
import json

import pytest
from bs4 import BeautifulSoup

from content.models import ContributionRole, LinkKind, PageLink
from content.passages import make_anchor
from paroles.models import ParoleIndexPage, ParolePage
from tests.factories import add_contribution, make_keyword, make_organisation, make_page, make_person, make_theme
from tests.queries import ARTICLE_QUERIES, HOSTILE_QUERIES, PAGE_QUERIES, count_queries

pytestmark = pytest.mark.django_db


def make_exchange(question: str, *answers: tuple[str, str]) -> dict:
    items = [
        {"type": "item", "id": str(n), "value": {"speaker": speaker, "text": f"<p>{text}</p>"}}
        for n, (speaker, text) in enumerate(answers)
    ]
    return {"type": "exchange", "value": {"question": question, "answers": items}}


def make_interview(*exchanges: dict, people=(), role_label: str = "", **fields) -> ParolePage:
    page = make_page(ParolePage, interview=json.dumps(list(exchanges)), **fields)
    for person in people:
        add_contribution(page, person, ContributionRole.INTERVIEWEE, role_label)
    return ParolePage.objects.get(pk=page.pk)


def read(client, page) -> BeautifulSoup:
    response = client.get(page.url)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def test_questions_are_the_plan_and_can_be_shared(client):
    page = make_interview(
        make_exchange("Comment avez-vous commencé ?", ("", "Par hasard.")),
        make_exchange("Et depuis ?", ("Camille", "Je continue."), ("Dominique", "Moi aussi.")),
    )
    soup = read(client, page)
    assert [link["href"] for link in soup.select(".plan a")] == ["#question-1", "#question-2"]
    assert all(soup.find(id=link["href"][1:]).name == "h2" for link in soup.select(".plan a"))
    assert soup.select_one("#question-2 a")["href"] == f"/id/{page.reference}/{make_anchor('Et depuis ?')}/"
    assert [who.text for who in soup.select(".exchange__who")] == ["Camille", "Dominique"]


def test_everyone_who_answers_is_named_with_the_function_of_the_time(client):
    page = make_interview(
        people=[make_person("Camille Exemple"), make_organisation("Atelier modèle")], role_label="ici"
    )
    named = [line.text for line in read(client, page).select(".hero__who")]
    assert named == ["Camille Exemple, ici", "Atelier modèle, ici"]


def test_an_interview_without_text_is_not_an_empty_page(client):
    work = make_page(ParolePage, title="Le tout")
    page, other = make_interview(topic="la médiation", people=[make_person()]), make_interview(title="Une autre voix")
    for part in (page, other):
        PageLink.objects.create(source=part, target=work, kind=LinkKind.PART_OF)
    soup = read(client, page)
    assert soup.select_one(".interview .note").text.strip()
    assert "La médiation" in soup.select_one(".hero__subtitle").text
    assert "Le tout" in soup.select_one(".hero").text
    assert "Une autre voix" in soup.find(id="autres").find_parent("section").text
    assert soup.select(".plan") == [] and soup.select(".exchange") == []


def test_other_interviews_hide_what_is_not_public(client):
    whole = make_page(ParolePage)
    page, draft = make_interview(), make_interview(title="secretbrouillon", live=False)
    for part in (page, draft):
        PageLink.objects.create(source=part, target=whole, kind=LinkKind.PART_OF)
    assert "secretbrouillon" not in client.get(page.url).content.decode()


def test_the_pull_quote_has_an_address(client):
    soup = read(client, make_interview(pull_quote="Une phrase.", pull_quote_speaker="Camille Exemple"))
    assert soup.select_one("#extrait blockquote").text.strip() == "« Une phrase. »"
    assert soup.select_one("#extrait a[data-share]")["href"].endswith("#extrait")
    assert read(client, make_interview()).find(id="extrait") is None


def test_cards_show_faces_by_initials(client):
    make_interview(title="Titre", people=[make_person("Anne-Marie Le Goff")])
    make_interview(title="Un collectif")
    index = read(client, ParoleIndexPage.objects.get())
    faces = [face.text for face in index.select(".card__faces .face")]
    assert len(faces) == 2 and all(face.isupper() and len(face) <= 2 for face in faces)


def fill(number: int) -> ParolePage:
    """An interview with `number` of everything."""
    exchanges = [make_exchange(f"Question {n} ?", ("", "Réponse.")) for n in range(number)]
    page = make_interview(
        *exchanges,
        people=[make_person(organisation=make_organisation()) for _ in range(number)],
        themes=[make_theme() for _ in range(number)],
        tags=[make_keyword() for _ in range(number)],
    )
    whole = make_page(ParolePage)
    PageLink.objects.create(source=page, target=whole, kind=LinkKind.PART_OF)
    for n in range(number):
        other = make_interview(people=[make_person()], themes=[make_theme()])
        PageLink.objects.create(source=other, target=whole, kind=LinkKind.PART_OF)
        PageLink.objects.create(source=page, target=other, kind=LinkKind.RELATED if n % 2 else LinkKind.FAMILY)
    return page


def test_as_many_queries_with_twelve_of_everything_as_with_three(client):
    few, many = count_queries(client, fill(3).url), count_queries(client, fill(12).url)
    assert few == many <= ARTICLE_QUERIES
    assert count_queries(client, ParoleIndexPage.objects.get().url) <= PAGE_QUERIES


def test_hostile_addresses_get_a_clear_answer(client):
    page = make_interview(date="2024-01-01")
    for url, query in itertools.product((page.url, ParoleIndexPage.objects.get().url), HOSTILE_QUERIES):
        assert client.get(f"{url}?{query}").status_code in (200, 404), (url, query)
