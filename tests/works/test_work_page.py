"""What a work's page says, and what it costs."""

import itertools
import json

import pytest
from bs4 import BeautifulSoup
from django.template import Context, Template
from django.utils.translation import override
from wagtail.models import Page

from content.models import Contribution, ContributionRole, LinkKind, PageLink
from home.models import FeaturedPage
from tests.factories import add_contribution, get_home, make_keyword, make_page, make_person, make_private, make_theme
from tests.queries import ARTICLE_QUERIES, HOSTILE_QUERIES, count_queries
from works.models import FurtherReading, Proposal, WorkIndexPage, WorkPage

from .making import make_work

pytestmark = pytest.mark.django_db


def read(client, page) -> BeautifulSoup:
    response = client.get(page.url)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def link(source, target, kind=LinkKind.RELATED) -> None:
    PageLink.objects.create(source=source, target=target, kind=kind)


def test_each_lever_has_an_address_to_quote(client):
    levers = [(1, "Apprendre", "Former"), (2, "Apprendre", "Outiller"), (3, "Décider", "Consulter")]
    work = make_work(proposals=levers, proposal_name="levier")
    soup = read(client, work)
    assert [item["id"] for item in soup.select(".proposal")] == ["levier-1", "levier-2", "levier-3"]
    assert [heading.text for heading in soup.select(".proposals__group")] == ["Apprendre", "Décider"]
    assert soup.select_one("#levier-3 a")["href"] == f"{work.url}levier-3/"


def test_proposals_that_are_counted_but_not_listed_are_told(client):
    none_listed = read(client, make_work(proposal_count=12, proposal_name="levier"))
    assert "12" in none_listed.find(id="propositions").text
    assert none_listed.select_one(".proposals .note")
    some_listed = read(client, make_work(proposals=[(1, "", "Former")], proposal_count=12))
    assert "12" in some_listed.select_one(".proposals .note").text
    assert read(client, make_work(proposals=[(1, "", "Former")])).select(".proposals .note") == []
    assert read(client, make_work()).select(".proposals") == []


@pytest.mark.parametrize("authorship", ["membres", "secretariat_general", "partenaire"])
def test_a_text_that_is_not_the_conseils_says_so(client, authorship):
    work = make_work(kind="tribune", authorship=authorship)
    add_contribution(work, make_person("Camille Exemple"))
    add_contribution(work, make_person("Dominique Modèle"))
    soup = read(client, work)
    assert soup.select_one(".hero__note").text.strip()
    if authorship == "membres":
        assert "Camille Exemple" in soup.select_one(".hero__note").text
        assert soup.select(".hero .cover") == [], "an op-ed does not wear the covers of the Conseil"
    assert work.get_authorship_display() in soup.select_one(".hero__own").text
    data = json.loads(soup.find("script", type="application/ld+json").string)
    assert "Camille Exemple" in [author["name"] for author in data["author"]]
    assert "Conseil national du numérique" not in [author["name"] for author in data["author"]]


def test_a_position_of_the_conseil_carries_no_notice(client):
    soup = read(client, make_work(kind="avis"))
    assert soup.select(".hero__note") == []
    assert soup.find(id="citation").text.startswith("CONSEIL NATIONAL DU NUMÉRIQUE")


def test_the_citation_of_an_op_ed_names_its_author(client):
    work = make_work(title="Un point de vue", kind="tribune", authorship="membres", date="2023-12-14")
    add_contribution(work, make_person("Camille Exemple"))
    citation = read(client, work).find(id="citation").text
    assert citation.startswith("EXEMPLE, Camille, 2023. Un point de vue")
    assert citation.strip().endswith(f"/id/{work.reference}/")


def test_a_doubt_is_shown(client):
    assert read(client, make_work()).select(".doubt") == []
    soup = read(client, make_work(uncertain=True, doubt="La date est à confirmer."))
    assert "La date est à confirmer." in soup.select_one(".doubt").text


def test_internal_notes_are_never_shown(client):
    work = make_work(editor_note="motsecret", other_titles="autresecret")
    text = client.get(work.url).content.decode()
    assert "motsecret" not in text and "autresecret" not in text


def test_what_surrounds_a_work_is_read_from_both_sides(client):
    work, leaflet, note, article = (make_work(title=title) for title in ("Dossier", "Tract", "Note", "Article"))
    link(leaflet, work, LinkKind.FAMILY)
    link(note, work, LinkKind.PART_OF)
    link(work, article)
    text = read(client, work).select_one("main").text
    assert all(title in text for title in ("Tract", "Note", "Article"))
    assert "Dossier" in read(client, leaflet).select_one(".around").text
    assert "Dossier" in read(client, note).select_one(".work__aside").text


def test_nothing_unpublished_is_linked_or_counted(client):
    work, hidden = make_work(title="Dossier"), []
    for title in ("secretbrouillon", "secretprive", "secretsouspage"):
        hidden.append(make_work(title=title, live=title != "secretbrouillon"))
        link(hidden[-1], work, LinkKind.FAMILY)
        link(work, hidden[-1])
    make_private(hidden[1])
    make_private(hidden[2])
    assert "secret" not in client.get(work.url).content.decode()


def test_a_private_work_asks_for_its_password(client):
    work = make_work(title="Dossier", subtitle="secretsoustitre")
    make_private(work)
    assert "secretsoustitre" not in client.get(work.url).content.decode()


def test_a_work_under_a_private_index_asks_for_its_password(client):
    work = make_work(title="Dossier", summary="secretresume")
    make_private(Page.objects.get(pk=work.get_parent().pk))
    assert "secretresume" not in client.get(work.url).content.decode()


def fill(number: int) -> WorkPage:
    """A work with `number` of everything."""
    proposals = [(n, f"Objectif {n // 3}", f"Levier {n}") for n in range(1, number + 1)]
    work = make_work(
        proposals=proposals,
        themes=[make_theme() for _ in range(number)],
        tags=[make_keyword() for _ in range(number)],
        authorship="membres",
    )
    for n in range(number):
        person = make_person()
        add_contribution(work, person, ContributionRole.LEAD if n % 2 else ContributionRole.AUTHOR)
        FurtherReading.objects.create(work=work, title=f"Lecture {n}", locale=work.locale)
        other = make_page(WorkPage, themes=[make_theme()], authorship="membres")
        add_contribution(other, person)
        link(other, work, LinkKind.FAMILY if n % 2 else LinkKind.RELATED)
        citing = json.dumps([{"type": "paragraph", "value": f'<p><a linktype="page" id="{work.pk}">là</a></p>'}])
        make_page(WorkPage, body=citing)
    return work


def test_as_many_queries_with_twelve_of_everything_as_with_three(client):
    few, many = count_queries(client, fill(3).url), count_queries(client, fill(12).url)
    assert few == many <= ARTICLE_QUERIES


def test_pages_that_cite_a_work_are_told(client):
    work = make_work(title="Dossier")
    body = json.dumps([{"type": "paragraph", "value": f'<p><a linktype="page" id="{work.pk}">là</a></p>'}])
    make_page(WorkPage, title="Celle qui cite", body=body)
    make_page(WorkPage, title="secretbrouillon", body=body, live=False)
    text = client.get(work.url).content.decode()
    assert "Celle qui cite" in text
    assert "secretbrouillon" not in text


def test_hostile_addresses_get_a_clear_answer(client):
    work = make_work(kind="avis", date="2024-01-01")
    index = WorkIndexPage.objects.get()
    for url, query in itertools.product((work.url, index.url, f"{index.url}feed/"), HOSTILE_QUERIES):
        assert client.get(f"{url}?{query}").status_code in (200, 404), (url, query)


def test_a_preview_shows_what_is_not_saved_yet(client):
    work = make_work(title="Dossier", authorship="membres")
    work.title = "Un autre titre"
    work.contributions.add(Contribution(person=make_person("Camille Exemple"), role="author", locale=work.locale))
    work.proposals.add(Proposal(number=4, title="Un levier neuf", locale=work.locale))
    response = work.make_preview_request()
    assert response.status_code == 200
    text = response.render().content.decode()
    assert all(words in text for words in ("Un autre titre", "Camille Exemple", "Un levier neuf"))


def test_the_home_page_opens_with_the_latest_position_of_the_conseil_once(client):
    make_work(title="Le dossier d’hier", date="2023-02-01")
    latest = make_work(title="Le rapport du mois", date="2024-03-01")
    make_work(title="La tribune d’une membre", date="2024-05-01", authorship="membres")
    home = get_home()
    FeaturedPage.objects.create(home=home, page=latest, sort_order=0)
    soup = BeautifulSoup(client.get(home.url).content, "html.parser")
    assert soup.select_one(".latest h2").text == "Le rapport du mois"
    assert "Dernière publication" in soup.select_one(".latest").text
    titles = [title.text.strip() for title in soup.select("main h2, main h3")]
    assert titles.count("Le rapport du mois") == 1, "neither the featured pages nor the works show it again"
    assert titles.index("La tribune d’une membre") < titles.index("Le dossier d’hier")


@pytest.mark.parametrize(
    ("detail", "shown"), [("numéro du 1 Hebdo", '<span lang="fr">Numéro du 1 Hebdo</span>'), ("", "Report")]
)
def test_the_words_of_editors_for_a_kind_say_their_language(detail, shown):
    work = make_work(kind="rapport", kind_detail=detail)
    with override("en"):
        assert Template("{% load content_tags %}{% kind_of page %}").render(Context({"page": work})) == shown
