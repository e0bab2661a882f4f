"""Reading documents as jobs: an upload is answered at once, and a process that dies is followed by another."""

import datetime
import logging
from pathlib import PurePath

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sections.jobs import DAY, job

from .document import ImportRefused
from .models import Upload
from .readers import read
from .registry import choose_importer, get_allowed_importers
from .service import UNCHANGED, ImportConflict, run

logger = logging.getLogger(__name__)

#: A letter or a page of text of so many bytes is read while its sender waits, well under a second.
SHORT = 200_000
SLOW = {".docx", ".odt", ".pdf", ".zip"}
#: What was sent is forgotten after so long, with the file that a question without an answer keeps.
KEPT = datetime.timedelta(days=30)


def take_in(upload: Upload) -> None:
    """Read a document: now if it is short, else as a job."""
    if upload.file.size < SHORT and PurePath(upload.name).suffix.lower() not in SLOW:
        import_document.func(upload.pk)
    else:
        import_document.enqueue(upload.pk)


@job(gettext_lazy("Reading of a document to import"))
def import_document(pk: int) -> None:
    """What was done already is not done again: the same file changes nothing."""
    upload = Upload.objects.select_related("user").filter(pk=pk).first()
    if upload is None or not upload.is_under_way:
        return
    try:
        outcome = _import(upload)
    except ImportConflict as error:
        upload.end(Upload.State.ASKING, str(error), conflict=error.context["conflict"])
    except ImportRefused as error:
        upload.end(Upload.State.REFUSED, str(error))
    except Exception:
        logger.exception("The upload %s cannot be imported", pk)
        said = _("The file could not be read, by a fault of the site: tell those who keep it.")
        upload.end(Upload.State.REFUSED, said)
    else:
        said = _("This very file was already imported: nothing was changed.") if outcome.status == UNCHANGED else ""
        upload.end(Upload.State.DONE, said, record=outcome.record)


def _import(upload: Upload):
    own = Upload.objects.filter(pk=upload.pk)
    own.update(state=Upload.State.READING)
    allowed = get_allowed_importers(upload.user)
    importer = next((one for one in allowed if one.name == upload.importer), None)
    with upload.file.open("rb") as file:
        data = file.read()
    formats = importer.formats if importer else tuple({name for one in allowed for name in one.formats})
    document = read(upload.name, data, formats)
    own.update(state=Upload.State.WRITING)
    return run(importer or choose_importer(document, allowed), document, data, user=upload.user, force=upload.force)


@job(gettext_lazy("Forgetting of documents that were sent"), every=DAY)
def forget_uploads() -> None:
    for upload in Upload.objects.filter(sent_at__lt=timezone.now() - KEPT):
        upload.file.delete(save=False)
        upload.delete()
