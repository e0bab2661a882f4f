"""`manage.py demo_coverage`: write which facts the site shows and where, and which it leaves out and why."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import override

from demo.coverage import read_coverage, write_document

DOCUMENT = Path(settings.BASE_DIR) / "docs" / "contenu-de-demonstration.md"
SHOWN_ERRORS = 10


class Command(BaseCommand):
    help = "Write docs/contenu-de-demonstration.md from the facts and from the site that is loaded."

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="write nothing; fail when the document is stale")

    def handle(self, *args, **options):
        with override(settings.LANGUAGE_CODE):
            families = read_coverage()
        document = write_document(families)
        unexplained = [record["id"] for family in families for record, reason in family.left_out if not reason]
        if options["check"]:
            if not DOCUMENT.exists() or DOCUMENT.read_text(encoding="utf-8") != document:
                raise CommandError(f"{DOCUMENT.name} is stale: run manage.py demo_coverage on a site just loaded.")
        else:
            DOCUMENT.write_text(document, encoding="utf-8")
            self.stdout.write(f"Wrote {DOCUMENT.relative_to(settings.BASE_DIR)}")
        if unexplained:
            names = ", ".join(unexplained[:SHOWN_ERRORS])
            raise CommandError(
                f"{len(unexplained)} neither shown nor explained in demo/texts/left_out.fr.json: {names}"
            )
        shown, total = sum(len(f.shown) for f in families), sum(len(f.records) for f in families)
        self.stdout.write(self.style.SUCCESS(f"{shown} records shown of {total}"))
