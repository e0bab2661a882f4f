"""What the public may know of the entries of registers: only what something public names.

An entry (a person, an organisation, a keyword, a cited reference) is public when a page that anyone may
read names it, or an entry that is public so, or a record that was approved (a figure, a milestone: its lines
of `related_references`). Naming by a page is a foreign key: of a page, of a row that belongs to a
page (`ParentalKey`), of another entry or of a row of one. They are found in Django's own registry, nothing
is listed; and nothing is remembered: what a page no longer shows is hidden from the next query on.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from django.apps import apps
from django.db import connections, models
from django.db.models import F, Q
from django.db.models.expressions import RawSQL
from modelcluster.fields import ParentalKey
from wagtail.models import Page, TranslatableMixin

from .query import get_installed_types, visible

#: How many entries there may be between a page and an entry: a reference that it cites, its author.
HOPS = 2


class NamedByPages(models.Model):
    """An entry that is found nowhere while nothing public names it."""

    #: Which entries are public whatever names them, as a condition on them; None for none.
    stands_alone: Q | None = None

    class Meta:
        abstract = True


def public(queryset):
    """Keep the entries of `queryset` that the public may know of; no query of its own, whatever their number.

    An entry is public in all its languages when one of them is named. Those of a register that is no
    `NamedByPages` (themes) are public by themselves. Drafts of entries, if they have any, never are.
    """
    model = queryset.model
    if owner := get_page_key(model):
        # A row of a page, with an address of its own: each language by itself, as its page.
        return queryset.filter(**{f"{owner.name}__in": visible(owner.related_model.objects.all())})
    if has_field(model, "live"):
        queryset = queryset.filter(live=True)
    if not issubclass(model, NamedByPages):
        return queryset
    column = "translation_key" if issubclass(model, TranslatableMixin) else model._meta.pk.name
    vendor = connections[queryset.db].vendor
    return queryset.filter(**{f"{column}__in": RawSQL(*write(model, column, vendor, tuple(get_installed_types())))})


@dataclass(frozen=True)
class Chain:
    """A way by which something names an entry: from the rows of `model` by `path`."""

    model: type
    path: str
    #: The attribute of the rows that is the page; "" for entries that stand alone.
    page: str = ""
    #: The field that it ends by.
    end: models.Field | None = None
    #: Paths to the entries that it goes through, which are no drafts.
    through: tuple[str, ...] = ()

    def write(self, alias: str) -> tuple[str, tuple]:
        """The SQL that selects the pages that name the entry that `alias` is, or whether something that stands alone does."""
        rows = self.model._default_manager.filter(**{self.path: RawSQL(alias, ())})  # noqa: S611 (a name of ours)
        rows = rows.filter(**{f"{path}live": True for path in self.through})
        if not self.page:
            rows = rows.filter(self.model.stands_alone)
        return rows.order_by().annotate(naming=F(self.page or "pk")).values_list("naming").query.sql_with_params()


def find_chains(model: type, hops: int = HOPS) -> Iterator[Chain]:
    """The ways by which pages and entries name the entries of `model`."""
    if model.stands_alone is not None:
        yield Chain(model, "pk", through=("",) if has_field(model, "live") else ())
    for field, owner in get_namings(model):
        namer = owner.remote_field.model if owner else field.model
        if issubclass(namer, Page):
            yield Chain(field.model, field.name, owner.attname if owner else "pk", field)
        elif hops:
            last = f"{owner.related_query_name()}__{field.name}" if owner else field.name
            for chain in find_chains(namer, hops - 1):
                if chain.end != field:
                    step = "" if chain.path == "pk" else f"{chain.path}__"
                    seen = (*chain.through, step) if step and has_field(namer, "live") else chain.through
                    yield Chain(chain.model, step + last, chain.page, field, seen)


@cache
def write(model: type, column: str, vendor: str, types: tuple[int, ...]) -> tuple[str, tuple]:
    """The SQL that selects the `column` of the entries that are public: to write it costs more than to run it.

    One look at the pages, whatever names the entry: planning as many as there are ways took PostgreSQL ten times as
    long.
    """
    key = f'entry."{model._meta.pk.column}"'
    chains = list(find_chains(model))
    tests = [chain.write(key) for chain in chains if not chain.page]
    if namings := [chain.write(key) for chain in chains if chain.page]:
        page, values = visible(Page.objects.filter(pk=RawSQL("named.naming", ()))).values("pk").query.sql_with_params()
        union = " UNION ALL ".join(sql for sql, _values in namings)
        # The offset has PostgreSQL look each page up, one being enough, where it would read all that are public.
        sql = f"SELECT 1 FROM ({union}) named WHERE EXISTS ({page} LIMIT 1 OFFSET 0)"
        tests.append((sql, (*chain_values(namings), *values)))
    tests += [(sql, ()) for sql in write_records(model, vendor)]
    condition = " OR ".join(f"EXISTS ({sql})" for sql, _values in tests) or "1 = 0"
    column = model._meta.get_field(column).column
    return f'SELECT entry."{column}" FROM "{model._meta.db_table}" entry WHERE {condition}', chain_values(tests)


def write_records(model: type, vendor: str) -> Iterator[str]:
    """The SQL that says whether a record that was approved has the entry's identifier on one of its lines."""
    position = "strpos" if vendor == "postgresql" else "instr"
    for record in apps.get_models() if has_field(model, "reference") else ():
        if has_field(record, "related_references"):
            lines = "'\n' || replace(record.related_references, '\r', '') || '\n'"
            found = f"{position}({lines}, '\n' || entry.reference || '\n') > 0"
            live = " AND record.live" if has_field(record, "live") else ""
            yield f"SELECT 1 FROM \"{record._meta.db_table}\" record WHERE {found} AND entry.reference <> ''{live}"


def chain_values(statements) -> tuple:
    """The parameters of statements, in their order."""
    return tuple(value for _sql, values in statements for value in values)


@cache
def get_page_key(model: type) -> ParentalKey | None:
    """The field by which rows of `model`, public by their page alone, belong to it; None for others."""
    fields = model._meta.concrete_fields if issubclass(model, NamedByPages) else ()
    keys = [field for field in fields if isinstance(field, ParentalKey)]
    return next((key for key in keys if issubclass(key.related_model, Page)), None)


def has_field(model: type, name: str) -> bool:
    return any(field.name == name for field in model._meta.concrete_fields)


@cache
def get_namings(model: type) -> tuple[tuple[models.ForeignKey, ParentalKey | None], ...]:
    """The foreign keys to `model` that name its entries, each with the field by which its row belongs to something."""
    found = []
    for relation in model._meta.get_fields(include_hidden=True):
        field = getattr(relation, "field", None)
        if not (relation.auto_created and not relation.concrete and isinstance(field, models.ForeignKey)):
            continue
        owner = next((one for one in field.model._meta.concrete_fields if isinstance(one, ParentalKey)), None)
        names = owner.remote_field.model if owner else field.model
        if owner is not field and issubclass(names, (Page, NamedByPages)):
            found.append((field, owner))
    return tuple(found)
