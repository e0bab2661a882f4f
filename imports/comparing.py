"""What an import keeps of its source: the page is published in a transaction that is undone, and read."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import LogContext
from wagtail.models import Site

from .document import Document, ImportRefused
from .importer import Importer
from .rendering import get_public_text
from .sentences import find_lost
from .service import create, describe


class _Undo(Exception):
    """Ends the throw-away transaction."""


def measure(importer: Importer, document: Document) -> dict:
    """Import into a transaction that is undone, and compare the source with the public page.

    Raises `ImportRefused` when the page cannot be made or is not public once published.
    """
    result: dict = {}
    try:
        with transaction.atomic():
            key = importer.get_key(document)[:120]
            page = create(importer, document, key, None, parent=_get_public_parent(importer))
            result = {**compare(importer, document, page), **describe(document, "measured")}
            result["page"] = {"type": page._meta.label, "title": page.title, "date": str(page.date or "")}
            raise _Undo
    except _Undo:
        return result
    except ValidationError as error:
        raise ImportRefused(
            _("The page cannot be made: %(problems)s") % {"problems": " ".join(error.messages)}
        ) from error
    except RuntimeError as error:
        raise ImportRefused(_("The page cannot be read: %(error)s") % {"error": error}) from error


def compare(importer: Importer, document: Document, page) -> dict:
    """The sentences of the source against those of `page`, were its latest text published. Nothing is kept of that."""
    text = ""
    try:
        # Nobody publishes: in the admin, the rules of publication would refuse the writer.
        with transaction.atomic(), LogContext(user=None):
            page.get_latest_revision().publish()
            live = importer.model.objects.get(pk=page.pk)
            text = "\n".join(get_public_text(live, path) for path in importer.get_public_paths(live))
            raise _Undo
    except _Undo:
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


def _get_public_parent(importer: Importer):
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
