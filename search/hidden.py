"""What the index holds that the public may not see now: asked of the live tables, whatever the index believes."""

from functools import cache

from django.db import connection
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Length, Substr
from wagtail.documents import get_document_model
from wagtail.models import CollectionViewRestriction, Page, PageViewRestriction

from sections.query import get_installed_types

from .families import OF_PAGES, get_registers
from .models import Passage, SearchDocument


def is_private() -> Exists:
    """Whether a file is in a collection that not everyone may open, or under one."""
    return Exists(
        CollectionViewRestriction.objects.filter(
            collection__path=Substr(OuterRef("collection__path"), 1, Length("collection__path"))
        )
    )


def get_excluded() -> frozenset[int]:
    """The documents of the index that the public may not see now: one query.

    A page whose attached file became private is among them until it is indexed without that file.
    """
    with connection.cursor() as cursor:
        cursor.execute(*_write_excluded(connection.vendor, tuple(get_installed_types(Page))))
        return frozenset(pk for (pk,) in cursor.fetchall())


@cache
def _write_excluded(vendor: str, known: tuple[int, ...]) -> tuple[str, tuple]:
    """The SQL of `get_excluded` and its parameters: each search asks it, and writing it costs more than its answer."""
    restrictions = PageViewRestriction.objects.filter(
        page__path=Substr(OuterRef("page__path"), 1, Length("page__path"))
    )
    private = get_document_model().objects.filter(is_private())
    telling = Passage.objects.filter(file__in=private.values("pk")).values("document")
    hidden = Q(page__isnull=True) | Q(page__live=False) | ~Q(page__content_type__in=known)
    hidden |= Q(Exists(restrictions)) | Q(pk__in=telling)
    found = SearchDocument.objects.filter(Q(hidden, family__in=OF_PAGES) | ~Q(family__in=[*OF_PAGES, *get_registers()]))
    return found.order_by().values_list("pk").query.sql_with_params()
