"""What an import keeps of its source: the page is published in a transaction that is undone, and read."""

from django.db import transaction
from wagtail.log_actions import LogContext

from .document import Document
from .importer import Importer
from .rendering import get_public_text
from .sentences import find_lost


class Undo(Exception):
    """Ends a throw-away transaction."""


def compare(importer: Importer, document: Document, page) -> dict:
    """The sentences of the source against those of `page`, were its latest text published. Nothing is kept of that."""
    text = ""
    try:
        # Nobody publishes: in the admin, the rules of publication would refuse the writer.
        with transaction.atomic(), LogContext(user=None):
            page.get_latest_revision().publish()
            live = importer.model.objects.get(pk=page.pk)
            text = "\n".join(get_public_text(live, path) for path in importer.get_public_paths(live))
            raise Undo
    except Undo:
        pass
    sentences, lost = find_lost(document.text, text)
    kept = len(sentences) - len(lost)
    return {
        "source": document.name,
        "sentences_source": len(sentences),
        "sentences_kept": kept,
        "ratio": round(kept / len(sentences), 4) if sentences else 0.0,
        "lost": lost,
    }
