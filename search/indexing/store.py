"""Writing documents: rows and the database engine's words in one transaction, and a job for another engine."""

from collections.abc import Collection, Iterable

from django.db import transaction
from django.db.models import QuerySet

from ..engines import get_database_name, get_engine
from ..families import OF_PAGES
from ..models import DocumentFacet, Passage, SearchDocument
from .built import FIELDS, Built
from .sending import get_other_engine, tell_other_engine


def find_documents(family: str, ids: Iterable[int], lock: bool = False) -> dict[int, SearchDocument]:
    """Primary key of a thing of a family → the document that stands for it, without its long texts."""
    rows = filter_things(family, list(ids)).only("pk", "digest", "family", "page_id", "entry_id").order_by("pk")
    return {row.thing: row for row in (rows.select_for_update() if lock else rows)}


def filter_things(family: str, ids) -> QuerySet:
    """The documents of the things of a family; `ids` may be a query."""
    return SearchDocument.objects.filter(
        **{"family": family, "page__in" if family in OF_PAGES else "entry_id__in": ids}
    )


@transaction.atomic
def write(family: str, built: Collection[Built], but: Collection[str] = ()) -> list[int]:
    """Write what differs from what is stored of things of one family; the ids of the documents that are new.

    The engines are told, `but` those that are about to be rebuilt.
    """
    stored = find_documents(family, [item.document.thing for item in built], lock=True)
    changed = []
    for item in built:
        old = stored.get(item.document.thing)
        if old is None or old.digest != item.document.digest:
            item.document.pk = old.pk if old else None
            changed.append(item)
    if not changed:
        return []
    new = [item.document for item in changed if item.document.pk is None]
    SearchDocument.objects.bulk_create(new)
    kept = [item.document for item in changed if item.document not in new]
    if kept:
        SearchDocument.objects.bulk_update(kept, [*FIELDS, "digest"], batch_size=50)
        DocumentFacet.objects.filter(document__in=kept).delete()
        Passage.objects.filter(document__in=kept).delete()
    DocumentFacet.objects.bulk_create(
        [
            DocumentFacet(document_id=item.document.pk, field=field, value=value)
            for item in changed
            for field, value in item.facets
        ],
        batch_size=500,
    )
    Passage.objects.bulk_create([passage for item in changed for passage in item.passages], batch_size=200)
    if get_database_name() not in but:
        get_engine(get_database_name()).write([item.document for item in changed])
    if get_other_engine() not in but:
        tell_other_engine(item.document.pk for item in changed)
    return [document.pk for document in new]


@transaction.atomic
def delete(ids: Iterable[int]) -> None:
    """Forget documents: their rows, and their words everywhere (see `forget`)."""
    SearchDocument.objects.filter(pk__in=list(ids)).delete()


def forget(ids: Iterable[int]) -> None:
    """Take documents out of the indexes; called whenever their rows are deleted, by whatever means."""
    ids = list(ids)
    get_engine(get_database_name()).delete(ids)
    tell_other_engine(ids)
