"""« Le Conseil » with its pages, and a form filled in by an invented person."""

import pytest

from council.models import (
    CouncilPage,
    FiguresPage,
    MandatesPage,
    OfferedWork,
    PrintOrderPage,
    StatutePage,
    TimelinePage,
)
from home.models import SiteSettings
from tests.factories import get_home, make_page
from tests.forms.helpers import prove
from tests.toysection.models import ToyPage


@pytest.fixture
def council():
    return get_home().add_child(instance=CouncilPage(title="Le Conseil", slug="le-conseil", summary="Ce qu’il est."))


@pytest.fixture
def statute_page(council):
    return council.add_child(instance=StatutePage(title="Missions", slug="missions"))


@pytest.fixture
def timeline_page(council):
    return council.add_child(instance=TimelinePage(title="Temps forts", slug="temps-forts"))


@pytest.fixture
def figures_page(council):
    return council.add_child(instance=FiguresPage(title="Faits et chiffres", slug="chiffres"))


@pytest.fixture
def members_page(council):
    return council.add_child(instance=MandatesPage(title="Les membres", slug="membres", scope="college"))


@pytest.fixture
def works():
    return [make_page(ToyPage, title=title) for title in ("Premier livre", "Second livre")]


@pytest.fixture
def order_page(council, works):
    settings = SiteSettings.load()
    settings.email = "secretariat@example.org"
    settings.save()
    page = PrintOrderPage(title="Exemplaires imprimés", slug="exemplaires", max_copies=3, retention_months=6)
    page.offered_works = [OfferedWork(page=work, sort_order=n) for n, work in enumerate(works)]
    council.add_child(instance=page)
    return page


@pytest.fixture
def answers(works):
    """The form, well filled in."""
    return {
        "works": [str(works[0].pk)],
        "copies": "2",
        "name": "Camille Exemple",
        "organisation": "Médiathèque d’Exemple",
        "email": "camille@example.org",
        "address": "12 rue des Tilleuls\nBâtiment B",
        "postal_code": "29000",
        "city": "Quimper",
        "country": "France",
        "reason": "Un atelier de lecture avec une classe de lycée.",
        **prove("print order"),
    }
