"""`manage.py import_report FILE…`: what imports would keep and lose; nothing is written, unless `--keep` asks for it."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from imports.document import ImportRefused
from imports.pictures import forget_pictures
from imports.readers import read
from imports.registry import choose_importer, get_importer
from imports.service import run


class Command(BaseCommand):
    help = "Say what imports would keep and lose of each FILE; a file that is refused stops no other."

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="+", metavar="FILE")
        parser.add_argument("--json", action="store_true", help="Print the reports as JSON, one a file.")
        parser.add_argument("--as", dest="importer", help="What to make of them; guessed when left out.")
        parser.add_argument("--keep", action="store_true", help="Make the drafts; a second import updates them.")
        parser.add_argument("--force", action="store_true", help="Import over later work, which stays in the history.")

    def handle(self, *args, **options):
        refused = []
        for name in options["files"]:
            try:
                report = self.report(name, options)
            except (ImportRefused, OSError, ValueError, LookupError) as error:
                refused.append(f"{name}: {error}")
                continue
            if options["json"]:
                self.stdout.write(json.dumps(report, ensure_ascii=False, indent=2))
                continue
            for key, value in report.items():
                for row in value if isinstance(value, list) else [value]:
                    words = " – ".join(map(str, row.values())) if isinstance(row, dict) else row
                    self.stdout.write(f"{key}: {words}")
        if refused:
            raise CommandError("\n".join(refused))

    def report(self, name: str, options: dict) -> dict:
        document = read(Path(name).name, Path(name).read_bytes())
        importer = get_importer(options["importer"]) if options["importer"] else choose_importer(document)
        with transaction.atomic():
            page = (outcome := run(importer, document, force=options["force"] or not options["keep"])).page
            made = {"type": page._meta.label, "title": page.title, "date": str(page.date or ""), "id": page.pk}
            if not options["keep"]:
                transaction.set_rollback(True)
                forget_pictures(document)
        return {"importer": importer.name, "page": made, **outcome.record.report}
