"""The search page, as a reader has it: without JavaScript and by its address alone."""

import re
from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup
from django.core.files.base import ContentFile
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import override
from wagtail.documents import get_document_model

from search.contract import Reason, SearchResult
from search.indexing.queue import process
from search.listing import SearchListing
from search.models import PromotedResult, SearchDocument, Synonym
from search.why import explain
from tests.factories import (
    add_contribution,
    make_keyword,
    make_organisation,
    make_page,
    make_person,
    make_private,
    make_theme,
    name_publicly,
)
from tests.queries import HOSTILE_QUERIES, PAGE_QUERIES, count_queries
from tests.search.library import add_document
from tests.toysection.models import ToyPage
from tests.works.making import make_work
from works.models import WorkPage

pytestmark = pytest.mark.django_db


def get(client, query: str = "", language: str = "fr") -> BeautifulSoup:
    with override(language):
        path = reverse("search")
    response = client.get(f"{path}?{query}")
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def get_titles(soup: BeautifulSoup) -> list[str]:
    return [heading.get_text().strip() for heading in soup.select("ol.found-list .found__title")]


def get_total(soup: BeautifulSoup) -> str:
    return soup.select_one("#resultats").get_text(strip=True)


def get_options(soup: BeautifulSoup, name: str) -> dict[str, int]:
    """Value → count of the boxes of a facet in the form."""
    found = {}
    for box in soup.select(f"form.facets__form input[type=checkbox][name={name}]"):
        found[box["value"]] = int(re.search(r"\((\d+)\)$", box.parent.get_text(" ", strip=True))[1])
    return found


@pytest.fixture
def library():
    """Works and toys about the sea, by two people, on a theme and a theme under it."""
    sea = make_theme("Océans", slug="oceans")
    coast = make_theme("Littoral", slug="littoral", parent=sea)
    salt = make_keyword("sel")
    ana, bo = make_person("Ana Exemple", slug="ana"), make_person("Bo Exemple", slug="bo")
    pages = [
        make_page(WorkPage, title="La mer et ses ports", kind="rapport", date="2019-05-01", themes=[sea], tags=[salt]),
        make_page(WorkPage, title="Une note sur la mer", kind="note", date="2021-03-01", themes=[coast]),
        make_page(WorkPage, title="Avis : la mer en hiver", kind="avis", date="2023-01-01"),
        make_page(ToyPage, title="Bateau de mer", date="2022-01-01", themes=[sea, coast]),
    ]
    add_contribution(pages[0], ana)
    add_contribution(pages[1], bo)
    add_contribution(pages[3], ana)
    process()
    return pages


def test_a_query_gives_its_results_with_what_helps_to_choose(client, library):
    soup = get(client, "q=mers")
    assert get_total(soup) == "4 résultats"
    first = next(item for item in soup.select(".found") if "ports" in item.get_text())
    text = " ".join(first.get_text(" ").split())
    assert "Rapport" in text and "mai 2019" in text and "Océans" in text and "Ana Exemple" in text
    assert first.select_one(".found__title mark").get_text() == "mer"
    assert first.select_one(".found__title a")["href"] == library[0].url
    assert "« mers » : dans le titre" in first.select_one(".found__why").get_text().replace("\xa0", " ")


def test_one_result_is_singular(client, library):
    assert get_total(get(client, "q=hiver")) == "1 résultat"


def test_every_count_is_the_number_of_results_after_a_click(client, library):
    for query in ["q=mer", "q=mer&kind=rapport", "q=mer&theme=oceans&year_from=2020", "q=mer&person=ana&person=bo", ""]:
        listing = SearchListing(QueryDict(query), reverse("search"), "fr")
        for active in listing.active_facets:
            for option in active.options:
                clicked = QueryDict(query, mutable=True)
                clicked.setlist(active.name, [option.value])
                total = SearchListing(clicked, reverse("search"), "fr").total
                assert total == option.count, (query, active.name, option)


def test_the_form_ticks_several_values_of_a_facet_and_adds_facets_up(client, library):
    soup = get(client, "q=mer&kind=rapport&kind=note")
    assert get_total(soup) == "2 résultats"
    ticked = {box["value"] for box in soup.select("input[name=kind][checked]")}
    assert ticked == {"rapport", "note"}
    assert get_titles(get(client, "q=mer&kind=rapport&kind=note&person=bo")) == ["Une note sur la mer"]


def test_the_forms_carry_on_all_that_they_do_not_show(client, library):
    soup = get(client, "q=mer&section=travaux&kind=note&year_from=2020&sort=date")
    box = soup.select_one("main form[role=search]")
    kept = {(field["name"], field["value"]) for field in box.select("input[type=hidden]")}
    assert kept == {("section", "travaux"), ("kind", "note"), ("year_from", "2020"), ("sort", "date")}
    form = soup.select_one("form.facets__form")
    sent = {(f["name"], f["value"]) for f in form.select("input") if f["type"] != "checkbox" or f.has_attr("checked")}
    assert {("q", "mer"), ("section", "travaux"), ("kind", "note"), ("year_from", "2020"), ("sort", "date")} <= sent
    assert form.select_one("button[type=submit]")


def test_chips_take_one_filter_away_and_the_reset_all_of_them(client, library):
    soup = get(client, "q=mer&kind=note&theme=oceans&year_from=2020&year_to=2022")
    chips = {chip.get_text(strip=True): chip["href"] for chip in soup.select(".chips a")}
    assert set(chips) == {"Note", "Océans", "De 2020 à 2022", "Réinitialiser"}
    assert QueryDict(chips["Note"].partition("?")[2]).dict() == {
        "q": "mer",
        "theme": "oceans",
        "year_from": "2020",
        "year_to": "2022",
    }
    assert QueryDict(chips["De 2020 à 2022"].partition("?")[2]).dict() == {
        "q": "mer",
        "kind": "note",
        "theme": "oceans",
    }
    assert chips["Réinitialiser"].endswith("?q=mer")


def test_a_theme_finds_the_pages_of_the_themes_under_it(client, library):
    soup = get(client, "q=mer&theme=oceans")
    assert set(get_titles(soup)) == {"La mer et ses ports", "Une note sur la mer", "Bateau de mer"}
    assert list(get_options(soup, "theme")) == ["oceans", "littoral"]
    assert soup.select_one("input[name=theme][value=littoral]").parent["class"] == ["option", "option--sub"]


def test_years_are_a_range_and_the_order_can_be_that_of_dates(client, library):
    assert set(get_titles(get(client, "q=mer&year_from=2021&year_to=2022"))) == {"Une note sur la mer", "Bateau de mer"}
    assert get_titles(get(client, "q=mer&year=2023")) == ["Avis : la mer en hiver".replace(" :", "\xa0:")]
    assert [t.split()[0] for t in get_titles(get(client, "q=mer&sort=date"))] == ["Avis", "Bateau", "Une", "La"]


def test_years_the_wrong_way_round_are_exchanged_and_said(client, library):
    soup = get(client, "q=mer&year_from=2022&year_to=2021")
    assert get_total(soup) == "2 résultats"
    assert "interverties" in soup.select_one(".note").get_text()


def test_a_hostile_address_gets_a_page_that_keeps_the_words(client, library):
    for query in HOSTILE_QUERIES:
        soup = get(client, f"q=mer&{query}" if "q=" not in query else query)
        assert len(soup.select(".note")) <= 6, query
        if "q=" not in query:
            assert soup.select_one("#page-recherche")["value"] == "mer", query


def test_hostile_words_get_a_page(client, library):
    words = ["*", "%22", "(((", "AND+OR+NOT", "mer%22+OR+1=1--", "a+" * 3000, "%EF%BF%BF", "👩‍🚀"]
    for text in words:
        assert get(client, f"q={text}").select_one("h1"), text


def test_a_value_that_makes_no_sense_is_told(client, library):
    soup = get(client, "q=mer&section=nulle-part&year_from=abc&sort=prix&page=-1")
    notes = " ".join(note.get_text() for note in soup.select(".note"))
    for value in ("nulle-part", "abc", "prix", "-1"):
        assert value in notes
    assert get_total(soup) == "4 résultats"


def test_a_page_beyond_the_last_gives_the_last(client):
    for number in range(12):
        make_page(ToyPage, title=f"Galet {number}")
    process()
    soup = get(client, "q=galet&page=40")
    assert soup.select_one(".pages a[aria-current]").get_text() == "2"
    assert len(get_titles(soup)) == 2


def add_pdf(title: str, *pages: str) -> SearchDocument:
    """A work whose file has these pages."""
    work = make_work(title=title)
    document = add_document(title, thing=work, passages=pages, reference=work.reference)
    file = get_document_model().objects.create(title="PDF", file=ContentFile(b"%PDF-1.4", name="essai.pdf"))
    file.get_file_hash()
    document.passages.update(file=file)
    return document


def test_an_extract_opens_at_its_page_and_as_plain_text(client):
    document = add_pdf("Un rapport", "Rien ici.", "C’est l’ultra-sobriété numérique & <b>elle</b>.", "Fin.")
    soup = get(client, "q=sobriété")
    passage, file = soup.select_one(".found__passages li"), document.passages.first().file
    link, plain = passage.select("a")
    assert (link.get_text().split(), link["href"]) == (["Page", "2"], f"/media/{file.filename}#page=2")
    assert passage.select_one("mark").get_text() == "sobriété"
    assert unquote(link["data-words"]) == "l’ultra-sobriété numérique", "where browsers that can go to words go"
    text = client.get(plain["href"], follow=True)
    assert "ultra-sobriété numérique &amp; &lt;b&gt;elle&lt;/b&gt;." in text.content.decode()
    assert "noindex" in text.content.decode()
    soup = BeautifulSoup(text.content, "html.parser")
    styles = [place.get_text() for place in soup.select("#citer dd span[id]")]
    assert len(styles) == 4 and all("p. 2" in style.replace("\u00a0", " ") for style in styles)
    cited = text.redirect_chain[-1][0]
    assert all(cited.strip("/") in style for style in styles), "a page is cited by its own address, in its version"
    assert f"-{file.file_hash[:8]}-page-2/" in cited and "a changé" not in text.content.decode()
    file.file.save("essai.pdf", ContentFile(b"%PDF-1.5"))
    file.file_hash = ""
    file.get_file_hash()
    assert "Ce fichier a changé" in client.get(cited).content.decode()
    assert client.get(cited.replace("-page-2", "-page-9")).status_code == 410


def test_the_plain_text_of_what_is_no_longer_public_is_not_found(client):
    document = add_pdf("Un rapport", "La sobriété.")
    file = document.passages.get().file_id
    url = reverse("pdf_page", args=[document.reference, file, document.passages.get().file.file_hash[:8], 1])
    assert client.get(url).status_code == 200
    make_private(document.page)
    assert client.get(url).status_code == 404
    for other in (f"{file}-page-99", "999999999999999999999-page-0", f"{file}-page-99999999999999999999"):
        assert client.get(f"/id/{document.reference}/document-{other}/").status_code == 404


def test_people_organisations_and_themes_are_results_with_a_card_of_their_own(client):
    name_publicly(make_person("Lou Brindille", role="Botaniste"), make_organisation("Atelier Brindille"))
    make_theme("Brindilles", slug="brindilles")
    process()
    soup = get(client, "q=brindille")
    assert set(get_titles(soup)) >= {"Lou Brindille", "Atelier Brindille", "Brindilles"}
    assert {label.get_text() for label in soup.select(".found .kind")} >= {"Personne", "Thème"}
    assert "Botaniste" in soup.get_text()


def test_a_promoted_result_is_marked_and_not_counted(client, library):
    PromotedResult.objects.create(queries="Mer\nocéan", page=library[2].contentpage_ptr)
    soup = get(client, "q=MER")
    promoted = soup.select_one(".found--promoted")
    assert "Choix de la rédaction" in promoted.get_text() and "hiver" in promoted.get_text()
    assert get_total(soup) == "4 résultats"
    assert not get(client, "q=mer+hiver").select(".found--promoted")


def test_a_synonym_says_that_it_is_why(client, library):
    Synonym.objects.create(terms="flots\nmer")
    soup = get(client, "q=flots")
    assert get_total(soup) == "4 résultats"
    assert "par son synonyme «\xa0mer\xa0»" in soup.select_one(".found__why").get_text()


def test_a_misspelling_is_corrected_and_said(client, library):
    soup = get(client, "q=hivre")
    said = soup.select_one(".spelling")
    assert "hivre" in said.get_text() and said.strong.get_text() == "hiver"
    assert QueryDict(said.a["href"].partition("?")[2])["q"] == '"hivre"'


def test_a_better_spelling_is_offered_as_a_link(client, library, monkeypatch):
    monkeypatch.setattr("search.service.search", lambda query: SearchResult(query, 0, suggestion="mer d’huile"))
    link = get(client, "q=mer+duile&kind=note").select_one(".spelling a")
    assert link.get_text() == "mer d’huile"
    assert QueryDict(link["href"].partition("?")[2]).dict() == {"q": "mer d’huile", "kind": "note"}


def test_a_search_that_is_degraded_says_so(client, library, monkeypatch):
    monkeypatch.setattr("search.service.search", lambda query: SearchResult(query, 0, degraded=True))
    assert "momentanément indisponible" in get(client, "q=mer").get_text()


def test_an_empty_page_offers_words_titles_and_themes(client, library):
    make_private(library[0])
    soup = get(client, "q=%22zzzzzzzz+bateau+yyyyyyyy+ports%22")
    assert get_total(soup) == "0 résultat"
    empty = soup.select_one(".empty")
    assert "zzzzzzzz bateau" in empty.get_text()
    links = {link.get_text(strip=True): link["href"] for link in empty.select("a")}
    assert links["bateau"] == f"{reverse('search')}?q=bateau"
    assert {"Bateau de mer", "Océans"} <= set(links)
    assert not {"zzzzzzzz", "yyyyyyyy"} & set(links), "what finds nothing by itself is not offered"
    assert "ports" not in links, "nor what only a hidden page has"
    assert count_queries(client, reverse("search") + "?q=%22zzzzzzzz+bateau+yyyyyyyy+ports%22") <= PAGE_QUERIES


def test_an_empty_page_says_what_there_is_without_the_filters(client, library):
    soup = get(client, "q=mer&year_from=1950&year_to=1951")
    link = soup.select_one(".empty .fr-btn")
    assert link.get_text() == "Voir les 4 résultats sans les filtres"
    assert get_total(get(client, link["href"].partition("?")[2])) == "4 résultats"


def test_the_answer_can_be_followed_and_taken_away(client, library):
    soup = get(client, "q=mer&kind=note")
    links = [link["href"] for link in soup.select(".take-away a")]
    # The chronology, the alert, two feeds, four exports, the API.
    assert len(links) == 9
    for link in links:
        response = client.get(link)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        assert response.status_code == 200, link
        assert b"ses ports" not in body, link
        assert b"Une note sur la mer" in body or "suivre" in link, link


def test_nothing_is_sent_of_what_is_not_public(client, library):
    make_private(library[1])
    library[2].unpublish()
    soup = get(client, "q=mer")
    assert get_total(soup) == "2 résultats"
    assert "hiver" not in soup.get_text() and "Une note" not in soup.get_text()
    assert set(get_options(soup, "kind")) <= {"rapport", "toypage"}
    assert not client.get(reverse("search_suggestions"), {"q": "une note"}).json()["suggestions"]


def test_english_screens_show_french_pages_in_their_language(client, library):
    soup = get(client, "q=mer", language="en")
    assert get_total(soup) == "4 results"
    link = soup.select_one(".found a")
    assert (link["hreflang"], link["lang"]) == ("fr", "fr")
    assert link.get_text().endswith("(en français)")


def test_all_the_values_of_a_facet_can_be_shown(client):
    for number in range(9):
        person = make_person(f"Personne {number}", slug=f"personne-{number}")
        add_contribution(make_page(ToyPage, title=f"Caillou {number}"), person)
    process()
    soup = get(client, "q=caillou")
    assert len(get_options(soup, "person")) == 5
    more = next(link for link in soup.select(".facet__more") if "Personne" in link.get_text())
    assert len(get_options(get(client, more["href"].partition("?")[2]), "person")) == 9


def test_the_page_costs_the_same_for_3_and_12_results_and_keeps_its_limits(client):
    theme = make_theme("Sable")

    def add(number: int) -> None:
        for _n in range(number):
            page = make_page(WorkPage, title="Dune", summary="Le sable.", date="2024-01-01", themes=[theme])
            add_contribution(page, make_person())

    add(3)
    process()
    few = count_queries(client, reverse("search") + "?q=dune")
    add(9)
    process()
    assert count_queries(client, reverse("search") + "?q=dune") == few <= PAGE_QUERIES
    assert len(get(client, "q=dune").find_all()) <= 500


def test_reasons_are_said_once_for_each_word_with_all_its_fields():
    with override("fr"):
        found = explain(
            [
                Reason("école", "title"),
                Reason("école", "summary"),
                Reason("ia", "text", "synonym", "intelligence artificielle"),
                Reason("numeriqe", "passage", "correction", "numérique"),
            ]
        )
    assert [sentence.replace("\xa0", " ") for sentence in found] == [
        "« école » : dans le titre, dans le résumé",
        "« ia », par son synonyme « intelligence artificielle » : dans le texte",
        "« numeriqe », corrigé en « numérique » : dans un extrait",
    ]
