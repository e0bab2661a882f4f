"""What the public may see, and in which order: every public list starts here."""

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce, Length, Substr
from django.utils.translation import get_language
from wagtail.models import Page, PageViewRestriction, get_page_models

from .config import get_content_model
from .locales import active_locale
from .registry import get_sections

__all__ = ["active_locale", "get_restrictions", "newest_first", "published", "visible"]


def get_restrictions():
    """The restrictions on a page or above it; in the query itself, where `public()` makes one more."""
    return PageViewRestriction.objects.filter(page__path=Substr(OuterRef("path"), 1, Length("page__path")))


def visible(queryset):
    """Keep the pages of `queryset` that anyone may read, in every language.

    They are live, under no restricted page, and of a section that is installed: contents that a
    removed section left in the database are nowhere.
    """
    types = []
    if queryset.model is get_content_model():
        types = [model for section in get_sections() for model in section.page_classes]
    elif queryset.model is Page:
        types = get_page_models()
    if types:
        # Content types are remembered by Django: no query.
        queryset = queryset.filter(content_type__in=ContentType.objects.get_for_models(*types).values())
    return queryset.live().filter(~Exists(get_restrictions()))


def published(queryset, language: str | None = None, fallback: bool = True):
    """Keep the pages of `queryset` that anyone may read (see `visible`), once each.

    They are those in `language` (the active one by default); with `fallback`, also the pages of
    the site's first language that have no live translation in it, so that a reader in English
    finds everything, each page marked with its own language.
    """
    queryset = visible(queryset)
    language = (language or get_language() or settings.LANGUAGE_CODE).split("-")[0]
    in_language = Q(locale__language_code=language)
    if not fallback or language == settings.LANGUAGE_CODE:
        return queryset.filter(in_language)
    translated = Page.objects.filter(
        translation_key=OuterRef("translation_key"), locale__language_code=language, live=True
    )
    return queryset.filter(in_language | (Q(locale__language_code=settings.LANGUAGE_CODE) & ~Exists(translated)))


def newest_first(queryset):
    """Order dated pages by date (or the end of their period), undated ones last, then by title."""
    return queryset.order_by(Coalesce("date", "period_end").desc(nulls_last=True), F("title"))
