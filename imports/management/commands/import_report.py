"""`manage.py import_report FILE`: what an import would keep and lose; nothing is written."""

import json

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Site

from imports.commands import read_file, write_dropped
from imports.comparing import Undo, compare
from imports.document import Document, ImportRefused
from imports.importer import Importer
from imports.pictures import forget_pictures
from imports.readers import READERS
from imports.registry import choose_importer, get_importer, get_importers
from imports.service import create, describe

#: What the judge found, and how it is called.
FAULTS = {
    "lost": gettext_lazy("Not found"),
    "moved": gettext_lazy("Not in its place"),
    "doubled": gettext_lazy("Said twice"),
    "shown": gettext_lazy("Shown though the source hides it"),
    "structure": gettext_lazy("Structure"),
}


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
    except ValidationError as error:
        raise ImportRefused(
            _("The page cannot be made: %(problems)s") % {"problems": " ".join(error.messages)}
        ) from error
    except RuntimeError as error:
        raise ImportRefused(_("The page cannot be read: %(error)s") % {"error": error}) from error
    finally:
        forget_pictures(document)


def get_public_parent(importer: Importer):
    """An index page that the public can read: the section's, else one of the throw-away transaction."""
    parent = importer.get_parent()
    if parent is not None and parent.live:
        return parent
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first() or Site.objects.first()
    if site is None:
        raise ImportRefused(_("The site has no home page yet."))
    section = importer.section
    index = section.index_class(
        title=str(section.section_title), slug=f"{section.section_slug}-import", locale=site.root_page.locale
    )
    return site.root_page.add_child(instance=index)


class Command(BaseCommand):
    help = "Import FILE into a transaction that is undone, and compare the source with the public page."

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE")
        parser.add_argument("--json", action="store_true", help="Print the report as JSON.")
        parser.add_argument("--as", dest="importer", help="What to make of it; guessed when left out.")

    def handle(self, *args, **options):
        try:
            document, _data = read_file(options["file"], READERS)
            importer = self.get_importer(options["importer"], document)
            report = {"importer": importer.name, **measure(importer, document)}
        except ImportRefused as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            self.stdout.write(json.dumps(report, ensure_ascii=False, indent=2))
        else:
            self.write(report)

    def get_importer(self, name, document):
        try:
            return get_importer(name) if name else choose_importer(document)
        except LookupError:
            names = ", ".join(importer.name for importer in get_importers())
            raise CommandError(_("--as takes one of: %(names)s.") % {"names": names}) from None

    def write(self, report: dict) -> None:
        rows = [
            (_("Sentences in the source"), report["sentences_source"]),
            (_("Sentences found on the page"), report["sentences_kept"]),
            (_("Ratio"), report["ratio"]),
            (_("Headings"), report["headings"]),
            (_("Lists"), report["lists"]),
            (_("Links"), report["links"]),
        ]
        self.stdout.write(f"{report['source']} → {report['page']['type']}, {report['page']['title']}")
        for label, value in rows:
            self.stdout.write(f"  {label}: {value}")
        for key, label in FAULTS.items():
            for words in report[key]:
                self.stdout.write(self.style.WARNING(f"  {label}: {words}"))
        for note in report["notes"]:
            self.stdout.write(f"  {note}")
        if report["dropped"]:
            self.stdout.write(f"{_('Dropped')}:")
            write_dropped(self.stdout, report["dropped"])
