"""Milestones, facts and figures: shown whole, addressable, honest about doubts and contradictions."""

import datetime
import re

import pytest
from django.core.exceptions import ValidationError

from content.models import KeyFigure
from council.models import InstitutionFact, Milestone
from news.models import NewsPage
from search.contract import SearchQuery
from search.indexing.queue import process
from search.service import search
from tests.factories import get_locale, make_page, make_person, make_private
from tests.toysection.models import ToyPage

pytestmark = pytest.mark.django_db


def make_milestone(label: str, date: str, precision: str = "month", **fields) -> Milestone:
    date = datetime.date.fromisoformat(date)
    return Milestone.objects.create(label=label, date=date, date_precision=precision, locale=get_locale(), **fields)


def make_figure(label: str, value, **fields) -> KeyFigure:
    return KeyFigure.objects.create(label=label, value=value, locale=get_locale(), **fields)


def test_the_timeline_is_ordered_lists_by_year(client, timeline_page):
    make_milestone("Deuxième étape", "2022-05-01", reference="tf-deux")
    make_milestone("Première étape", "2021-02-01", reference="tf-une")
    make_milestone("Étape d’une année", "2022-01-01", "year", reference="tf-annee")
    html = client.get(timeline_page.url).content.decode()
    assert re.findall(r'<li class="milestone" id="([\w-]+)"', html) == ["tf-une", "tf-annee", "tf-deux"]
    assert '<time datetime="2022-05">' in html and '<time datetime="2022">' in html
    assert html.count('<ol class="plain milestones">') == 2
    assert html.index('id="annee-2021"') < html.index("tf-une") < html.index('id="annee-2022"') < html.index("tf-deux")


def test_what_the_pages_show_is_found_at_its_place(timeline_page, figures_page):
    make_milestone("Pose des girouettes", "2022-05-01", reference="tf-girouettes")
    figure = make_figure("Moulins visités", 321, reference="fig-moulins")

    def find(text: str) -> list[str]:
        process()
        return [passage.url for item in search(SearchQuery(text=text)).items for passage in item.passages]

    assert find("girouettes") == [f"{timeline_page.url}#tf-girouettes"]
    assert find("321 moulins") == [f"{figures_page.url}#fig-moulins"]
    figure.label = "Phares visités"
    figure.save()
    assert find("moulins") == [] and find("phares") == [f"{figures_page.url}#fig-moulins"]
    figure.live = False
    figure.save()
    assert find("phares") == [], "what was withdrawn is found no more"


def test_a_doubt_is_shown(client, timeline_page):
    make_milestone("Une étape", "2021-02-01", uncertain=True, doubt="Le mois n’est pas sûr.", editor_note="000:12 relu")
    html = client.get(timeline_page.url).content.decode()
    assert "Le mois n’est pas sûr." in html
    assert "000:12" not in html


def test_an_uncertain_milestone_needs_its_doubt_and_a_date():
    with pytest.raises(ValidationError) as error:
        Milestone(label="Une étape", uncertain=True, locale=get_locale()).clean()
    assert set(error.value.message_dict) == {"doubt", "date"}


def test_records_name_real_identifiers_only():
    with pytest.raises(ValidationError, match="tf-inconnu"):
        Milestone(label="Étape", date=datetime.date(2021, 1, 1), related_references="tf-inconnu").clean()


def test_a_record_links_what_it_is_about_if_the_public_may_see_it(client, timeline_page):
    public = make_page(ToyPage, title="Dossier public", reference="dossier-public")
    make_page(ToyPage, title="Brouillon secret", reference="brouillon", live=False)
    private = make_page(ToyPage, title="Page réservée", reference="reservee")
    make_private(private)
    person = make_person("Camille Exemple", reference="camille-exemple")
    make_milestone(
        "Étape", "2021-02-01", related_references="dossier-public\nbrouillon\nreservee\ncamille-exemple\ninconnu"
    )
    html = client.get(timeline_page.url).content.decode()
    assert f'href="{public.url}"' in html and "Dossier public" in html
    assert f'href="{person.get_absolute_url()}"' in html
    assert "Brouillon secret" not in html and "Page réservée" not in html and "inconnu" not in html


@pytest.mark.parametrize("count", [3, 30])
def test_queries_do_not_grow_with_records(client, timeline_page, django_assert_max_num_queries, count):
    for number in range(count):
        page = make_page(ToyPage, reference=f"page-{number}")
        make_milestone(f"Étape {number}", f"202{number % 5}-01-01", related_references=page.reference)
    client.get(timeline_page.url)
    with django_assert_max_num_queries(26):
        client.get(timeline_page.url)


def test_figures_come_with_qualifier_period_and_contradiction(client, figures_page):
    more = make_figure(
        "Abonnés", 15000, qualifier="plus_de", unit="abonnés", period="2021-02/2025-05", group="rayonnement"
    )
    one = make_figure(
        "Frais annuels", 55000, unit="euros", period="an", reference="fig-a", note="Contredit par 000:1409"
    )
    other = make_figure("Dépense moyenne", 65000, qualifier="environ", unit="euros", reference="fig-b")
    one.conflicts_with.add(other)
    one.save()
    html = client.get(figures_page.url).content.decode()
    assert f'id="{more.reference}"' in html
    assert re.search(r"15[\s\u202f\xa0]000", html)
    assert "fact-figure__other" in html
    assert html.count('href="#fig-b"') == 2 and html.count('href="#fig-a"') == 2
    assert "000:1409" not in html


def test_an_unknown_group_is_shown_under_its_own_name(client, figures_page):
    make_figure("Étoiles", 5, group="ciel")
    make_figure("Sans groupe", 7)
    html = client.get(figures_page.url).content.decode()
    assert 'id="ciel"' in html and "Sans groupe" in html


@pytest.mark.parametrize("count", [3, 30])
def test_queries_do_not_grow_with_figures(client, figures_page, django_assert_max_num_queries, count):
    figures = [make_figure(f"Chiffre {number}", number, group=f"g{number % 3}") for number in range(count)]
    figures[0].conflicts_with.add(*figures[1:])
    figures[0].save()
    client.get(figures_page.url)
    with django_assert_max_num_queries(26):
        client.get(figures_page.url)


def test_each_record_has_a_permanent_address(client, timeline_page, figures_page, statute_page):
    make_milestone("Étape", "2021-02-01", reference="tf-x")
    make_figure("Chiffre", 3, reference="fig-x")
    InstitutionFact.objects.create(label="Nature", value="instance", reference="inst-x", locale=get_locale())
    InstitutionFact.objects.create(label="2016", value="loi", group="histoire", reference="inst-y", locale=get_locale())
    expected = {"tf-x": timeline_page, "fig-x": figures_page, "inst-x": statute_page, "inst-y": timeline_page}
    for reference, page in expected.items():
        response = client.get(f"/id/{reference}/")
        assert (response.status_code, response.url) == (302, f"{page.url}#{reference}")
        assert f'id="{reference}"' in client.get(page.url).content.decode()


def test_a_record_that_no_public_page_shows_has_no_address(client, timeline_page, figures_page):
    make_milestone("Étape", "2021-02-01", reference="tf-x")
    make_figure("Chiffre", 3, reference="fig-x")
    timeline_page.unpublish()
    make_private(figures_page)
    assert client.get("/id/tf-x/").status_code == 404
    assert client.get("/id/fig-x/").status_code == 404


def test_facts_are_definitions_by_group(client, statute_page):
    InstitutionFact.objects.create(label="Adresse", value="6 rue X", group="rattachement", locale=get_locale())
    InstitutionFact.objects.create(label="Durée", value="deux ans", group="mandat", locale=get_locale())
    html = client.get(statute_page.url).content.decode()
    assert html.index("deux ans") < html.index("6 rue X")
    assert "<dt>Adresse</dt>" in html


def test_the_page_over_the_others_leads_to_them(client, council, timeline_page, figures_page):
    figures_page.unpublish()
    html = client.get(council.url).content.decode()
    assert timeline_page.url in html
    assert figures_page.url not in html


def test_empty_pages_say_so(client, timeline_page, figures_page, statute_page, members_page):
    for page in (timeline_page, figures_page, statute_page, members_page):
        assert client.get(page.url).status_code == 200
    assert 'class="empty"' in client.get(timeline_page.url).content.decode()


@pytest.mark.parametrize("query", ["?page=-1", "?x=%00", "?year=99999999999999999999", "?q=" + "a" * 5000])
def test_hostile_addresses(client, timeline_page, figures_page, query):
    for page in (timeline_page, figures_page):
        assert client.get(page.url + query).status_code == 200


def test_what_a_record_names_leads_back_to_it(client, figures_page, timeline_page):
    """From both ends, whatever is named; a draft of a record is not told."""
    page, person = make_page(NewsPage, reference="un-dossier"), make_person(reference="une-personne")
    figure = make_figure("Participants", 40, reference="fig-un", related_references="un-dossier\nune-personne")
    make_milestone("Une étape", "2021-02-01", reference="tf-une", related_references="un-dossier")
    make_milestone("Brouillon", "2021-03-01", reference="tf-non", related_references="un-dossier", live=False)
    html = client.get(page.url).content.decode()
    assert f'href="{figures_page.url}#fig-un"' in html and f'href="{timeline_page.url}#tf-une"' in html
    assert "Brouillon" not in html
    assert f'href="{figures_page.url}#fig-un"' in client.get(person.get_absolute_url()).content.decode()
    KeyFigure.objects.filter(pk=figure.pk).delete()
    assert "fig-un" not in client.get(page.url).content.decode()


@pytest.mark.parametrize("count", [3, 30])
def test_as_many_queries_whatever_names_a_page(client, figures_page, django_assert_max_num_queries, count):
    page = make_page(NewsPage, reference="un-dossier")
    for number in range(count):
        make_figure(f"Chiffre {number}", number, reference=f"fig-{number}", related_references="un-dossier")
    client.get(page.url)
    with django_assert_max_num_queries(24):
        assert client.get(page.url).content.decode().count("#fig-") == count
