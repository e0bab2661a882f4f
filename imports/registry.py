"""The importers that the installed sections declare."""

from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from sections.registry import get_sections

from .document import Document, ImportRefused
from .importer import Importer


def get_importers() -> list[Importer]:
    """Every importer, in the order of the sections."""
    return [import_string(path)(section) for section in get_sections() for path in section.importers]


def get_importer(name: str) -> Importer:
    """The importer of that name; raises `LookupError`."""
    return {importer.name: importer for importer in get_importers()}[name]


def choose_importer(document: Document, importers: list[Importer] | None = None) -> Importer:
    """Of `importers`, by default all, the one that takes such files and is surest; raises `ImportRefused` for none."""
    importers = get_importers() if importers is None else importers
    importers = [importer for importer in importers if document.name.lower().endswith(importer.formats)]
    if not importers:
        raise ImportRefused(_("No section takes documents."))
    return max(importers, key=lambda importer: importer.recognise(document))


def get_allowed_importers(user) -> list[Importer]:
    """The importers whose section lets `user` add pages."""
    found = [(importer, importer.get_parent()) for importer in get_importers()]
    return [importer for importer, parent in found if parent and parent.permissions_for_user(user).can_add_subpage()]
