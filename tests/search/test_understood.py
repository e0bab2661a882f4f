"""What a page shows is found, and what a query says besides words is understood and can be taken back."""

import pytest
from bs4 import BeautifulSoup
from django.http import QueryDict

from actions.models import ActionPage
from places.models import Place
from search.contract import SearchQuery
from search.indexing.queue import process
from search.models import Synonym
from search.service import search
from tests.cenum.making import make_issue
from tests.factories import (
    add_contribution,
    get_locale,
    make_organisation,
    make_page,
    make_person,
    make_private,
    name_publicly,
)
from works.models import WorkPage

from .finding import find

pytestmark = pytest.mark.django_db


@pytest.fixture
def towns():
    """An event in a town of two words, a text that only has one of them, and a draft in another town."""
    towns = {name: Place(name=name) for name in ("La Rochelle", "Chambéry")}
    for place in towns.values():
        place.full_clean()
        place.save()
    make_page(ActionPage, title="Rencontre", kind="evenement", place=towns["La Rochelle"], venue="Salle Exemple")
    make_page(ActionPage, title="Atelier", kind="atelier")
    make_page(ActionPage, title="Secret", kind="evenement", place=towns["Chambéry"], live=False)
    process()


def get_understood(text: str) -> list[tuple[str, str]]:
    return [(row.what, row.source) for row in search(SearchQuery(text=text)).understood]


def test_a_place_is_understood_and_can_be_taken_back(client, towns):
    assert get_understood("événements à La Rochelle") == [("place", "La Rochelle"), ("kind", "événements")]
    assert find("événements à la rochelle") == ["Rencontre"]
    soup = BeautifulSoup(client.get("/recherche/?q=événements à La Rochelle").content, "html.parser")
    chips = {chip.get_text(" ", strip=True): chip["href"] for chip in soup.select(".chips a")}
    asked = QueryDict(chips["La Rochelle"].partition("?")[2])["q"]
    assert asked == 'événements à "La Rochelle"' and ("place", "La Rochelle") not in get_understood(asked)


def test_what_is_counted_is_no_kind(towns):
    assert get_understood("plus de 150 ateliers") == [] and ("kind", "ateliers") in get_understood("ateliers")


def test_a_kind_that_is_left_out_may_be_named_by_what_is_found():
    make_page(ActionPage, title="Atelier des ports", kind="atelier", summary="Après un rapport.")
    make_page(WorkPage, title="Étude des ports", kind="rapport")
    process()
    for words in ("ports -rapport", "ports sauf les rapports et les brochets"):
        assert find(words) == ["Atelier des ports"], words


def test_the_name_of_a_kind_may_be_a_subject():
    make_page(ActionPage, title="Une soirée", kind="evenement")
    make_page(WorkPage, title="La gestion d’événements")
    process()
    assert get_understood("gestion d’événements") == []
    assert find("gestion d’événements") == ["La gestion d’événements"]


@pytest.mark.parametrize("quote", ["", '"'])
def test_a_pasted_citation_is_no_filter(towns, quote):
    """Its place, its date and its quotes are words like others."""
    title = "Brochets et saumons, itinéraire des poissons de rivière en ligne droite"
    make_page(WorkPage, title=title, date="2021-06-01")
    process()
    cited = f"Camille Exemple, {quote}Brochets et saumons. Itinéraire des poissons de rivière{quote}, La Rochelle, juin 2020, p. 12"
    assert (find(cited)[:1], get_understood(cited)) == ([title], [])


def test_what_stands_for_a_word_stands_for_it_misspelt_too():
    Synonym.objects.create(terms="saumons\npoissons roses")
    make_page(WorkPage, title="Les saumons")
    make_page(WorkPage, title="Des poissons roses")
    process()
    assert set(find("saumosn")) == {"Les saumons", "Des poissons roses"}


def test_a_place_that_only_a_draft_names_is_a_word_like_others(towns):
    assert get_understood("événements à Chambéry") == [("kind", "événements")]


def test_what_a_page_shows_besides_its_texts_is_found():
    page = make_page(ActionPage, title="Rencontre", attendance=150, attendance_qualifier="plus_de")
    page.attendance_unit, page.start_time = "jardiniers", "13:30"
    page.uncertain, page.doubt = True, "Le brochet est à confirmer."
    page.save()
    add_contribution(page, make_person("Camille Exemple"), "speaker", "ichtyologue")
    process()
    for words in ("plus de 150 jardiniers", "13 h 30", "brochet", "ichtyologue"):
        assert find(words) == ["Rencontre"], words


def test_a_name_in_french_is_found_on_english_screens_without_its_small_words():
    name_publicly(make_organisation("La Société des Brochets"), make_organisation("Labelle Truite"))
    make_page(ActionPage, title="Des truites", language="en")
    process()
    assert find("La Société des Brochets", language="en")[0] == "La Société des Brochets"
    assert search(SearchQuery(text="La Société des Brochets", language="en")).unknown == []


def test_the_years_of_an_archive_are_found_at_their_address(client):
    make_issue(day="2025-05-23")
    process()
    assert 'href="/cenum/2025/"' in client.get("/recherche/?q=Lettres de 2025").content.decode()


def test_a_form_that_nobody_wrote_leads_to_the_words_of_its_family():
    make_page(ActionPage, title="Les pollutions de la rivière")
    process()
    result = search(SearchQuery(text="pollue"))
    assert ([item.document.title for item in result.items], result.suggestion) == (["Les pollutions de la rivière"], "")


def test_a_hashtag_gives_its_year_away():
    make_page(ActionPage, title="Forum Exemple 2022")
    make_page(ActionPage, title="Forum Exemple 2023")
    process()
    assert find("#ForumExemple2022")[0] == "Forum Exemple 2022"


def test_words_without_the_space_between_them_are_two():
    make_page(ActionPage, title="Pollution nocturne")
    process()
    for typed in ("pollutionnocturne", "#pollutionnocturne"):
        assert find(typed) == ["Pollution nocturne"]


def test_words_of_a_translation_find_the_original_and_a_private_one_tells_nothing():
    page = make_page(ActionPage, title="Les brochets")
    english = page.copy_for_translation(get_locale("en"), copy_parents=True)
    english.title = "Northern pikes"
    english.save_revision().publish()
    process()
    assert find("northern pikes") == ["Les brochets"]
    make_private(english)
    process()
    assert find("northern pikes") == []
    assert find("brochets", language="en") == ["Les brochets"]


def test_the_address_of_a_part_is_that_of_its_page():
    page = make_page(ActionPage, title="Les brochets")
    make_page(ActionPage, title="Les truites")
    process()
    for typed in (
        f"exemple.fr{page.url}",
        f"https://exemple.fr{page.url}calendrier/?a=b#c",
        f"www.exemple.fr{page.url}x",
    ):
        assert find(typed) == ["Les brochets"], typed
