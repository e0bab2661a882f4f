"""The home page: what each section says of itself, the figures, the pages of the menu, in few queries."""

import pytest
from django.urls import reverse

from content.models import KeyFigure
from council.models import CouncilPage, FiguresPage
from home.models import FeaturedPage, HomeFigure
from tests.factories import get_home, get_locale, make_page, make_private
from tests.queries import PAGE_QUERIES, count_queries
from tests.toysection.models import ToyPage

pytestmark = pytest.mark.django_db


@pytest.fixture
def figures():
    home = get_home()
    rows = [KeyFigure.objects.create(label=f"Chiffre {n}", value=n, locale=get_locale()) for n in (1, 2)]
    for position, figure in enumerate(reversed(rows)):
        HomeFigure.objects.create(home=home, figure=figure, sort_order=position)
    return rows


def test_figures_are_in_their_order_and_lead_to_all_of_them(client, figures):
    home = get_home()
    html = client.get(home.url).content.decode()
    assert html.index("Chiffre 2") < html.index("Chiffre 1")
    link = reverse("identifier", args=[figures[1].reference])
    assert link not in html, "no public page shows the figures yet"
    council = home.add_child(instance=CouncilPage(title="Le Conseil", slug="le-conseil"))
    page = council.add_child(instance=FiguresPage(title="Chiffres", slug="chiffres"))
    assert link in client.get(home.url).content.decode()
    assert client.get(link).url.startswith(page.url)
    make_private(page)
    assert link not in client.get(home.url).content.decode()


def test_featured_pages_come_first_and_in_order(client):
    home = get_home()
    pages = [make_page(ToyPage, title=f"Mise en avant {n}") for n in (1, 2, 3)]
    draft = make_page(ToyPage, title="Brouillon secret", live=False)
    for position, page in enumerate([pages[2], draft, pages[0]]):
        FeaturedPage.objects.create(home=home, page=page, sort_order=position)
    html = client.get(home.url).content.decode()
    assert "Brouillon secret" not in html
    assert html.index("Mise en avant 3") < html.index("Mise en avant 1")
    assert "Mise en avant 3" in html[html.index('class="latest') : html.index("doors") if "doors" in html else None]


def test_queries_of_the_home_page_do_not_grow(client, figures):
    home = get_home()
    make_page(ToyPage, date="2024-01-01")
    few = count_queries(client, home.url)
    for number in range(12):
        make_page(ToyPage, title=f"Jouet {number}", date="2024-02-01")
    assert count_queries(client, home.url) == few <= PAGE_QUERIES


def test_the_site_map_goes_one_level_under_the_institution(client):
    council = get_home().add_child(instance=CouncilPage(title="Le Conseil", slug="le-conseil"))
    page = council.add_child(instance=FiguresPage(title="Tous nos chiffres", slug="chiffres"))
    toy = make_page(ToyPage, title="Un jouet parmi d’autres")
    html = client.get(reverse("site_map")).content.decode()
    assert html.index(council.url) < html.index(page.url)
    assert "Un jouet parmi d’autres" not in html
    page.unpublish()
    assert "Tous nos chiffres" not in client.get(reverse("site_map")).content.decode()
    assert toy.live
