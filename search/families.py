"""The families of results: pages, and the registers that say what is found of them; none is named here."""

from functools import cache

from django.apps import apps
from django.contrib.admin.utils import get_fields_from_path
from django.core.checks import Error, Tags, register
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.core.validators import validate_slug
from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext, override
from wagtail.models import Page, TranslatableMixin

from content.models import ContentPage
from registers.searchable import SearchableEntry
from sections.query import get_installed_types, listed
from sections.registry import get_sections

from .analysis import get_analyser

#: The family of contents; that of the other pages: those of the institution, legal ones, the front pages of sections.
PAGE, SITE = "page", "site"
#: Those whose documents stand for a page.
OF_PAGES = (PAGE, SITE)


def find_registers() -> list[type]:
    """The models of registers that the search finds, in their order."""
    found = [model for model in apps.get_models() if issubclass(model, SearchableEntry) and model.search_family]
    return sorted(found, key=lambda model: (model.search_order, model._meta.label))


@cache
def get_registers() -> dict[str, type]:
    """family → model, without pages."""
    return {model.search_family: model for model in find_registers()}


@cache
def get_families() -> dict[str, type]:
    """family → model of the things that have documents of their own."""
    return {PAGE: Page, SITE: Page, **get_registers()}


def find_site_pages(pages: QuerySet) -> QuerySet:
    """Those of `pages` that are of the family `SITE`: no contents, nor what is above the home pages."""
    contents = get_installed_types(ContentPage)
    return listed(pages.filter(depth__gte=2, alias_of__isnull=True).exclude(content_type__in=contents))


def get_page_family(page: Page) -> str:
    """`PAGE` or `SITE`."""
    return PAGE if issubclass(page.specific_class or type(page), ContentPage) else SITE


@cache
def get_uses() -> dict[type, list[tuple[str, str]]]:
    """model of a register → (family, path) of what tells of its entries."""
    found: dict[type, list[tuple[str, str]]] = {}
    for family, model in {PAGE: ContentPage, **get_registers()}.items():
        for path in model.search_uses:
            found.setdefault(get_fields_from_path(model, path)[-1].related_model, []).append((family, path))
    return found


def get_family_label(family: str) -> str:
    """What a result of a family is, in the active language."""
    registers = get_registers()
    if family == SITE:
        return gettext("Page of the site")
    return registers[family].get_search_label() if family in registers else gettext("Page")


def get_kind_labels() -> dict[str, str]:
    """Code of a kind → name in the active language, in the order of the sections, then the registers."""
    found: dict[str, str] = {}
    for section in get_sections():
        for model in section.page_classes:
            for code, label in model.get_search_kinds().items():
                found.setdefault(str(code), capfirst(str(label)))
    return found | {family: get_family_label(family) for family in (SITE, *get_registers())}


@cache
def find_kinds(language: str) -> dict[tuple[str, ...], tuple[tuple[str, str], ...]]:
    """Stem of a word for a kind of content (« publication », « événement ») → the (facet, value) pairs it means."""
    analyser = get_analyser(language)
    found: dict[tuple[str, ...], list[tuple[str, str]]] = {}

    def add(words, pairs) -> None:
        stems = tuple(analyser.stems(str(words)))
        if len(stems) == 1:
            found.setdefault(stems, []).extend(pairs)

    with override(language):
        for section in get_sections():
            add(section.section_title, [("section", section.section_slug)])
            for model in section.page_classes:
                codes = [("kind", str(code)) for code in model.get_search_kinds()]
                for words in (*model.search_called, model._meta.verbose_name, model._meta.verbose_name_plural):
                    add(words, codes)
                for code, label in model.get_search_kinds().items():
                    add(label, [("kind", str(code))])
        for family in get_registers():
            add(get_family_label(family), [("kind", family)])
    return {stems: tuple(dict.fromkeys(pairs)) for stems, pairs in found.items()}


@register(Tags.models)
def check_registers(app_configs=None, **kwargs) -> list[Error]:
    """A register that is searched says it well."""
    errors, families = [], {PAGE: ContentPage, SITE: Page}
    for model in find_registers():

        def add(message: str, hint: str, code: str, model=model) -> None:
            errors.append(Error(f"{model.__name__}: {message}", hint=hint, obj=model, id=f"search.{code}"))

        family = model.search_family
        try:
            validate_slug(family)
        except ValidationError:
            add(f"search_family {family!r} is not a code.", "Use ASCII letters, digits and hyphens.", "E001")
        if families.setdefault(family, model) is not model:
            add(f"search_family {family!r} is also that of {families[family].__name__}.", "Choose another.", "E002")
        if not issubclass(model, TranslatableMixin) or not hasattr(model, "get_absolute_url"):
            hint = "Make it translatable (wagtail.models.TranslatableMixin), with a get_absolute_url()."
            add("its entries have no translations or no page.", hint, "E003")
        for path in model.search_uses:
            try:
                good = get_fields_from_path(model, path)[-1].related_model is not None
            except (FieldDoesNotExist, AttributeError):
                good = False
            if not good:
                add(f"search_uses {path!r} leads to no entry.", "Name a relation, “organisation” or “a__b”.", "E004")
    return errors
