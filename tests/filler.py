"""Many pages, fast: copies of a page written straight to the tables.

For measures and tests of scale only. Signals do not run: the search index, the reference
index and the permanent identifiers know nothing of these pages.
"""

import uuid
from collections.abc import Iterator

from django.db import connection, models, transaction
from wagtail.models import Page

BATCH = 50
#: So many new pages change what PostgreSQL should expect.
MANY = 100


def inheritance(model: type[models.Model]) -> list[type[models.Model]]:
    """The concrete models of a page type, from Page down."""
    return [*reversed(model._meta.get_parent_list()), model]


def copy_of(source: models.Model, **changes) -> models.Model:
    """An unsaved copy, with a translation key of its own."""
    values = {field.attname: getattr(source, field.attname) for field in source._meta.concrete_fields}
    if "translation_key" in values:
        values["translation_key"] = uuid.uuid4()
    return type(source)(**values | changes)


def insert_rows(model: type[models.Model], rows: list[models.Model]) -> None:
    """Insert the rows of one table of a chain of tables (bulk_create refuses those)."""
    fields = model._meta.local_concrete_fields
    for start in range(0, len(rows), BATCH):
        model._base_manager.all()._insert(rows[start : start + BATCH], fields=fields, using=connection.alias)


def related_rows(source: Page) -> Iterator[tuple[type[models.Model], str, list[models.Model]]]:
    """(model, name of the link to the page, rows) of all that belongs to a page."""
    for relation in source._meta.related_objects:
        field = relation.field
        if type(field).__name__ == "ParentalKey":
            yield (
                relation.related_model,
                field.attname,
                list(relation.related_model.objects.filter(**{field.name: source.pk})),
            )
    for field in source._meta.many_to_many:
        through = field.remote_field.through
        if type(field).__name__ == "ParentalManyToManyField" and through._meta.auto_created:
            name = field.m2m_field_name()
            link = through._meta.get_field(name).attname
            yield through, link, list(through.objects.filter(**{name: source.pk}))


@transaction.atomic
def fill(source: Page, count: int, **fields) -> list[int]:
    """Add `count` live copies of `source` beside it, with these fields changed; return their primary keys."""
    source = source.specific
    parent = source.get_parent()
    last = parent.get_last_child()
    start = Page._str2int(last.path[-Page.steplen :]) + 1
    run = uuid.uuid4().hex[:8]
    copies = []
    for number in range(count):
        slug = f"{source.slug[:60]}-{run}-{number}"
        changes = {
            "id": None,
            "path": Page._get_path(parent.path, parent.depth + 1, start + number),
            "slug": slug,
            "url_path": f"{parent.url_path}{slug}/",
            "title": f"{source.title} {number + 1}",
            "numchild": 0,
            "latest_revision_id": None,
            "live_revision_id": None,
            "alias_of_id": None,
        }
        if hasattr(source, "reference"):
            changes["reference"] = slug[-110:]
        for model in inheritance(type(source))[1:]:
            changes[model._meta.pk.attname] = None
        changes |= fields
        copies.append(copy_of(source, **changes))
    chain = inheritance(type(source))
    rows = [Page(**{f.attname: getattr(copy, f.attname) for f in Page._meta.concrete_fields}) for copy in copies]
    for copy, row in zip(copies, Page.objects.bulk_create(rows, batch_size=BATCH), strict=True):
        copy.pk = row.pk
        for model in chain:
            setattr(copy, model._meta.pk.attname, row.pk)
    for model in chain[1:]:
        insert_rows(model, copies)
    for model, link, belongings in related_rows(source):
        clones = [
            copy_of(item, **{model._meta.pk.attname: None, link: copy.pk}) for copy in copies for item in belongings
        ]
        model._base_manager.bulk_create(clones, batch_size=BATCH)
    Page.objects.filter(pk=parent.pk).update(numchild=models.F("numchild") + count)
    if connection.vendor == "postgresql" and count >= MANY:
        # What its own housekeeping does on a site that grows: its plans are for the rows that are there.
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    return [copy.pk for copy in copies]
