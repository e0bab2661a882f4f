"""A proposal is a thing: its address, its citation, what became of it, the table of all of them."""

import datetime
import io
import itertools

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from openpyxl import load_workbook

from content.gate import check_page
from content.models import PermanentIdentifier
from search.indexing.queue import process
from tests.factories import add_contribution, get_locale, make_page, make_person, make_private, make_theme
from tests.queries import ARTICLE_QUERIES, HOSTILE_QUERIES, PAGE_QUERIES, count_queries
from works.models import FollowUp, Proposal, WorkIndexPage, WorkPage

from .making import make_work

pytestmark = pytest.mark.django_db
LEVERS = [(1, "Apprendre", "Former les tourneurs"), (2, "Apprendre", "Outiller les ateliers"), (3, "", "Consulter")]


def make_levers(**fields) -> WorkPage:
    work = make_work(proposals=LEVERS, proposal_name="levier", **{"title": "Le tour", "reference": "tour"} | fields)
    work.save_revision().publish()
    return WorkPage.objects.get(pk=work.pk)


def read(client, url: str) -> BeautifulSoup:
    response = client.get(url)
    assert response.status_code == 200, url
    return BeautifulSoup(response.content, "html.parser")


def get_table(client, query: str = "") -> list[str]:
    soup = read(client, f"{WorkIndexPage.objects.get().url}propositions/?{query}")
    return [row.a.get_text(strip=True) for row in soup.select(".proposal-table tbody tr")]


def follow(work, number: int, **fields) -> FollowUp:
    fields = {"kind": "loi", "date": "2024-05-01", "title": "La loi sur les toupies", "source": "Le Journal"} | fields
    return FollowUp.objects.create(work=work, number=number, locale=work.locale, **fields)


def test_a_proposal_has_a_permanent_address_and_a_page_under_its_work(client):
    work = make_levers()
    response = client.get("/id/tour-levier-3/")
    assert (response.status_code, response["Location"]) == (302, f"{work.url}levier-3/")
    soup = read(client, f"{work.url}levier-2/")
    assert soup.h1.text == "Outiller les ateliers"
    assert "Levier 2, sur 3" in soup.select_one(".reading-head__position").text
    assert "Apprendre" in soup.select_one(".reading-head__position").text
    assert [link["href"][-9:] for link in soup.select(".steps a")] == ["levier-1/", "levier-3/"]
    assert client.get(f"{work.url}levier-4/").status_code == 404
    assert client.get(f"{work.url}piste-3/").status_code == 404
    assert len(soup.find_all()) <= 500


def test_its_citation_is_its_own_in_every_format(client):
    work = make_levers(date="2021-05-12")
    add_contribution(work, make_person("Camille Exemple"))
    response = client.get(f"{work.url}levier-3/")
    soup = BeautifulSoup(response.content, "html.parser")
    assert "Levier 3. Consulter" in soup.find(id="citation").text and "Le tour" in soup.find(id="citation").text
    assert "/id/tour-levier-3/" in soup.find(id="citation").text
    assert '/id/tour-levier-3/>; rel="cite-as"' in response["Link"]
    assert soup.find("meta", {"name": "citation_public_url"})["content"].endswith("/id/tour-levier-3/")
    for name in ("bibtex", "ris", "csl", "jsonld", "mods"):
        text = client.get(f"/id/tour-levier-3/{name}/").content.decode()
        assert "Consulter" in text and "Le tour" in text and "tour-levier-3" in text, name
    assert "Consulter" in client.get("/id/tour-levier-3/", headers={"accept": "application/x-bibtex"}).content.decode()
    assert client.get("/unapi/?id=tour-levier-3&format=ris").status_code == 200


def test_its_address_stays_when_its_number_changes_and_is_never_given_to_another():
    work = make_levers()
    third, first = work.proposals.get(number=3), work.proposals.get(number=1)
    third.number, first.number = 1, 3
    work.proposals.set([third, first])
    work.save_revision().publish()
    assert Proposal.objects.get(reference="tour-levier-3").title == "Consulter"
    assert Proposal.objects.get(reference="tour-levier-1").title == "Former les tourneurs"
    work.proposals.set(
        [
            *(row for row in work.proposals.all() if row.number != 2),
            Proposal(number=2, title="Autre", locale=work.locale),
        ]
    )
    work.save_revision().publish()
    assert Proposal.objects.get(title="Autre").reference == "tour-levier-2-2"


def test_an_old_draft_and_a_copy_of_the_work_give_no_address_twice():
    work = make_levers()
    copy = work.copy(update_attrs={"slug": "copie", "title": "Copie"}, keep_live=False)
    copy.save_revision().publish()
    assert len({row.reference for row in Proposal.objects.all()}) == 6
    assert {row.reference for row in work.proposals.all()} == {f"tour-levier-{n}" for n in (1, 2, 3)}
    assert copy.pk != work.pk


@pytest.mark.parametrize("how", ["unpublish", "delete", "row"])
def test_what_is_gone_says_so(client, how):
    work = make_levers()
    url = f"{work.url}levier-3/"
    if how == "row":
        work.proposals.set([row for row in work.proposals.all() if row.number != 3])
        work.save_revision().publish()
    else:
        getattr(work, how)()
    assert client.get("/id/tour-levier-3/").status_code == 410
    assert client.get(url).status_code == 410


@pytest.mark.parametrize("how", ["draft", "private"])
def test_nothing_of_an_unpublished_work_is_told(client, how):
    make_levers(reference="autre", title="Autre")
    work = make_work(
        proposals=[(1, "", "secretlevier")], title="secretouvrage", reference="secret", live=how != "draft",
        proposal_name="levier", proposal_count=9,
    )  # fmt: skip
    if how == "private":
        make_private(work)
        work.save_revision().publish()
    process()
    index = f"{WorkIndexPage.objects.get().url}propositions/"
    addresses = [
        index, f"{index}feed/", f"{index}export/csv/", "/sitemap.xml", f"{index}?work=secret", "/recherche/?q=secretlevier",
        "/api/v1/search/?q=secretlevier",
    ]  # fmt: skip
    for address in addresses:
        response = client.get(address)
        text = (b"".join(response.streaming_content) if response.streaming else response.content).decode()
        text = text.replace("q=secretlevier", "").replace('"secretlevier"', "").replace("« secretlevier »", "")
        assert "secretouvrage" not in text, address
        assert work.url not in text and "secret-levier" not in text, address
    assert client.get("/id/secret-levier-1/").status_code == 404
    assert b"secretlevier" not in client.get(f"{work.url}levier-1/").content


def test_what_became_of_it_is_dated_and_sourced(client):
    work = make_levers()
    later = make_page(WorkPage, title="Suites du tour")
    hidden = make_page(WorkPage, title="secretsuite", live=False)
    follow(work, 2, url="https://exemple.fr/loi", date_precision="month")
    follow(work, 2, kind="travail", page=later, title="Un nouveau travail", date="2023-01-01")
    follow(work, 2, kind="travail", page=hidden, title="secretsuite")
    soup = read(client, f"{work.url}levier-2/")
    lines = [line.get_text(" ", strip=True) for line in soup.select("section[aria-labelledby=suites] li")]
    assert [line.partition(" Travail")[0].partition(" Loi")[0] for line in lines] == [
        "Un nouveau travail", "La loi sur les toupies",
    ]  # fmt: skip
    assert "mai 2024" in lines[1] and "Le Journal" in lines[1]
    assert soup.select_one(f"section[aria-labelledby=suites] a[href='{later.url}']")
    assert "secretsuite" not in str(soup)
    assert "Le tour" in read(client, later.url).main.text, "it is shown from the other end too"
    assert read(client, f"{work.url}levier-1/").select_one("section[aria-labelledby=suites] .note")


def test_a_follow_up_without_a_source_or_a_proposal_is_refused():
    work = make_levers()
    with pytest.raises(ValidationError):
        FollowUp(work=work, number=1, kind="loi", date="2024-05-01", title="Sans source", locale=work.locale).clean()
    follow(work, 8, url="https://exemple.fr/")
    assert "proposals" in {problem.code for problem in check_page(WorkPage.objects.get(pk=work.pk))}
    FollowUp.objects.all().delete()
    Proposal.objects.filter(number=2).update(status="reprise")
    assert "proposals" in {problem.code for problem in check_page(WorkPage.objects.get(pk=work.pk))}
    follow(work, 2, url="https://exemple.fr/")
    assert "proposals" not in {problem.code for problem in check_page(WorkPage.objects.get(pk=work.pk))}


def test_the_table_is_filtered_followed_and_exported(client):
    theme = make_theme("Bois")
    work = make_levers(date="2021-05-12", themes=[theme])
    other = make_work(proposals=[(1, "", "Vernir")], date="2023-01-01", title="=Le vernis", reference="vernis")
    other.save_revision().publish()
    follow(work, 2, url="https://exemple.fr/loi")
    assert [title.partition("\xa0")[0].rpartition(". ")[2] for title in get_table(client)][0] == "Vernir"
    assert len(get_table(client, f"theme={theme.slug}")) == len(get_table(client, "year=2021")) == 3
    assert len(get_table(client, "work=vernis")) == 1
    assert [title.rpartition(". ")[2] for title in get_table(client, "followed=yes")] == ["Outiller les ateliers"]
    assert len(get_table(client, "followed=no")) == 3
    index = f"{WorkIndexPage.objects.get().url}propositions/"
    feed = client.get(f"{index}feed/?work=tour").content.decode()
    assert feed.count("<entry") == 3 and "/id/tour-levier-1/" in feed
    csv = b"".join(client.get(f"{index}export/csv/?work=vernis").streaming_content).decode()
    assert "Vernir" in csv and "'=Le vernis" in csv and "Consulter" not in csv
    book = load_workbook(io.BytesIO(b"".join(client.get(f"{index}export/xlsx/").streaming_content)))
    assert len(list(book.active.rows)) == 5
    assert client.get(f"{index}export/pdf/").status_code == 404


def test_works_that_announce_more_say_which_are_missing(client):
    work = make_levers(proposal_count=9, themes=[])
    assert "4, 5, 6, 7, 8, 9" in read(client, work.url).select_one(".proposals .note").text
    assert "Levier 4, 5, 6, 7, 8, 9" in read(client, f"{WorkIndexPage.objects.get().url}propositions/").main.text


def test_a_proposal_is_found_by_its_title_in_the_search_the_api_and_the_site_map(client):
    work = make_levers()
    process()
    soup = read(client, "/recherche/?q=Outiller+les+ateliers")
    assert soup.select_one(f"main a[href='{work.url}levier-2/']")
    assert client.get("/api/v1/documents/tour-levier-2/").json()["reference"] == "tour-levier-2"
    sitemap = client.get("/sitemap.xml").content.decode()
    assert f"{work.url}levier-2/</loc>" in sitemap and "/propositions/</loc>" in sitemap


def test_what_was_written_for_the_demonstration_says_so_wherever_it_is_read_or_taken(client):
    work = make_levers(is_demonstration=True, summary="Un résumé.")
    process()
    index = f"{WorkIndexPage.objects.get().url}propositions/"
    said = "Texte de démonstration"
    for address in (work.url, f"{work.url}levier-2/", index, "/recherche/?q=Outiller+les+ateliers", "/"):
        words = read(client, address).main.text
        assert said in words or "Écrit pour la démonstration" in words, address
    for address in (work.url, f"{work.url}levier-2/"):
        soup = read(client, address)
        assert soup.find("meta", {"name": "description"})["content"].startswith(f"[{said}]"), address
        assert soup.find("meta", {"property": "og:description"})["content"].startswith(f"[{said}]"), address
    assert client.get(f"{index}feed/").content.decode().count(f"[{said}]") == len(LEVERS)
    csv = b"".join(client.get(f"{index}export/csv/").streaming_content).decode()
    assert csv.count(said) == len(LEVERS)


def test_in_english_each_language_is_public_by_itself(client):
    work = make_levers()
    english = work.copy_for_translation(get_locale("en"), copy_parents=True)
    assert client.get("/en/id/tour-levier-3/")["Location"].endswith(f"{work.url}levier-3/")
    english = english.specific
    english.live = True
    english.save()
    assert client.get("/en/id/tour-levier-3/")["Location"].endswith(f"{english.url}levier-3/")
    assert "Lever 3" in read(client, f"{english.url}levier-3/").main.text
    assert PermanentIdentifier.objects.filter(model="works.Proposal").count() == 3


def test_as_many_queries_for_twelve_proposals_as_for_three(client):
    urls = {}
    for number in (3, 12):
        work = make_work(proposals=[(n, "", f"Titre {n}") for n in range(1, number + 1)])
        for n in range(1, number + 1):
            follow(work, 1, page=make_page(WorkPage), title=f"Suite {n}", date=datetime.date(2020, 1, 1))
        work.save_revision().publish()
        urls[number] = f"{work.url}proposition-1/"
    few, many = (count_queries(client, url) for url in urls.values())
    assert few == many <= ARTICLE_QUERIES
    table = f"{WorkIndexPage.objects.get().url}propositions/"
    few = count_queries(client, f"{table}?work={WorkPage.objects.first().reference}")
    assert count_queries(client, table) <= max(few, PAGE_QUERIES)


def test_hostile_addresses_get_a_clear_answer(client):
    work = make_levers()
    table = f"{WorkIndexPage.objects.get().url}propositions/"
    for url, query in itertools.product((table, f"{table}feed/", f"{work.url}levier-1/"), HOSTILE_QUERIES):
        assert client.get(f"{url}?{query}").status_code in (200, 404), (url, query)
    for query in ("followed=%00", "work=%00", "status=x", "followed=yes&followed=no"):
        assert client.get(f"{table}?{query}").status_code == 200
    assert client.get(f"{work.url}levier-99999999999/").status_code == 404


def test_imported_again_a_proposal_keeps_its_address():
    from imports.document import Document
    from works.proposal_import import Found, set_proposals

    work = make_levers()
    set_proposals(work, [Found("levier", n, f"Nouveau titre {n}") for n in (1, 2, 3, 4)], Document("toupie.md"))
    work.save_revision().publish()
    assert Proposal.objects.get(reference="tour-levier-3").title == "Nouveau titre 3"
    assert Proposal.objects.filter(work=work).count() == 4


def test_a_result_says_that_the_words_of_its_proposal_are_of_the_demonstration(client):
    make_levers(is_demonstration=True)
    make_levers(title="Le rabot", reference="rabot", slug="rabot")
    process()
    results = read(client, "/recherche/?q=tourneurs").select(".found__card")
    marks = {card.select_one(".found__title a")["href"]: card.select_one(".card__doubt") for card in results}
    assert len(marks) == 2
    for address, mark in marks.items():
        assert ("rabot" in address) == (mark is None), address
