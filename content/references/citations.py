"""Reading which references a page cites, and which a register's entry is bound to."""

from django.db.models import F, Q
from django.db.models.functions import Coalesce

from people.models import Organisation, Person
from sections.locales import active_locale
from sections.naming import public
from themes.models import Theme

from .models import Source, SourceRole

#: How a reference is bound to a register's entry.
PATHS = {
    Person: ("credits__person",),
    Organisation: ("credits__organisation", "publisher"),
    Theme: ("themes",),
}


def get_cited_sources(page) -> list[Source]:
    """The references that `page` or one of its translations cites, by title; read once for a page."""
    if not hasattr(page, "_cited_sources"):
        cites = getattr(page, "has_citations", True)
        page._cited_sources = load_sources(Q(citations__page__translation_key=page.translation_key)) if cites else []
    return page._cited_sources


def get_sources_of(entry) -> list[Source]:
    """The references that a person or an organisation wrote, published or is the subject of; those of a theme."""
    paths = PATHS.get(type(entry), ())
    wanted = Q(*[(f"{path}__translation_key", entry.translation_key) for path in paths], _connector=Q.OR)
    return load_sources(wanted, public) if paths else []


def load_sources(wanted: Q, kept=lambda sources: sources) -> list[Source]:
    """The references that match `wanted` in any language, each in the active one if it can be: one query.

    `kept` narrows them: those that `public` knows; all of them for a page, which names them.

    Who wrote them comes along: a row for each author, put together here.
    """
    keys = kept(Source.objects.filter(wanted)).order_by().values("translation_key")
    rows = Source.objects.filter(translation_key__in=keys).select_related("publisher")
    name = Coalesce("credits__person__name", "credits__organisation__name")
    rows = rows.annotate(credit_role=F("credits__role"), credit_name=name)
    locale, found = active_locale(), {}
    for row in rows.order_by("name", "credits__sort_order"):
        source = found.setdefault(row.translation_key, {}).setdefault(row.locale_id, row)
        names = source.__dict__.setdefault("author_names", [])
        if row.credit_role == SourceRole.AUTHOR:
            names.append(row.credit_name)
    return [by_locale.get(locale.pk) or next(iter(by_locale.values())) for by_locale in found.values()]
