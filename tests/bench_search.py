"""`make bench-search`: the three engines side by side on 2,000 works and 50,000 passages.

The texts are made of a seeded vocabulary, spread as words are in a language. Each database is
private and thrown away; times are those of the service, as a reader waits for them, but for the page's HTML.
"""

import argparse
import contextlib
import itertools
import json
import math
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

SEED = 20250523
#: Sizes of texts, in words.
PASSAGE, TEXT, SUMMARY = 200, 300, 30
NAMES, YEARS = 300, (2011, 2025)
FACETS = {"section": 6, "kind": 12, "theme": 14, "keyword": 118}
QUERIES, COMPLETIONS, WARM = 120, 120, 10
ROWS = (
    ("search p50", "ms"),
    ("search p95", "ms"),
    ("complete p50", "ms"),
    ("complete p95", "ms"),
    ("indexed a second", "/s"),
    ("index size", "MB"),
    ("hits a query", ""),
)


class Writer:
    """Writes text that has the shape of French: few words very often, many words once."""

    LINKS = "de la le et les des en un une du dans pour que qui sur par au avec plus ce est".split()
    STARTS = "ca dé re in pro con é a mé sé tri nu vi lo cha por mar sou fi bra".split()
    MIDDLES = "ta ri mé lo vi cré gra no su pé li ma tro né".split()
    ENDS = "tion ment té ique eur elle age isme ance é er ir al if aire oire ure ade ot in".split()

    def __init__(self, words: int = 12_000):
        self.random = random.Random(SEED)
        made = dict.fromkeys(
            start + "".join(middles) + end for start, middles, end in itertools.islice(self._shuffle(), words * 2)
        )
        self.words = [*self.LINKS, *list(made)[:words]]
        weights = itertools.accumulate(1 / (rank + 2) for rank in range(len(self.words)))
        self.weights = list(weights)
        self.names = [f"{self.word(100).capitalize()} {self.word(100).capitalize()}" for _ in range(NAMES)]

    def _shuffle(self) -> Iterator[tuple]:
        found = [
            (start, middles, end)
            for start in self.STARTS
            for count in (0, 1, 2)
            for middles in itertools.product(self.MIDDLES, repeat=count)
            for end in self.ENDS
        ]
        self.random.shuffle(found)
        yield from found

    def word(self, rarer_than: int = 0) -> str:
        return self.words[self.random.randrange(rarer_than, min(rarer_than + 4_000, len(self.words)))]

    def text(self, count: int) -> str:
        return " ".join(self.random.choices(self.words, cum_weights=self.weights, k=count))

    def title(self) -> str:
        count = self.random.randint(3, 8)
        return " ".join(self.word(30) if n % 2 else self.text(1) for n in range(count)).capitalize()


def build(works: int, passages: int, words: int) -> Writer:
    """Fill the database: pages, documents, facets, passages."""
    from search.models import DocumentFacet, Passage, SearchDocument
    from tests.factories import make_page
    from tests.filler import fill
    from works.models import WorkPage

    writer = Writer()
    chance = writer.random
    SearchDocument.objects.all().delete()
    pages = fill(make_page(WorkPage, title="Ouvrage"), works)
    documents = []
    for number, page in enumerate(pages):
        people = chance.sample(writer.names, 2)
        documents.append(
            SearchDocument(
                family="page",
                page_id=page,
                reference=f"bench-{number}",
                language="fr",
                url=f"/{number}/",
                title=writer.title(),
                people="\n".join(people),
                summary=writer.text(SUMMARY),
                headings="\n".join(writer.text(5) for _ in range(5)),
                text=writer.text(TEXT),
                year=chance.randint(*YEARS),
            )
        )
    SearchDocument.objects.bulk_create(documents, batch_size=200)
    facets, each = [], passages // works
    for document in documents:
        values = {"language": ["fr"], "scope": ["fr", "en"], "person": document.people.split("\n")}
        for name, count in FACETS.items():
            several = 3 if name == "keyword" else 2 if name == "theme" else 1
            values[name] = [f"{name}-{value}" for value in chance.sample(range(count), several)]
        facets += [DocumentFacet(document=document, field=n, value=v) for n, found in values.items() for v in found]
    DocumentFacet.objects.bulk_create(facets, batch_size=500)
    for start in range(0, len(documents), 50):
        Passage.objects.bulk_create(
            Passage(
                document=document,
                position=position,
                kind="pdf",
                text=writer.text(words),
                url=f"/{document.pk}.pdf#page={position + 1}",
                page_no=position + 1,
            )
            for document in documents[start : start + 50]
            for position in range(each)
        )
    return writer


def make_queries(chance: random.Random) -> list:
    """Words of a document that is there, under four of its facets, some with a second value."""
    from search.contract import SearchQuery
    from search.models import SearchDocument

    queries = []
    for document in chance.choices(list(SearchDocument.objects.prefetch_related("facets")), k=QUERIES + WARM):
        facets: dict[str, tuple[str, ...]] = {"language": ("fr",)}
        for facet in document.facets.all():
            if facet.field in ("section", "kind", "theme"):
                other = f"{facet.field}-{chance.randrange(FACETS[facet.field])}"
                facets[facet.field] = (*facets.get(facet.field, ()), facet.value, other)
        words = document.title.split()
        kind = chance.randrange(4)
        text = {
            0: words[-1],
            1: " ".join(words),
            2: document.people.split("\n")[0],
            3: " ".join(chance.sample(document.text.split(), 3)),
        }[kind]
        queries.append(SearchQuery(text=text, facets=facets, year_from=YEARS[0], year_to=YEARS[1]))
    return queries


def measure(act: Callable, things: list) -> tuple[list[float], list]:
    times, answers = [], []
    for number, thing in enumerate(things):
        started = time.perf_counter()
        answers.append(act(thing))
        if number >= WARM:
            times.append((time.perf_counter() - started) * 1000)
    return sorted(times), answers


def percentile(ordered: list[float], percent: int) -> float:
    return ordered[max(math.ceil(len(ordered) * percent / 100) - 1, 0)]


def get_size(name: str) -> int:
    """Bytes of an engine's index."""
    from django.db import connection

    from search.engines import get_engine
    from search.engines.postgresql import TABLES

    if name == "elasticsearch":
        engine = get_engine(name)
        with engine._exchange(30.0) as client:
            client.indices.refresh(index=[engine.documents, engine.passages])
            stats = client.indices.stats(index=[engine.documents, engine.passages], metric="store")
            return stats["_all"]["primaries"]["store"]["size_in_bytes"]
    with connection.cursor() as cursor:
        if name == "postgresql":
            tables = [*TABLES, "search_words", "search_vocabulary"]
            cursor.execute("SELECT SUM(pg_total_relation_size(t::regclass)) FROM unnest(%s::text[]) AS t", [tables])
        else:
            cursor.execute(
                "SELECT SUM(pgsize) FROM dbstat WHERE name LIKE 'search#_%%' ESCAPE '#'"
                " AND name NOT LIKE 'search#_search%%' ESCAPE '#'"
            )
        return int(cursor.fetchone()[0] or 0)


def bench(name: str, chance: random.Random) -> dict:
    """Index, then ask; what one column shows."""
    from search.engines import get_engine
    from search.models import Passage, SearchDocument
    from search.service import complete, search

    engine = get_engine(name)
    documents = SearchDocument.objects.order_by("pk").prefetch_related("facets", "passages").iterator(100)
    started = time.perf_counter()
    engine.rebuild(documents, lambda done: None)
    seconds = time.perf_counter() - started
    written = SearchDocument.objects.count() + Passage.objects.count()
    times, answers = measure(search, make_queries(chance))
    if wrong := {answer.engine for answer in answers} - {name}:
        raise SystemExit(f"{wrong} answered instead of {name}")
    titles = list(SearchDocument.objects.values_list("title", flat=True))
    typed = [chance.choice(chance.choice(titles).split())[: chance.randint(2, 6)] for _ in range(COMPLETIONS + WARM)]
    completed, _found = measure(lambda text: complete(text, "fr"), typed)
    return {
        "search p50": percentile(times, 50),
        "search p95": percentile(times, 95),
        "complete p50": percentile(completed, 50),
        "complete p95": percentile(completed, 95),
        "indexed a second": written / seconds,
        "index size": get_size(name) / 1e6,
        "hits a query": sum(answer.total for answer in answers) / len(answers),
    }


def run_child(arguments: argparse.Namespace) -> None:
    """In the settings of one database: build, then measure its engine, and Elasticsearch when it is asked for."""
    import django

    django.setup()
    from django.db import connection
    from django.test.utils import override_settings

    from search.engines.elasticsearch import ElasticsearchEngine

    # A slow answer is measured, not given up.
    ElasticsearchEngine.search_timeout = 30.0
    build(arguments.works, arguments.passages, arguments.words)
    columns = {}
    print("    documents are written", file=sys.stderr, flush=True)
    with override_settings(ELASTICSEARCH_URL="", SEARCH_ENGINE=""):
        columns[connection.vendor] = bench(connection.vendor, random.Random(SEED))
    if url := os.environ.get("BENCH_ELASTICSEARCH_URL"):
        with override_settings(ELASTICSEARCH_URL=url, SEARCH_ENGINE="elasticsearch", ELASTICSEARCH_PREFIX="bench"):
            columns["elasticsearch"] = bench("elasticsearch", random.Random(SEED))
    arguments.child.write_text(json.dumps(columns))


def measure_in(url: str, elasticsearch: str, arguments: argparse.Namespace, folder: Path) -> dict:
    from scripts.services import ROOT

    output = folder / "columns.json"
    environment = os.environ | {
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "cnnum_site.settings.test",
        "BENCH_ELASTICSEARCH_URL": elasticsearch,
    }
    command = [sys.executable, "-m", "tests.bench_search", "--child", str(output)]
    for name in ("works", "passages", "words"):
        command += [f"--{name}", str(getattr(arguments, name))]
    subprocess.run(command, cwd=ROOT, env=environment, check=True, stdin=subprocess.DEVNULL)
    return json.loads(output.read_text())


def show(columns: dict[str, dict]) -> None:
    print(f"\n{'':20}" + "".join(f"{name:>16}" for name in columns))
    for row, unit in ROWS:
        cells = (f"{values[row]:,.0f} {unit}".strip() for values in columns.values())
        print(f"{row:20}" + "".join(f"{cell:>16}" for cell in cells))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--works", type=int, default=2_000)
    parser.add_argument("--passages", type=int, default=50_000)
    parser.add_argument("--words", type=int, default=PASSAGE, help="words of a passage")
    parser.add_argument("--engines", default="sqlite,elasticsearch,postgresql")
    parser.add_argument("--child", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.child:
        run_child(arguments)
        return 0
    wanted = arguments.engines.split(",")
    from scripts import services
    from tests.databases import copy_sqlite, fill

    sys.path.insert(0, str(services.ROOT / "scripts"))
    import search_node

    services.end_on_signals()
    columns: dict[str, dict] = {}
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="cnnum-bench-")))
        node = ""
        if "elasticsearch" in wanted:
            services.say("Starting Elasticsearch")
            node = stack.enter_context(search_node.elasticsearch(measured=True))
        if "sqlite" in wanted or node:
            services.say("SQLite" + (" and Elasticsearch" if node else ""))
            copy_sqlite("migrated", folder / "bench.sqlite3")
            columns |= measure_in(f"sqlite:///{folder / 'bench.sqlite3'}", node, arguments, folder)
        if "postgresql" in wanted:
            services.say("PostgreSQL")
            with services.postgres() as url:
                fill("migrated", url)
                columns |= measure_in(url, "", arguments, folder)
    show(columns)
    print(f"\n{arguments.works:,} works, {arguments.passages:,} passages of {arguments.words} words; {QUERIES} queries")
    print("with four facets, a range of years and passages; ms of one reader, without the page's HTML")
    return 0


if __name__ == "__main__":
    sys.exit(main())
