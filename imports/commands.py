"""What the commands share."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.uploads.errors import too_large

from .document import Document, ImportRefused
from .readers import MAX_BYTES, read
from .registry import get_importer
from .service import CREATED, UNCHANGED, run


def read_file(name: str, formats) -> tuple[Document, bytes]:
    """The document of a file on disk; raises `ImportRefused`."""
    path = Path(name)
    try:
        if not path.is_file():
            raise ImportRefused(_("“%(name)s” is not a file.") % {"name": name})
        if path.stat().st_size > MAX_BYTES:
            raise ImportRefused(str(too_large(MAX_BYTES).messages[0]))
        data = path.read_bytes()
    except (OSError, ValueError) as error:
        raise ImportRefused(_("“%(name)s” cannot be read: %(error)s") % {"name": name, "error": error}) from error
    return read(path.name, data, tuple(formats)), data


class ImportCommand(BaseCommand):
    """Imports files with one importer; a file that is refused does not stop the others."""

    importer: str = ""

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="+", metavar="FILE")
        parser.add_argument(
            "--force",
            action="store_true",
            help="Import over what someone did since the last import: as a new draft; that work stays in the history.",
        )

    def handle(self, *args, **options):
        importer = get_importer(self.importer)
        refused = 0
        for name in options["files"]:
            try:
                document, data = read_file(name, importer.formats)
                outcome = run(importer, document, data, force=options["force"])
            except ImportRefused as error:
                refused += 1
                self.stderr.write(self.style.ERROR(f"{name}: {error}"))
                continue
            self.tell(name, outcome)
        if refused:
            said = ngettext("%(count)d file was refused.", "%(count)d files were refused.", refused)
            raise CommandError(said % {"count": refused})

    def tell(self, name: str, outcome) -> None:
        words = {CREATED: _("draft created: “%(title)s”"), UNCHANGED: _("already imported, unchanged: “%(title)s”")}
        said = words.get(outcome.status, _("draft updated: “%(title)s”")) % {"title": outcome.page.draft_title}
        self.stdout.write(self.style.SUCCESS(f"{name}: {said} (/admin/pages/{outcome.page.pk}/edit/)"))
        if outcome.status == UNCHANGED:
            return
        report = outcome.record.report
        for note in report["notes"]:
            self.stdout.write(f"  - {note}")
        write_dropped(self.stdout, report["dropped"], options_limit=5 if len(report["dropped"]) > 20 else 20)


def write_dropped(stdout, dropped: list[dict], options_limit: int = 20) -> None:
    """What was dropped, by reason."""
    reasons: dict[str, list[str]] = {}
    for entry in dropped:
        reasons.setdefault(entry["reason"], []).append(entry["what"])
    for reason, things in reasons.items():
        stdout.write(f"  - {reason} ({len(things)})")
        for thing in things[:options_limit]:
            stdout.write(f"      {thing}")
        if len(things) > options_limit:
            stdout.write("      …")
