"""`manage.py demo_coverage`: write which facts the site shows and where, and which it leaves out and why."""

from pathlib import Path
from urllib.parse import urldefrag

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.test import Client
from django.utils.translation import override

from demo.coverage import Family, read_coverage, write_document

DOCUMENT = Path(settings.BASE_DIR) / "docs" / "contenu-de-demonstration.md"
SHOWN_ERRORS = 10


class Command(BaseCommand):
    help = "Write docs/contenu-de-demonstration.md from the facts and from the site that is loaded."

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="write nothing; fail when the document is stale")
        parser.add_argument(
            "--visit", action="store_true", help="ask for every address too, and fail when one is wrong"
        )

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
        if options["visit"]:
            self.visit(families)
        if unexplained:
            self.fail("neither shown nor explained in demo/texts/left_out.fr.json", unexplained)
        shown, total = sum(len(f.shown) for f in families), sum(len(f.records) for f in families)
        self.stdout.write(self.style.SUCCESS(f"{shown} records shown of {total}"))

    def visit(self, families: list[Family]) -> None:
        """Ask for each address once; what stands at an anchor must be there."""
        anchors: dict[str, set[str]] = {}
        for family in families:
            for address in family.shown.values():
                path, anchor = urldefrag(address)
                anchors.setdefault(path, set()).add(anchor)
        client, wrong = Client(HTTP_HOST="localhost"), []
        for path, expected in anchors.items():
            response = client.get(path)
            text = response.content.decode() if response.status_code == 200 else ""
            missing = [anchor for anchor in expected if anchor and f'id="{anchor}"' not in text]
            if response.status_code != 200:
                wrong.append(f"{path} ({response.status_code})")
            wrong += [f"{path}#{anchor}" for anchor in missing]
        if wrong:
            self.fail("addresses that do not show their record", wrong)
        self.stdout.write(f"{len(anchors)} addresses visited")

    def fail(self, what: str, items: list[str]) -> None:
        more = f"… and {len(items) - SHOWN_ERRORS} more" if len(items) > SHOWN_ERRORS else ""
        raise CommandError("\n  ".join(filter(None, [f"{len(items)} {what}:", *items[:SHOWN_ERRORS], more])))
