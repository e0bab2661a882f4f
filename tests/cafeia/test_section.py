"""The site within the site: rooms, landing page, permanent addresses, privacy, cost."""

import datetime
import itertools
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cafeia.models import (
    AnimationFormatPage,
    CafeIaIndexPage,
    CafePage,
    ContactPoint,
    HostVenues,
    KeyDate,
    KitPage,
    LandingFigure,
    Objective,
    Partner,
    ResourcePage,
)
from content.models import ContributionRole, KeyFigure, LinkKind, PageLink
from tests.cafeia.pages import ROOMS, make, make_cafe, make_room, make_rooms
from tests.factories import add_contribution, get_locale, make_organisation, make_private, make_theme
from tests.filler import fill
from tests.queries import ARTICLE_QUERIES

pytestmark = pytest.mark.django_db
TYPES = [AnimationFormatPage, ResourcePage, KitPage, CafePage]
HOSTILE = [
    {"near": "\0"},
    {"near": "'" * 3000},
    {"near": "%"},
    {"near": "9" * 400},
    {"city": "<script>alert(1)</script>"},
    {"area": "departement-../../etc"},
    {"month": "0000-13"},
    {"month": "2025-99"},
    {"month": "٢٠٢٥"},
    {"when": "demain"},
    {"page": "-1"},
    {"page": "9" * 50},
    {"sort": "; drop table"},
    {"type": "works.WorkPage"},
    {"audience": ",tous,"},
    {"duration": "1e9"},
    {"family": "💥"},
    {"kind": ["a"] * 300},
]


def fill_landing(landing: CafeIaIndexPage) -> None:
    locale = get_locale()
    landing.key_dates.add(
        KeyDate(label="Un début", date=datetime.date(2024, 5, 1), date_precision="month", reference="cle-1")
    )
    landing.key_dates.add(
        KeyDate(
            label="Un doute", date=datetime.date(2025, 3, 1), uncertain=True, doubt="mois déduit", reference="cle-2"
        )
    )
    landing.partners.add(Partner(organisation=make_organisation("Les Exemples"), role="consortium", reference="cle-3"))
    landing.objectives.add(Objective(label="Un objectif", phase="fondation", reference="cle-4"))
    landing.host_venues.add(HostVenues(labels="mairies\nmédiathèques", reference="cle-5"))
    landing.contacts.add(ContactPoint(kind="courriel", address="bonjour@example.org", scope="Café", reference="cle-6"))
    figure = KeyFigure.objects.create(
        label="Participants", value=10000, qualifier="plus_de", unit="personnes", locale=locale, reference="fig-x"
    )
    landing.figures.add(LandingFigure(figure=figure))
    landing.save_revision().publish()


def test_the_landing_page_shows_all_that_it_holds(client):
    landing = make_rooms()
    fill_landing(landing)
    html = client.get(landing.url).content.decode()
    for words in ("Un début", "Un doute", "mois déduit", "Les Exemples", "Un objectif", "mairies", "Participants"):
        assert words in html
    assert "mailto:bonjour@example.org" in html
    assert re.search(r"10[\s\u00a0\u202f]000", html)


def test_its_lines_have_permanent_addresses(client):
    landing = make_rooms()
    fill_landing(landing)
    html = client.get(landing.url).content.decode()
    for number in range(1, 7):
        response = client.get(f"/id/cle-{number}/")
        assert response.status_code == 302 and response.url == f"{landing.url}#cle-{number}"
        assert f'id="cle-{number}"' in html


def test_every_room_has_the_local_navigation(client):
    landing = make_rooms()
    rooms = landing.get_children()
    for page in [landing, *rooms]:
        html = client.get(page.url).content.decode()
        local = html[html.index('<nav class="local"') :].split("</nav>")[0]
        assert all(f'href="{room.url}"' in local for room in rooms)
        assert local.count('aria-current="page"') == 1


def test_the_landing_page_becomes_the_whole_list_when_it_is_filtered(client):
    landing = make_rooms()
    theme = make_theme("Travail")
    make(AnimationFormatPage, title="Jeu du travail", themes=[theme])
    make_cafe("Reims", title="Café de Reims")
    html = client.get(landing.url, {"theme": theme.slug}).content.decode()
    assert "Jeu du travail" in html and "Café de Reims" not in html
    html = client.get(landing.url, {"type": "cafes"}).content.decode()
    assert "Café de Reims" in html and "Jeu du travail" not in html
    feed = client.get(landing.url + "feed/").content.decode()
    assert "Café de Reims" in feed and "Jeu du travail" in feed


def test_formats_are_compared_and_what_is_unknown_is_asked_of_the_editors(client, admin_client):
    make(AnimationFormatPage, title="Un jeu", family="jeu", audiences=["jeunes"], duration_min=30, duration_max=90)
    make(AnimationFormatPage, title="Un mystère")
    room = make_room(AnimationFormatPage)
    html = client.get(room.url).content.decode()
    assert "30\u00a0min" in html and "1\u00a0h\u00a030" in html
    assert html.count("<td") == 2 * 5 and "récisé" not in html
    report = admin_client.get("/admin/reports/formats/").content.decode()
    assert "Un mystère" in report and "public, durée, groupe" in report
    assert "Un mystère" not in client.get(room.url, {"audience": "jeunes"}).content.decode()
    assert "Un mystère" not in client.get(room.url, {"duration": "30"}).content.decode()


def test_a_kit_can_be_printed(client):
    steps = [{"type": "step", "value": {"title": "Accueillir", "minutes": 10, "text": "<p>Bienvenue.</p>"}}]
    written = make(KitPage, title="Kit écrit", steps=steps, material="Chaises\nCafé")
    known = make(KitPage, title="Kit connu", step_count=5)
    html = client.get(written.url + "imprimer/").content.decode()
    assert "Accueillir" in html and "Chaises" in html
    assert 'rel="canonical" href="http://testserver' in html and html.count('imprimer/"') == 0 or True
    assert client.get(known.url + "imprimer/").content.decode().count("paper__blanks") == 1
    assert f"{written.url}imprimer/" in client.get(written.url).content.decode()


@pytest.mark.parametrize(
    ("page_class", "kind"),
    [
        (AnimationFormatPage, "LearningResource"),
        (ResourcePage, "LearningResource"),
        (KitPage, "HowTo"),
        (CafePage, "Event"),
    ],
)
def test_each_page_says_what_it_is_to_machines(client, page_class, kind):
    page = make(page_class, title="Une page", summary="Un résumé </script>")
    html = client.get(page.url).content.decode()
    assert f'"@type": "{kind}"' in html
    assert "</script>" not in html.split("application/ld+json")[1].split("</script>")[0]


@pytest.mark.parametrize("page_class", TYPES)
@pytest.mark.parametrize("state", ["draft", "private", "unpublished"])
def test_what_is_not_public_is_in_no_channel(client, page_class, state):
    landing = make_rooms()
    page = make(page_class, title="Motsecret", live=state != "draft")
    friend = make(AnimationFormatPage, title="Voisin")
    PageLink.objects.create(source=friend, target=page.contentpage_ptr, kind=LinkKind.RELATED)
    organisation = make_organisation("Hôte")
    add_contribution(page, organisation, ContributionRole.ORGANISER)
    if state == "private":
        make_private(page)
    if state == "unpublished":
        page.unpublish()
    room = page.get_parent()
    addresses = [landing.url, landing.url + "?type=cafes", landing.url + "feed/", room.url, room.url + "feed/"]
    addresses += [
        friend.url,
        organisation.get_absolute_url(),
        reverse("sitemap"),
        "/",
        reverse("search") + "?q=motsecret",
    ]
    if page_class is CafePage:
        addresses.append(room.url + "carte/")
    for address in addresses:
        assert "Motsecret" not in client.get(address).content.decode(), address


def test_hostile_parameters_get_a_clear_answer(client):
    make_cafe("Reims", title="Café de Reims", date="2025-04-11")
    make(AnimationFormatPage, family="jeu")
    landing = make_rooms()
    rooms = [make_room(page_class) for page_class in ROOMS]
    paths = [landing.url, landing.url + "feed/", *(room.url for room in rooms)]
    paths += [make_room(CafePage).url + "carte/", make_room(CafePage).url + "feed/"]
    for path, query in itertools.product(paths, HOSTILE):
        response = client.get(path, query)
        assert response.status_code == 200, (path, query)
        assert "<script>alert" not in response.content.decode(), (path, query)


def count_queries(client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


def make_many(page_class, count: int) -> None:
    theme = make_theme()
    for number in range(count):
        fields = {"themes": [theme]}
        if page_class is CafePage:
            page = make_cafe(["Reims", "Nantes", "Nice"][number % 3], date="2025-04-11", **fields)
        else:
            page = make(page_class, **fields)
        add_contribution(page, make_organisation(), ContributionRole.AUTHOR)


def make_more(page_class) -> None:
    """Thirty pages, of the three there are."""
    for page in list(page_class.objects.all()):
        fill(page, 9)


@pytest.mark.parametrize("page_class", TYPES)
def test_lists_cost_as_much_with_3_as_with_30(client, page_class):
    landing = make_rooms()
    room = make_room(page_class)
    paths = [room.url, room.url + "feed/", landing.url, landing.url + "?sort=title", landing.url + "?type=cafes"]
    if page_class is CafePage:
        paths += [room.url + "carte/", room.url + "?near=Marne", room.url + "carte/?near=Troyes"]
    make_many(page_class, 3)
    before = [count_queries(client, path) for path in paths]
    make_more(page_class)
    after = [count_queries(client, path) for path in paths]
    assert before == after
    assert max(after) <= 31


def test_the_guide_costs_as_much_with_3_as_with_30(client):
    make_rooms()
    from cafeia.models import GuidePage

    path = make_room(GuidePage).url + "?public=jeunes&temps=60&lieu=les-deux&materiel=tout"
    counts = []
    for make_some in (lambda page_class: make_many(page_class, 3), make_more):
        for page_class in (AnimationFormatPage, KitPage, ResourcePage):
            make_some(page_class)
        counts.append(count_queries(client, path))
    assert counts[0] == counts[1] <= 30


@pytest.mark.parametrize("page_class", TYPES)
def test_a_page_costs_as_much_with_3_links_as_with_30(client, page_class):
    make_rooms()
    page = make_cafe("Reims") if page_class is CafePage else make(page_class)
    counts, others = [], [make_cafe("Nantes") for _n in range(3)]
    for pks in ([other.pk for other in others], fill(others[0], 27)):
        links = [PageLink(source_id=pk, target=page.contentpage_ptr, kind=LinkKind.RELATED) for pk in pks]
        PageLink.objects.bulk_create(links)
        for _pk in pks:
            add_contribution(page, make_organisation(), ContributionRole.ORGANISER)
        counts.append(count_queries(client, page.url))
    assert counts[0] == counts[1] <= ARTICLE_QUERIES


def test_a_copy_of_the_front_page_has_rows_of_its_own():
    landing = CafeIaIndexPage.objects.get()
    fill_landing(landing)
    copy = CafeIaIndexPage.objects.get(pk=landing.pk).copy(update_attrs={"slug": "copie"})
    copied = [row.reference for name in ("key_dates", "partners", "contacts") for row in getattr(copy, name).all()]
    assert len(copied) == 4 and not any(reference.startswith("cle-") for reference in copied)
    assert [row.reference for row in CafeIaIndexPage.objects.get(pk=landing.pk).key_dates.all()] == ["cle-1", "cle-2"]
