"""What a page asks of the database does not depend on how many pages there are."""

import datetime

import pytest
from django.db import connection
from django.urls import reverse

from content.models import ContributionRole
from sections.registry import get_sections

from .factories import add_contribution, get_home, make_keyword, make_page, make_person, make_theme
from .filler import fill
from .queries import ARTICLE_QUERIES, PAGE_QUERIES, count_queries, scan, weigh

pytestmark = pytest.mark.django_db
FEW, MANY = 10, 2000
#: Joins of a page, of one statement, and bytes of SQL. PostgreSQL took 50 ms to plan forty joins in a statement;
#: the widest of lists now counts themes with those above them, that of articles finds the letters around a letter.
#: The page of a person names the keys of all the contents: two thousand here.
MOST, ARTICLE_MOST = (70, 16, 160_000), (45, 20, 35_000)
#: Rows that PostgreSQL looks at with `MANY` pages, when nothing is kept. Of an article: the navigation and the footer look
#: through the pages once, a letter through the others twice, for those around it. Of a list: its pages once for its
#: count and for each of its facets. Of a theme, a keyword, a person: all the contents, once for each facet.
ARTICLE_ROWS, LIST_ROWS, ABOUT_ROWS = 20_000, 40_000, 120_000


@pytest.fixture
def samples() -> list:
    """Of each page type of each section, as many pages as fit in `FEW`; the last one of each."""
    theme, keyword, person = make_theme("Attention"), make_keyword("attention"), make_person("Camille Exemple")
    classes = [page_class for section in get_sections() for page_class in section.page_classes]
    found = []
    for page_class in classes:
        for _ in range(max(2, FEW // len(classes))):
            about = {"themes": [theme], "tags": [keyword], "summary": "Un résumé."}
            page = make_page(page_class, date=datetime.date(2025, 5, 5), **about)
            add_contribution(page, person, ContributionRole.SPEAKER)
        found.append(page)
    found[0].theme, found[0].keyword, found[0].person = theme, keyword, person
    return found


def test_queries_do_not_grow_with_the_pages(client, samples):
    first = samples[0]
    articles = [page.get_url() for page in samples]
    lists = {page.get_parent().get_url() for page in samples} | {get_home().get_url(), reverse("search")}
    lists |= {thing.get_absolute_url() for thing in (first.theme, first.keyword, first.person)}
    few = {path: count_queries(client, path) for path in [*articles, *sorted(lists)]}

    # Older than the samples: the first page of each list shows the same ones, of the same types.
    for page in samples:
        fill(page, MANY // len(samples), date=datetime.date(2001, 1, 1))
    many = {path: count_queries(client, path) for path in few}

    assert many == few
    assert {path: count for path, count in many.items() if count > PAGE_QUERIES} == {}
    assert {path: many[path] for path in articles if many[path] > ARTICLE_QUERIES} == {}

    weights = {path: weigh(client, path) for path in few}
    heavy = {
        path: (weight, most)
        for path, weight in weights.items()
        for most in [ARTICLE_MOST if path in articles else MOST]
        if any(one > limit for one, limit in zip(weight, most, strict=True))
    }
    assert heavy == {}

    if connection.vendor == "postgresql":
        looked_at = {path: scan(client, path) for path in few}
        about = {thing.get_absolute_url() for thing in (first.theme, first.keyword, first.person)}
        rows = {path: ABOUT_ROWS if path in about else ARTICLE_ROWS if path in articles else LIST_ROWS for path in few}
        assert {path: count for path, count in looked_at.items() if count > rows[path]} == {}


def test_filler_makes_sound_pages(samples):
    page = samples[-1]
    pks = fill(page, 3)
    copy = type(page).objects.get(pk=pks[-1])

    assert type(page).find_problems() == ([], [], [], [], [])
    assert copy.get_parent() == page.get_parent()
    assert list(copy.themes.all()) == list(page.themes.all())
    assert [c.person for c in copy.contributions.all()] == [c.person for c in page.contributions.all()]
    assert copy.reference != page.reference
