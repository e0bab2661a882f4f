"""`manage.py import_work FILE…`: a report, a note, an article → a draft work."""

from imports.commands import ImportCommand


class Command(ImportCommand):
    help = "Import works (.docx, .md, .html, .txt) as drafts; importing one twice updates its draft."
    importer = "work"
