"""`manage.py evaluate_search FILE`: how well engines answer graded queries, how fast, and how far they agree."""

import json
from importlib.util import find_spec
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from search.engines import get_default_name, get_engine
from search.engines.base import EngineUnavailable
from tests.relevance import measures

COLUMNS = {
    "queries": ("queries", "{:d}"),
    "ndcg": ("nDCG@10", "{:.3f}"),
    "interval": ("95 %", "{0[0]:.2f}–{0[1]:.2f}"),
    "mrr": ("MRR", "{:.3f}"),
    "recall": ("recall@10", "{:.3f}"),
    "zero": ("no result", "{:.1%}"),
    "p50": ("p50 ms", "{:.0f}"),
    "p95": ("p95 ms", "{:.0f}"),
}


class Command(BaseCommand):
    help = (
        "Ask graded queries of an engine and print nDCG@10 with its interval, MRR, recall@10, the share of queries "
        "without any result and latencies, in all and by type of query; --compare does it for two engines in turn and "
        "says how far they agree."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="graded queries, as JSON (see tests/relevance/measures.py)")
        names = sorted(settings.SEARCH_ENGINES)
        parser.add_argument("--engine", choices=names, help="by default, that of the site")
        parser.add_argument("--compare", nargs=2, choices=names, metavar=("A", "B"), help="two engines, side by side")
        parser.add_argument("--json", action="store_true", help="print JSON instead of a table")

    def handle(self, *args, **options):
        if find_spec("ir_measures") is None:
            raise CommandError("ir-measures is not installed: pip install -r requirements-dev.txt brings it.")
        engines = options["compare"] or [options["engine"] or get_default_name()]
        if any(get_engine(name).vendor not in ("", connection.vendor) for name in engines):
            raise CommandError(f"The database is {connection.vendor}: DATABASE_URL chooses another.")
        try:
            everything = measures.read_file(options["file"])
            for engine in engines:
                measures.prepare(engine, self.stderr.write)
            queries = measures.leave_out(everything)
            outcomes = measures.run(queries, engines)
        except EngineUnavailable as error:
            raise CommandError(f"The engine cannot be measured: {error}") from error
        graded = [name for query in queries for name in query.grades]
        unknown = sorted({*graded} - measures.get_known(graded))
        common = {"unknown": unknown, "left_out": sum(len(query.grades) for query in everything) - len(graded)}
        reports = []
        for engine in engines:
            scores = measures.score(outcomes[engine])
            reports.append({"engine": engine, **scores.pop("all"), **common, "types": scores})
        if options["compare"]:
            agreement = measures.compare(*outcomes.values())
        if options["json"]:
            report = {"engines": reports, "agreement": agreement} if options["compare"] else reports[0]
            self.stdout.write(json.dumps(report, ensure_ascii=False, indent=2))
            return
        for report in reports:
            self.show(report)
        if common["left_out"]:
            self.stdout.write(f"{common['left_out']} graded things have no page and are left out.")
        if unknown:
            self.stdout.write(f"{len(unknown)} graded things are not in the index: {', '.join(unknown[:10])}")
        if options["compare"]:
            low, high = agreement["interval"] or (0, 0)
            self.stdout.write(
                f"{engines[1]} against {engines[0]}: nDCG@10 {agreement['gain'] or 0:+.3f} ({low:+.3f} to {high:+.3f}), "
                f"Jaccard@10 {agreement['jaccard']:.3f}, same first result {agreement['same_first']:.0%}, "
                f"same total {agreement['same_total']:.0%}"
            )

    def show(self, report: dict) -> None:
        rows = {"all": report, **report["types"]}
        width = max(map(len, (*rows, report["engine"]))) + 2
        self.stdout.write(f"{report['engine']:<{width}}" + "".join(f"{title:>11}" for title, _form in COLUMNS.values()))
        for name, row in rows.items():
            cells = ("–" if row[key] is None else form.format(row[key]) for key, (_title, form) in COLUMNS.items())
            self.stdout.write(f"{name:<{width}}" + "".join(f"{cell:>11}" for cell in cells))
