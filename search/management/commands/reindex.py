"""`manage.py reindex`: every document and every index, built again from the database."""

import sys
import time

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from search.engines.base import EngineUnavailable
from search.indexing.rebuild import Report, reindex

SHOWN = 10


class Command(BaseCommand):
    help = (
        "Build the search's documents and indexes again; what is there answers until the new is ready. "
        "Says what differed from the database. With --check, only says it, and ends with 1 if anything does."
    )

    def add_arguments(self, parser):
        parser.add_argument("--engine", choices=sorted(settings.SEARCH_ENGINES), help="rebuild this index only")
        parser.add_argument("--check", action="store_true", help="change nothing")

    def handle(self, *args, **options):
        started = time.monotonic()
        self.shown = 0.0
        self.quiet = options["verbosity"] == 0
        try:
            report = reindex(options["engine"], check=options["check"], progress=self.show)
        except EngineUnavailable as error:
            raise CommandError(f"The engine is away, the documents are written: {error}") from error
        if not self.quiet:
            self.tell(report, time.monotonic() - started)
        if options["check"] and report.differs:
            sys.exit(1)

    def show(self, step: str, done: int, total: int) -> None:
        """A line every two seconds."""
        if not self.quiet and time.monotonic() - self.shown > 2:
            self.shown = time.monotonic()
            self.stdout.write(f"  {step:<14}{done}" + (f" of {total}" if total else ""))

    def tell(self, report: Report, seconds: float) -> None:
        self.stdout.write(f"{report.total} documents and {report.passages} passages in {seconds:.1f} s")
        for label, titles in (
            ("missing", report.missing),
            ("stale", report.stale),
            ("no longer public", report.extra),
        ):
            self.stdout.write(f"  {label:<20}{len(titles)}")
            for title in titles[:SHOWN] if len(titles) < report.total else []:
                self.stdout.write(f"    {title}")
        for name, lacking in report.lacking.items():
            orphans = len(report.orphans[name])
            self.stdout.write(f"  index {name:<14}{len(lacking)} missing, {orphans} without a document")
