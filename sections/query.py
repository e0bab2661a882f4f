"""What the public may see, and in which order: every public list starts here."""

from functools import cache

from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce, Length, Substr
from django.utils.translation import get_language
from wagtail.models import Page, PageViewRestriction, ReferenceIndex, get_page_models

from .locales import active_locale, get_locale

__all__ = ["active_locale", "find_citing", "get_restrictions", "newest_first", "published", "removed", "visible"]


def get_content_model() -> type:
    """The page model that the contents of every section are; the contract names it, no section."""
    return apps.get_model("content.ContentPage")


def get_installed_types(model: type = Page) -> list[int]:
    """The content types of the kinds of `model` that are installed, itself included; no query.

    A page of any other type belongs to a section that was taken out: whatever the tables hold, it is gone.
    """
    kinds = [kind for kind in get_page_models() if issubclass(kind, model)]
    return sorted(row.pk for row in ContentType.objects.get_for_models(*kinds).values())


@cache
def get_removed_types() -> tuple[int, ...]:
    """The content types that no installed app has; remembered: installing one takes a new process."""
    return tuple(row.pk for row in ContentType.objects.all() if row.model_class() is None)


def get_restrictions():
    """The restrictions on a page or above it; in the query itself, where `public()` makes one more."""
    return PageViewRestriction.objects.filter(page__path=Substr(OuterRef("path"), 1, Length("page__path")))


def visible(queryset):
    """Keep the pages of `queryset` that anyone may read, in every language.

    They are live, under no restricted page, and of a section that is installed: contents that a
    removed section left in the database are nowhere.
    """
    # Django remembers content types: no query of its own.
    queryset = queryset.filter(content_type__in=get_installed_types(queryset.model))
    return queryset.live().filter(~Exists(get_restrictions()))


def listed(queryset):
    """Leave out of `queryset` the pages of a type that is kept apart (`is_apart`): who has their address reads them."""
    kinds = [kind for kind in get_page_models() if getattr(kind, "is_apart", False)]
    return queryset.exclude(content_type__in=[row.pk for row in ContentType.objects.get_for_models(*kinds).values()])


def removed(queryset):
    """Keep the pages of `queryset` that anyone could read if their section were installed: their addresses say 410."""
    return queryset.filter(content_type__in=get_removed_types()).live().filter(~Exists(get_restrictions()))


def published(queryset, language: str | None = None, fallback: bool = True):
    """Keep the pages of `queryset` that anyone may read (see `visible`), once each.

    They are those in `language` (the active one by default); with `fallback`, also the pages of
    the site's first language that have no live translation in it, so that a reader in English
    finds everything, each page marked with its own language.
    """
    queryset = visible(queryset)
    language = (language or get_language() or settings.LANGUAGE_CODE).split("-")[0]
    # By its key, which is remembered: a join of another table costs PostgreSQL a plan.
    in_language = Q(locale=get_locale(language))
    if not fallback or language == settings.LANGUAGE_CODE:
        return queryset.filter(in_language)
    translated = Page.objects.filter(
        translation_key=OuterRef("translation_key"), locale=get_locale(language), live=True
    )
    return queryset.filter(in_language | (Q(locale=get_locale(settings.LANGUAGE_CODE)) & ~Exists(translated)))


def find_citing(thing, kept_in: str) -> set[int]:
    """The ids of the pages that refer to `thing`, in their text or by a field, otherwise than in their rows `kept_in`."""
    # Said twice in the negative, so that SQLite looks the target up and not all that pages refer to.
    by_page = Q(base_content_type=ReferenceIndex._get_base_content_type(Page))
    references = ReferenceIndex.get_references_to(thing).exclude(~by_page | Q(model_path__startswith=kept_in))
    return {int(pk) for pk in references.order_by().values_list("object_id", flat=True)}


def newest_first(queryset):
    """Order dated pages by date (or the end of their period), undated ones last, then by title."""
    return queryset.order_by(Coalesce("date", "period_end").desc(nulls_last=True), F("title"))
