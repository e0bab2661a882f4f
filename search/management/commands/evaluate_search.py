"""`manage.py evaluate_search FILE`: how well an engine answers graded queries, and how fast."""

import json
from importlib.util import find_spec
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from search.engines import get_default_name, get_engine
from search.engines.base import EngineUnavailable
from search.measures import BadFile, EngineSilent, get_known, leave_out, prepare, read_file, run, score, score_each

COLUMNS = (
    ("queries", "{:d}"),
    ("ndcg", "{:.3f}"),
    ("mrr", "{:.3f}"),
    ("recall", "{:.3f}"),
    ("zero", "{:.1%}"),
    ("p50", "{:.0f}"),
    ("p95", "{:.0f}"),
)
TITLES = ("queries", "nDCG@10", "MRR", "recall@10", "no result", "p50 ms", "p95 ms")
#: With -v 2: queries whose nDCG is below this are shown with what they found.
POOR = 0.8


class Command(BaseCommand):
    help = (
        "Ask graded queries of an engine and print nDCG@10, MRR, recall@10, the share of queries without any "
        "result and latencies, in all and by type of query. -v 2 shows the queries that did worst."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="graded queries, as JSON (see search/measures.py)")
        parser.add_argument("--engine", choices=sorted(settings.SEARCH_ENGINES), help="by default, that of the site")
        parser.add_argument("--json", action="store_true", help="print JSON instead of a table")

    def handle(self, *args, **options):
        if find_spec("ir_measures") is None:
            raise CommandError("ir-measures is not installed: pip install -r requirements-dev.txt brings it.")
        engine = options["engine"] or get_default_name()
        if get_engine(engine).vendor not in ("", connection.vendor):
            raise CommandError(f"The database is {connection.vendor}: DATABASE_URL chooses another.")
        try:
            everything = read_file(options["file"])
            prepare(engine, self.stderr.write)
            queries = leave_out(everything)
            outcomes = run(queries, engine)
        except BadFile as error:
            raise CommandError(str(error)) from error
        except (EngineSilent, EngineUnavailable) as error:
            raise CommandError(f"The engine cannot be measured: {error}") from error
        scores = score(outcomes)
        graded = {name for query in queries for name in query.grades}
        unknown = sorted(graded - get_known(graded))
        left_out = sum(len(query.grades) for query in everything) - sum(len(query.grades) for query in queries)
        if options["json"]:
            report = {"engine": engine, **scores.pop("all"), "left_out": left_out, "unknown": unknown, "types": scores}
            self.stdout.write(json.dumps(report, ensure_ascii=False, indent=2))
            return
        self.show(engine, scores)
        if left_out:
            self.stdout.write(f"{left_out} graded things have no page and are left out.")
        if unknown:
            self.stdout.write(f"{len(unknown)} graded things are not in the index: {', '.join(unknown[:10])}")
        if options["verbosity"] > 1:
            self.show_poor(outcomes)

    def show(self, engine: str, scores: dict[str, dict]) -> None:
        width = max(len(name) for name in scores) + 2
        self.stdout.write(f"{engine:<{width}}" + "".join(f"{title:>11}" for title in TITLES))
        for name, row in scores.items():
            cells = ("–" if row[key] is None else form.format(row[key]) for key, form in COLUMNS)
            self.stdout.write(f"{name:<{width}}" + "".join(f"{cell:>11}" for cell in cells))

    def show_poor(self, outcomes) -> None:
        by_query = score_each(outcomes)
        for outcome in sorted(outcomes, key=lambda outcome: by_query.get(outcome.graded.id, {}).get("ndcg", 9)):
            values = by_query.get(outcome.graded.id)
            if values and values["ndcg"] < POOR:
                self.stdout.write(f"\n{outcome.graded.id} “{outcome.graded.query}” nDCG {values['ndcg']:.2f}")
                for name in outcome.found:
                    self.stdout.write(f"  {outcome.graded.grades.get(name, '·')} {name}")
                for name, grade in outcome.graded.grades.items():
                    if name not in outcome.found:
                        self.stdout.write(f"  {grade} {name} (not found)")
