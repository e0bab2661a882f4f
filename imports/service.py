"""Importing a document: all of it or nothing, and nobody's work lost."""

import dataclasses
import hashlib
import logging

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from content.models import ContentPage, PermanentIdentifier
from registers.names import find_free, fold, make_slug

from .document import Document, ImportRefused
from .importer import Importer, take_title
from .models import ImportRecord
from .pictures import forget_pictures
from .rendering import compare

#: Characters of the address of a page.
MAX_SLUG = 240
logger = logging.getLogger(__name__)

CREATED, UPDATED, UNCHANGED = "created", "updated", "unchanged"


class ImportConflict(ImportRefused):
    """Someone worked on the page since it was imported; `force` adds a draft on top of that work."""

    def __init__(self, message: str, page: ContentPage):
        super().__init__(message, conflict=page)


@dataclasses.dataclass
class Outcome:
    """What an import did."""

    page: ContentPage
    status: str
    record: ImportRecord


def run(importer: Importer, document: Document, data: bytes = b"", user=None, force: bool = False) -> Outcome:
    """Import a document as a draft; raises `ImportRefused`, and then nothing was written."""
    try:
        with transaction.atomic():
            return _run(importer, document, data or document.data, user, force)
    except BaseException as error:
        forget_pictures(document)
        if isinstance(error, IntegrityError):
            # Two imports of one document at once: the other one made the page.
            raise ImportRefused(_("Someone is importing the same document: try again in a moment.")) from error
        if isinstance(error, ValidationError):
            problems = " ".join(error.messages)
            raise ImportRefused(_("The page cannot be made: %(problems)s") % {"problems": problems}) from error
        raise


def _run(importer: Importer, document: Document, data: bytes, user, force: bool) -> Outcome:
    key = importer.get_key(document)[:120]
    digest = hashlib.sha256(data).hexdigest()
    records = ImportRecord.objects.select_for_update().filter(importer=importer.name, key=key)
    record = records.first() or ImportRecord(importer=importer.name, key=key)
    page = find_page(importer, document, record, key)
    if page is not None and user is not None and not page.permissions_for_user(user).can_edit():
        raise ImportRefused(_("You may not change “%(title)s”.") % {"title": page.get_admin_display_title()})
    if page is None:
        status, page = CREATED, create(importer, document, key, user)
    else:
        latest = page.get_latest_revision()
        # The editor's autosave writes over a revision of the same user: its date then tells.
        is_ours = latest and latest.pk == record.revision_id and latest.created_at <= record.imported_at
        if is_ours and record.source_hash == digest and not force:
            return Outcome(page, UNCHANGED, record)
        _check_free(page)
        if record.pk and not force:
            _ask_same(page, record, document)
        if not is_ours:
            _check_work(page, latest, record, force, document)
        status, page = UPDATED, update(importer, document, page, user)
    record.page_id, record.revision_id = page.pk, page.latest_revision_id
    record.source_name, record.source_hash, record.user = document.name, digest, user
    compared, record.review = compare_draft(importer, document, page)
    record.report = {**describe(document, status), **compared}
    record.save()
    return Outcome(page, status, record)


def find_page(importer: Importer, document: Document, record: ImportRecord, key: str):
    """The page that the document already is, in its own type and with its latest text, or None."""
    pages = importer.model.objects.select_for_update(of=("self",))
    parent = importer.get_parent()
    page = pages.filter(pk=record.page_id).first() if record.page_id else None
    if page is None and parent is not None:
        own = pages.filter(locale_id=parent.locale_id)
        page = own.filter(reference=key).first() or own.filter(importer.get_same(document)).order_by("pk").first()
    return page


def _check_free(page) -> None:
    """Refuse to change a page that someone keeps as it is, whatever is asked."""
    title = page.get_admin_display_title()
    if page.locked:
        raise ImportConflict(_("“%(title)s” is locked.") % {"title": title}, page)
    if page.workflow_in_progress:
        raise ImportConflict(_("“%(title)s” is being approved: end the approval first.") % {"title": title}, page)


def _ask_same(page, record: ImportRecord, document: Document) -> None:
    """Two reports of one title, two letters of one day: only who imports them knows whether they are one document."""
    title = take_title(document)[0]
    if record.source_name == document.name and fold(title) in (fold(page.draft_title), fold(page.title)):
        return
    said = _(
        "Is this the same document as “%(title)s”, imported on %(date)s from “%(name)s”? Nothing was imported. "
        "Ask to import all the same if it is; otherwise give one of them another title."
    )
    names = {"title": page.get_admin_display_title(), "name": record.source_name}
    raise ImportConflict(said % {**names, "date": f"{record.imported_at:%d/%m/%Y}"}, page)


def _check_work(page, latest, record: ImportRecord, force: bool, document: Document) -> None:
    """Refuse to cover what someone did since the last import; say what is covered otherwise."""
    title = page.get_admin_display_title()
    worked = latest is not None and (latest.user_id is not None or record.pk is not None)
    if worked and not force:
        said = _(
            "“%(title)s” was changed on %(date)s by %(who)s, after its last import. Nothing was imported. "
            "Ask to import all the same: the document then becomes a new draft, and that work stays in the history."
        )
        who = latest.user.get_full_name() or latest.user.get_username() if latest.user else _("someone")
        raise ImportConflict(said % {"title": title, "date": f"{latest.created_at:%d/%m/%Y %H:%M}", "who": who}, page)
    said = _("“%(title)s” was there already: the document is a new draft, its earlier text stays in the history.")
    document.notes.append(said % {"title": title})


def create(importer: Importer, document: Document, key: str, user):
    """A draft page under the section's index."""
    parent = importer.get_parent()
    if parent is None:
        raise ImportRefused(_("This section has no index page yet: create it first."))
    if user is not None and not parent.permissions_for_user(user).can_add_subpage():
        raise ImportRefused(_("You may not add pages to this section."))
    page = importer.model(live=False, locale=parent.locale, owner=user)
    if not PermanentIdentifier.objects.filter(value=key).exists():
        page.reference = key
    with translation.override(parent.locale.language_code):
        importer.fill(page, document)
    slug = page.slug or make_slug(page.title, MAX_SLUG) or importer.name
    taken = set(parent.get_children().values_list("slug", flat=True))
    page.slug = find_free(slug[:MAX_SLUG], taken.__contains__)
    parent.add_child(instance=page)
    page.save_revision(user=user, log_action="wagtail.create")
    return page


def update(importer: Importer, document: Document, page, user):
    """A new draft of a page: what the public sees of it does not change."""
    draft = page.get_latest_revision_as_object()
    with translation.override(draft.locale.language_code):
        importer.fill(draft, document)
    draft.full_clean()
    if not draft.live:
        draft.save()
    draft.save_revision(user=user, log_action="wagtail.edit")
    return importer.model.objects.get(pk=page.pk)


def compare_draft(importer: Importer, document: Document, page) -> tuple[dict, list]:
    """What the draft keeps of the source; a draft that cannot be read as the public would says so, and is kept."""
    try:
        return compare(importer, document, page)
    except Exception:
        logger.exception("The draft of page %s cannot be compared with its source", page.pk)
        document.notes.append(_("The draft could not be compared with its source: read it through."))
        return {"notes": [str(note) for note in dict.fromkeys(document.notes)]}, []


def describe(document: Document, status: str) -> dict:
    """What the admin shows of an import."""
    return {
        "status": status,
        "encoding": document.encoding,
        "dropped": [{"what": entry.what, "reason": str(entry.reason)} for entry in document.dropped],
        "notes": [str(note) for note in dict.fromkeys(document.notes)],
    }
