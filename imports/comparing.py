"""What an import keeps of its source: the page is published in a transaction that is undone, and read."""

from django.db import transaction
from wagtail.log_actions import LogContext

from .document import Document
from .importer import Importer
from .judge.verdict import judge
from .rendering import get_public_part


class Undo(Exception):
    """Ends a throw-away transaction."""


def compare(importer: Importer, document: Document, page) -> dict:
    """The source against `page`, were its latest text published. Nothing is kept of that."""
    pages = []
    try:
        # Nobody publishes: in the admin, the rules of publication would refuse the writer.
        with transaction.atomic(), LogContext(user=None):
            page.get_latest_revision().publish()
            live = importer.model.objects.get(pk=page.pk)
            pages = [get_public_part(live, path) for path in importer.get_public_paths(live)]
            raise Undo
    except Undo:
        pass
    return {"source": document.name, **judge(document, pages).as_dict()}
