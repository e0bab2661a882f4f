"""`manage.py import_cenum FILE…`: letters → draft issues."""

from imports.commands import ImportCommand


class Command(ImportCommand):
    help = "Import letters (.eml, .html, .md, .txt) as drafts; importing one twice updates its draft."
    importer = "cenum"
