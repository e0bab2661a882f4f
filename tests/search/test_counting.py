"""What is kept of queries: words and numbers, for the editors, and nothing of anyone."""

import csv
import datetime
import io

import pytest
from django.db import DatabaseError
from django.urls import reverse
from django.utils import timezone

from search import counting
from search.counting import get_counted_words
from search.models import QueryCount

pytestmark = pytest.mark.django_db

READER = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"}


def ask(client, query: str, **headers):
    response = client.get(f"{reverse('search')}?{query}", headers=READER | headers)
    assert response.status_code == 200
    return response


def test_a_query_is_counted_once_for_each_time_it_is_made(client):
    ask(client, "q=École+numérique")
    ask(client, "q=école++NUMÉRIQUE")
    row = QueryCount.objects.get()
    assert (row.words, row.language, row.count, row.day) == ("école numérique", "fr", 2, timezone.localdate())


@pytest.mark.parametrize(
    "query",
    ["", "q=", "q=page&page=2", "q=page&theme=jeu", "q=page&year_from=2020", "q=%00", "q=*"],
)
def test_pages_beyond_the_first_filters_and_empty_queries_are_not_counted(client, query):
    ask(client, query)
    assert not QueryCount.objects.exists()


@pytest.mark.parametrize(
    "agent",
    ["", "Mozilla/5.0 (compatible; Examplebot/2.1)", "curl/8.5.0", "python-requests/2.32", "ExampleCrawler/1.0"],
)
def test_robots_are_not_counted(client, agent):
    ask(client, "q=page", **{"User-Agent": agent})
    assert not QueryCount.objects.exists()


def test_a_page_loaded_in_advance_is_not_counted(client):
    ask(client, "q=page", **{"Sec-Purpose": "prefetch;prerender"})
    assert not QueryCount.objects.exists()


@pytest.mark.parametrize(
    "text",
    [
        "camille@example.org",
        "écrire à camille@example.org",
        "06 12 34 56 78",
        "+33612345678",
        "1 84 05 75 123 456 78",
        "12/05/1984",
        "2021",
        "https://example.org/page?jeton=abc",
        "camille arobase example.org",
        "camille [at] example.org",
        "camille (at) example . org",
        "camille at example point org",
        "camille at example.org",
        "www.exemple.fr/compte",
        "12 rue des Lilas",
        "3 bis, avenue Exemple Toulouse",
        "AB-123-CD",
        "camille née le 3 mars",
        "06·12·34·56·78",
        "06–12–34–56–78",
        "06_12_34_56_78",
        "FR76 3000 6000 0112 3456",
        "x" * 41,
        "mot " * 11,
        "…",
    ],
)
def test_what_may_be_someones_data_is_not_kept(text):
    assert get_counted_words(text) == ""


@pytest.mark.parametrize(
    "text",
    [
        "IA",
        "loi 2018-771",
        "rapport 2021",
        "l'attention à l'école",
        "5G",
        "covid-19",
        "5 leviers pour l’avenue du numérique",
        "l’art de la rue",
        "née de la crise",
        "look at the web",
    ],
)
def test_ordinary_queries_are_kept(text):
    assert get_counted_words(text) == text.casefold()


def test_a_count_that_cannot_be_written_does_not_stop_the_search(client, monkeypatch):
    def fail(*args):
        raise DatabaseError("database is locked")

    monkeypatch.setattr(counting, "_write", fail)
    ask(client, "q=page")


def test_queries_are_forgotten_after_a_year(client, monkeypatch):
    monkeypatch.setattr(counting, "_pruned_on", None)
    today = timezone.localdate()
    for days, words in [(366, "ancien"), (364, "récent")]:
        QueryCount.objects.create(day=today - datetime.timedelta(days=days), words=words, language="fr", count=1)
    ask(client, "q=page")
    assert set(QueryCount.objects.values_list("words", flat=True)) == {"récent", "page"}


@pytest.fixture
def counts():
    today = timezone.localdate()
    rows = [
        (0, "attention", 5, 3),
        (3, "attention", 4, 2),
        (2, "licorne", 2, 0),
        (60, "ancienne", 9, 1),
        (1, "=1+1", 1, 1),
        (1, "retrouvé", 1, 4),
        (9, "retrouvé", 1, 0),
    ]
    for days, words, count, results in rows:
        day = today - datetime.timedelta(days=days)
        QueryCount.objects.create(day=day, words=words, language="fr", count=count, results=results)


def get_rows(client, query: str = "") -> list[dict]:
    response = client.get(f"{reverse('search_queries')}?export=csv{query}")
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def test_the_report_adds_up_the_days_of_a_period_commonest_first(admin_client, counts):
    html = admin_client.get(reverse("search_queries")).content.decode()
    assert html.index("attention") < html.index("licorne")
    assert "ancienne" not in html
    rows = [list(row.values())[:4] for row in get_rows(admin_client)]
    assert rows[0] == ["attention", "fr", "9", "3"]
    assert ["'=1+1", "fr", "1", "1"] in rows
    assert "ancienne" in {list(row.values())[0] for row in get_rows(admin_client, "&period=90")}


def test_the_report_tells_queries_that_find_nothing_now(admin_client, counts):
    assert [list(row.values())[0] for row in get_rows(admin_client, "&results=none")] == ["licorne"]


@pytest.mark.parametrize("query", ["period=abc", "period=0", "results=x", "ordering=password", "p=999", "q=%00"])
def test_the_report_bears_any_address(admin_client, counts, query):
    assert admin_client.get(f"{reverse('search_queries')}?{query}").status_code in (200, 404)


def test_the_report_is_for_those_who_may_read_it(client, django_user_model, counts):
    assert client.get(reverse("search_queries")).status_code == 302
    user = django_user_model.objects.create_user("lecture", password="secret")
    client.force_login(user)
    assert client.get(reverse("search_queries")).status_code == 302
