"""The list, the agenda and the map: filters, empty months, cost, hostile addresses."""

import datetime

import pytest

from actions.models import ActionPage
from content.models import ContributionRole, PageLink
from tests.factories import add_contribution, make_page, make_person, make_theme
from tests.queries import PAGE_QUERIES, count_queries
from tests.toysection.models import ToyPage

from .helpers import base_url, make_action, make_place

pytestmark = pytest.mark.django_db
VIEWS = ["", "agenda/", "agenda/2024/05/", "carte/", "calendrier/", "feed/"]
HOSTILE = [
    "year=abc",
    "year=99999999999999999999",
    "kind=%00",
    "kind=' OR 1=1--",
    "when=demain",
    "mode=%F0%9F%98%80",
    "area=region-99",
    "area=departement-",
    "area=-",
    "area=%E2%80%AE",
    "city=" + "x" * 5000,
    "city=%00",
    "person=%22%00",
    "page=-1",
    "page=99999999999",
    "sort=rien",
    "theme=" + "&theme=".join(str(n) for n in range(200)),
    "%00=%00",
]


def titles(client, query: str = "") -> list[str]:
    return [page.title for page in client.get(base_url() + query).context["listing"].page]


@pytest.mark.parametrize("view", VIEWS)
def test_hostile_addresses_are_answered(client, view):
    make_action("2024-05-15", place=make_place())
    for query in HOSTILE:
        assert client.get(f"{base_url()}{view}?{query}").status_code == 200, query


@pytest.mark.parametrize(
    "path", ["agenda/2024/13/", "agenda/2024/00/", "agenda/0000/01/", "agenda/9999/01/", "agenda/24/5/", "agenda/x/"]
)
def test_months_that_do_not_exist(client, path):
    assert client.get(base_url() + path).status_code == 404


def test_filters(client):
    today = datetime.date.today()
    person = make_person("Camille Exemple")
    make_action(
        "2020-01-01", title="Passé", place=make_place("Bordeaux"), kind="atelier", themes=[make_theme(slug="t")]
    )
    make_action((today + datetime.timedelta(days=9)).isoformat(), title="À venir", is_online=True)
    make_action("2020", title="Sans fin", kind="partenariat", place=make_place("Louvain", country="BE"))
    add_contribution(ActionPage.objects.get(title="Passé"), person, ContributionRole.SPEAKER)
    for query, wanted in {
        "?when=a-venir": {"À venir"},
        "?when=passe": {"Passé"},
        "?when=inconnu": {"Sans fin"},
        "?when=passe&when=a-venir": {"Passé", "À venir"},
        "?mode=en-ligne": {"À venir"},
        "?mode=sur-place": {"Passé", "Sans fin"},
        "?area=region-75": {"Passé"},
        "?area=departement-33": {"Passé"},
        "?area=ailleurs": {"Sans fin"},
        "?area=departement-75": set(),
        "?city=bordeaux": {"Passé"},
        "?kind=atelier": {"Passé"},
        "?theme=t": {"Passé"},
        "?year=2020": {"Passé", "Sans fin"},
        f"?person={person.slug}": {"Passé"},
    }.items():
        assert set(titles(client, query)) == wanted, query


def test_counts_are_what_a_click_gives(client):
    make_action("2020-01-01", kind="atelier", place=make_place("Bordeaux"))
    make_action("2021-01-01", kind="atelier", place=make_place("Lille"))
    make_action("2021-01-01", kind="prix", is_online=True)
    for start in ("", "?kind=atelier", "?when=passe&year=2021"):
        listing = client.get(base_url() + start).context["listing"]
        for facet in listing.active_facets:
            for option in facet.options:
                if not option.selected and not facet.selected:
                    url = listing.url(add=(facet.name, option.value))
                    assert client.get(url).context["listing"].total == option.count, url


def test_the_agenda_shows_each_day(client):
    make_action("2024-05-15", title="Un jour", start_time=datetime.time(18))
    make_action("2024-05", title="Un mois")
    make_action("2023-11-02", "2024-06-03", title="Longtemps")
    make_action("2024-04-30", "2024-05-02", title="Sur deux mois")
    make_action("2024-04-01", title="Séances", sessions=["2024-04-01", "2024-05-20", "2024-06-01"])
    make_action("2024-05-07", title="Chaque mardi", recurrence="weekly", recurrence_until=datetime.date(2024, 5, 21))
    make_action("2024", title="Une année")
    month = client.get(f"{base_url()}agenda/2024/05/").context["month"]
    found = {day.date.day: [entry.page.title for entry in day.entries] for day in month.days}
    assert found == {
        1: ["Sur deux mois"],
        7: ["Chaque mardi"],
        14: ["Chaque mardi"],
        15: ["Un jour"],
        20: ["Séances"],
        21: ["Chaque mardi"],
    }
    assert [page.title for page in month.undated] == ["Un mois"]
    assert [page.title for page in month.lasting] == ["Longtemps"]


def test_an_empty_month_says_where_to_go(client):
    make_action("2024-02-10")
    make_action("2024-09-12", sessions=["2024-09-12"])
    response = client.get(f"{base_url()}agenda/2024/05/")
    month = response.context["month"]
    assert not month.count
    assert (month.previous, month.next) == (datetime.date(2024, 2, 10), datetime.date(2024, 9, 12))
    html = response.content.decode()
    assert f"{base_url()}agenda/2024/02/" in html and f"{base_url()}agenda/2024/09/" in html
    filtered = client.get(f"{base_url()}agenda/2024/05/?kind=prix").context["month"]
    assert (filtered.previous, filtered.next) == (None, None)


def test_the_map_and_its_list_say_the_same(client):
    for _number in range(3):
        make_action("2024-05-15", place=make_place("Bordeaux"))
    make_action(
        "2024-05-15", place=make_place("Saint-Denis", country="FR", department="974", latitude=-20.9, longitude=55.4)
    )
    make_action("2024-05-15")
    response = client.get(f"{base_url()}carte/")
    built = response.context["map"]
    assert [(item.place.name, item.count, item.is_drawn) for item in built.places] == [
        ("Bordeaux", 3, True),
        ("Saint-Denis", 1, False),
    ]
    assert built.nowhere == 1
    html = response.content.decode()
    assert html.count("?city=bordeaux") == 2 and html.count("?city=saint-denis") == 1
    assert "style=" not in html.split("<main")[1]
    assert client.get(built.places[0].url).context["listing"].total == 3


def test_a_festival_shows_its_programme_and_a_session_its_festival(client):
    festival = make_action("2024-09-25", "2024-09-26", title="Festival")
    second = make_action("2024-09-26", title="Second", parent=festival)
    first = make_action("2024-09-25", title="Premier", parent=festival)
    context = client.get(festival.url).context
    assert [page.title for page in context["programme"]] == ["Premier", "Second"]
    assert client.get(first.url).context["parent_action"].title == "Festival"
    assert "Festival" in client.get(f"{base_url()}?sort=title").content.decode()
    assert second.url.startswith(festival.url)


def test_editions_show_each_other(client):
    old = make_action("2023", title="Prix 2023", kind="prix", series="Prix")
    new = make_action("2024", title="Prix 2024", kind="prix", series="Prix")
    laureate = make_person("Lauréate Exemple")
    add_contribution(new, laureate, ContributionRole.LAUREATE)
    add_contribution(new, make_person("Jurée Exemple"), ContributionRole.JURY)
    context = client.get(new.url).context
    assert [page.title for page in context["editions"]] == ["Prix 2023"]
    assert [group["role"] for group in context["speaking"]] == ["laureate", "jury"]
    assert [page.title for page in client.get(old.url).context["editions"]] == ["Prix 2024"]


def test_what_came_out_of_it_is_read_from_both_ends(client):
    action, toy = make_action("2024-05-15", title="Colloque"), make_page(ToyPage, title="Actes")
    PageLink.objects.create(source=toy, target=action)
    ((section, pages),) = client.get(action.url).context["outcomes"]
    assert [page.title for page in pages] == ["Actes"]


def test_structured_data(client):
    page = make_action("2030-05-15", start_time=datetime.time(18), place=make_place(), venue="Salle </script>")
    html = client.get(page.url).content.decode()
    assert '"@type": "Event"' in html and '"startDate": "2030-05-15T18:00:00+02:00"' in html
    assert "Salle </script>" not in html


def test_as_many_queries_for_thirty_actions_as_for_three(client):
    def fill(count):
        parent = make_action("2024-05-01", title="Cadre")
        for number in range(count):
            place = make_place(f"Commune {number}", latitude=45 + number / 10, longitude=3)
            page = make_action(f"2024-05-{number % 28 + 1:02}", place=place, parent=parent, sessions=["2024-05-03"])
            add_contribution(page, make_person())

    def count():
        return {view: count_queries(client, base_url() + view) for view in VIEWS if view != "agenda/"}

    fill(3)
    few = count()
    fill(12)
    assert count() == few
    assert max(few.values()) <= PAGE_QUERIES
