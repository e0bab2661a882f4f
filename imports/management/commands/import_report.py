"""`manage.py import_report FILE…`: what imports would keep and lose; nothing is written, unless `--keep` asks for it."""

import json
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Site

from imports.document import Document, ImportRefused
from imports.importer import Importer
from imports.pictures import forget_pictures
from imports.readers import read
from imports.registry import choose_importer, get_importer
from imports.rendering import Undo, compare
from imports.service import create, describe, run


def measure(importer: Importer, document: Document) -> dict:
    """Import into a transaction that is undone, and compare the source with the public page.

    Raises `ImportRefused` when the page cannot be made or is not public once published.
    """
    result: dict = {}
    try:
        with transaction.atomic():
            key = importer.get_key(document)[:120]
            page = create(importer, document, key, None, parent=get_public_parent(importer))
            result = {**compare(importer, document, page), **describe(document, "measured")}
            result["page"] = {"type": page._meta.label, "title": page.title, "date": str(page.date or "")}
            raise Undo
    except Undo:
        return result
    except (ValidationError, RuntimeError) as error:
        raise ImportRefused(_("The page cannot be made: %(problems)s") % {"problems": error}) from error
    finally:
        forget_pictures(document)


def get_public_parent(importer: Importer):
    """An index page that the public can read: the section's, else one of the throw-away transaction."""
    parent, section = importer.get_parent(), importer.section
    if parent is not None and parent.live:
        return parent
    root = Site.objects.get(is_default_site=True).root_page
    index = section.index_class(title=section.section_slug, slug=f"{section.section_slug}-import", locale=root.locale)
    return root.add_child(instance=index)


class Command(BaseCommand):
    help = "Say what imports would keep and lose of each FILE; a file that is refused stops no other."

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="+", metavar="FILE")
        parser.add_argument("--json", action="store_true", help="Print the reports as JSON, one a file.")
        parser.add_argument("--as", dest="importer", help="What to make of them; guessed when left out.")
        parser.add_argument(
            "--keep", action="store_true", help="Make the drafts; importing one twice updates its draft."
        )
        parser.add_argument("--force", action="store_true", help="Import over later work, which stays in the history.")

    def handle(self, *args, **options):
        refused = []
        for name in options["files"]:
            try:
                document = read(Path(name).name, Path(name).read_bytes())
                importer = get_importer(options["importer"]) if options["importer"] else choose_importer(document)
                if options["keep"]:
                    outcome = run(importer, document, force=options["force"])
                    report = {"draft": f"/admin/pages/{outcome.page.pk}/edit/", **outcome.record.report}
                else:
                    report = measure(importer, document)
            except (ImportRefused, OSError, ValueError, LookupError) as error:
                refused.append(f"{name}: {error}")
                continue
            self.write({"source": document.name, "importer": importer.name, **report}, options["json"])
        if refused:
            raise CommandError("\n".join(refused))

    def write(self, report: dict, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(report, ensure_ascii=False, indent=2))
            return
        for name, value in report.items():
            for row in value if isinstance(value, list) else [value]:
                self.stdout.write(f"{name}: {' – '.join(map(str, row.values())) if isinstance(row, dict) else row}")
