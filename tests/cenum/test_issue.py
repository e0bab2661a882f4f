"""An issue on the web: its parts, its plan, what comes before and after it."""

import json
import re

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cenum.models import CenumIssuePage
from cenum.reading import make_anchor
from content.links import get_linked_pages
from content.models import ContributionRole, PageLink
from tests.factories import add_contribution, make_keyword, make_page, make_person, make_private, make_theme
from tests.queries import ARTICLE_QUERIES
from tests.toysection.models import ToyPage

from .making import WHOLE, make_issue, make_part

pytestmark = pytest.mark.django_db


def read(client, page) -> BeautifulSoup:
    response = client.get(page.url)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def get_plan(element) -> list:
    """The plan as nested lists of words."""
    return [
        [
            re.sub(r"\s+", " ", item.find("a").get_text()).strip(),
            *get_plan(item.find("ol") or BeautifulSoup("", "html.parser")),
        ]
        for item in element.find_all("li", recursive=False)
    ]


def test_the_plan_is_nested_and_every_anchor_is_there_once(client):
    page = read(client, make_issue(parts=WHOLE))
    plan = page.select_one("nav.plan ol")
    assert get_plan(plan) == [
        ["L’essentiel", ["Un détail", ["Un détail"]]],
        ["🔎La veille"],
        ["📬Vos contributions"],
    ]
    ids = [element["id"] for element in page.find_all(id=True)]
    assert len(ids) == len(set(ids))
    anchors = [link["href"].removeprefix("#") for link in plan.find_all("a")]
    assert len(anchors) == len(set(anchors)) == 5
    assert set(anchors) <= set(ids)


def test_headings_follow_the_levels_and_no_emoji_is_read_aloud(client):
    letter = read(client, make_issue(parts=WHOLE)).select_one(".letter")
    assert [heading.name for heading in letter.select(".letter__heading")] == ["h2", "h3", "h4", "h2", "h2"]
    for emoji in letter.select(".emoji"):
        assert emoji["aria-hidden"] == "true"
    assert len(letter.select(".emoji")) == 2


def test_an_anchor_stays_when_the_heading_changes():
    page = make_issue(parts=[make_part("Avant")])
    assert [block.value["anchor"] for block in page.body] == ["avant"]
    page.body[0].value["heading"] = "Après"
    page.save_revision().publish()
    page = CenumIssuePage.objects.get(pk=page.pk)
    assert [part.anchor for part in page.parts] == ["avant"]
    assert page.parts[0].label == "Après"


def test_anchors_are_readable():
    assert make_anchor("Rôle de l’État") == "role-de-l-etat"
    assert make_anchor("Se saisir de la démarche pour interroger nos choix collectifs et plus encore") == (
        "se-saisir-de-la-demarche-pour-interroger-nos-choix"
    )


@pytest.mark.parametrize(
    "parts",
    [
        [make_part("Un", 2)],
        [make_part("Un"), make_part("Deux", 3)],
        [make_part("Un", anchor="meme"), make_part("Deux", anchor="meme")],
    ],
)
def test_wrong_parts_are_refused(parts):
    page = make_issue(parts=[make_part("Un")])
    page.body = parts
    with pytest.raises(ValidationError) as error:
        page.full_clean()
    assert "body" in error.value.message_dict


@pytest.mark.parametrize("value", [{"heading": "", "plan_label": ""}, {"emoji": "abc"}])
def test_a_part_needs_words_and_its_emoji_has_none(value):
    block = CenumIssuePage.body.field.stream_block.child_blocks["section"]
    part = {**make_part("Un")["value"], **value}
    with pytest.raises(ValidationError):
        block.clean(block.to_python(part))


def test_an_address_of_digits_is_the_archives():
    page = make_issue()
    page.slug = "2025"
    with pytest.raises(ValidationError):
        page.full_clean()


def test_previous_and_next_skip_what_the_public_cannot_read(client):
    first = make_issue("Première", "2025-01-03")
    make_issue("Brouillon", "2025-01-10", live=False)
    make_private(make_issue("Privée", "2025-01-17"))
    middle = make_issue("Deuxième", "2025-01-24")
    last = make_issue("Même jour", "2025-01-24")

    def find(page):
        return page.sort_neighbours(get_linked_pages(page, beside=page.get_neighbours()).beside)

    assert find(middle) == (first, last)
    assert find(first) == (None, middle)
    assert find(last) == (middle, None)
    assert find(make_issue("Sans date", "")) == (None, None)
    page = read(client, middle)
    assert page.select_one('a[rel="prev"]')["href"] == first.url
    assert page.select_one('a[rel="next"]')["href"] == last.url


def test_links_are_read_both_ways(client):
    issue, toy = make_issue("La lettre qui cite"), make_page(ToyPage, title="Un jouet cité")
    PageLink.objects.create(source=issue, target=toy)
    assert "Un jouet cité" in client.get(issue.url).content.decode()
    [(section, pages)] = get_linked_pages(toy).by_section
    assert section.section_slug == "cenum" and pages == [issue]


def test_credits_and_people_named(client):
    issue, author, named = make_issue(), make_person("Camille Exemple"), make_person("Dominique Modèle")
    add_contribution(issue, author, ContributionRole.EDITOR)
    add_contribution(issue, named, ContributionRole.MENTIONED)
    page = read(client, issue)
    assert page.select_one(".credits dd").get_text(strip=True) == "Camille Exemple"
    assert page.select_one(".mentions").get_text(strip=True) == "Dominique Modèle"
    data = json.loads(page.find("script", type="application/ld+json").string)
    assert data["@type"] == "PublicationIssue"
    assert data["editor"] == [{"@type": "Person", "name": "Camille Exemple"}]
    assert data["datePublished"] == "2025-05-23"
    assert "Dominique Modèle" not in json.dumps(data, ensure_ascii=False)


def test_to_be_named_is_not_to_be_involved(client):
    theme, named, author = make_theme("Jeu"), make_person("Dominique Modèle"), make_person("Camille Exemple")
    issue = make_issue(themes=[theme])
    add_contribution(issue, named, ContributionRole.MENTIONED)
    add_contribution(issue, author, ContributionRole.EDITOR)
    text = client.get(theme.get_absolute_url()).content.decode()
    assert "Camille Exemple" in text and "Dominique Modèle" not in text
    assert issue.title in client.get(named.get_absolute_url()).content.decode()


def test_an_issue_without_text_says_so(client):
    assert read(client, make_issue(parts=[])).select_one(".letter .note")


def test_queries_do_not_depend_on_how_much_is_cited(client):
    def fill(issue, count):
        for _number in range(count):
            add_contribution(issue, make_person(), ContributionRole.MENTIONED)
            PageLink.objects.create(source=issue, target=make_page(ToyPage, themes=[make_theme()]))
            issue.tags.add(make_keyword())
        issue.save()

    few, many = make_issue("Peu", parts=WHOLE), make_issue("Beaucoup", parts=WHOLE * 3)
    fill(few, 3)
    fill(many, 30)
    counts = []
    for issue in (few, many):
        client.get(issue.url)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(issue.url).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= ARTICLE_QUERIES
