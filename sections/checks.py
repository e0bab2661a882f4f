"""System checks of the section contract: a wrong declaration is named before the site starts."""

from django.apps import apps
from django.core.checks import Error, Tags, register
from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.utils.module_loading import import_string

from .inner import InnerIndexPage
from .listing import Listing
from .models import SectionIndexPage
from .registry import get_sections


@register(Tags.models)
def check_sections(app_configs=None, **kwargs) -> list[Error]:
    """Check each installed section's declaration."""
    errors, slugs = [], {}
    for section in get_sections():
        errors += [*_check_words(section), *_check_models(section), *_check_parts(section)]
        if section.section_slug in slugs:
            errors.append(
                _error(
                    section,
                    f"section_slug {section.section_slug!r} is also that of {slugs[section.section_slug]}.",
                    "Give each section a slug of its own.",
                    "E002",
                )
            )
        slugs[section.section_slug] = section.name
    return errors


def _error(section, message: str, hint: str, code: str) -> Error:
    return Error(f"{type(section).__name__}: {message}", hint=hint, obj=section.name, id=f"sections.{code}")


def _check_words(section):
    try:
        validate_slug(section.section_slug)
    except ValidationError:
        yield _error(
            section,
            f"section_slug {section.section_slug!r} is not a slug.",
            "Use ASCII letters, digits and hyphens: it goes into addresses and CSS classes.",
            "E001",
        )
    for attribute in ("section_title", "section_summary"):
        if not getattr(section, attribute):
            yield _error(section, f"{attribute} is empty.", "Set it to a translatable text.", "E003")


def _get_model(name: str):
    try:
        return apps.get_model(name)
    except (LookupError, ValueError):
        return None


def _check_models(section):
    index = _get_model(section.index_model)
    if index is None or not issubclass(index, SectionIndexPage):
        yield _error(
            section,
            f"index_model {section.index_model!r} is not an index page.",
            "Name a model, “app_label.Model”, that subclasses sections.models.SectionIndexPage.",
            "E004",
        )
    for name in section.inner_index_models:
        inner = _get_model(name)
        if inner is None or not issubclass(inner, InnerIndexPage):
            yield _error(
                section,
                f"inner index model {name!r} is not an inner index page.",
                "Name models, “app_label.Model”, that subclass sections.inner.InnerIndexPage.",
                "E012",
            )
    if not section.page_models:
        yield _error(section, "page_models is empty.", "Name at least one page type, “app_label.Model”.", "E005")
    for name in section.page_models:
        model = _get_model(name)
        if not getattr(model, "is_content_page", False):
            yield _error(
                section,
                f"page model {name!r} is not a content page.",
                "Name models, “app_label.Model”, that subclass content.models.ContentPage.",
                "E006",
            )


def _check_parts(section):
    try:
        listing = import_string(section.listing_class)
        good = issubclass(listing, Listing)
    except (ImportError, TypeError):
        good = False
    if not good:
        yield _error(
            section,
            f"listing_class {section.listing_class!r} is not a listing.",
            "Give the dotted path of a subclass of sections.listing.Listing.",
            "E007",
        )
    for attribute, common, code in (("card_template", "card", "E008"), ("home_template", "block", "E010")):
        try:
            get_template(getattr(section, attribute))
        except TemplateDoesNotExist:
            yield _error(
                section,
                f"{attribute} {getattr(section, attribute)!r} does not exist.",
                f"Create the template, or leave the attribute out to use the common {common}.",
                code,
            )
    for attribute, function, code in (
        ("demo_loader", "load(demo)", "E009"),
        ("home_loader", "load(section, request)", "E011"),
    ):
        try:
            good = not getattr(section, attribute) or callable(import_string(getattr(section, attribute)))
        except ImportError:
            good = False
        if not good:
            yield _error(
                section,
                f"{attribute} {getattr(section, attribute)!r} cannot be imported.",
                f"Give the dotted path of a function {function}, or an empty string.",
                code,
            )
    for path in section.importers:
        try:
            good = callable(getattr(import_string(path), "fill", None))
        except ImportError:
            good = False
        if not good:
            yield _error(
                section,
                f"importer {path!r} is not an importer.",
                "Give dotted paths of subclasses of imports.importer.Importer.",
                "E013",
            )
    for path in section.gate_rules:
        try:
            rule = import_string(path)
            good = bool(callable(getattr(rule, "find", None)) and getattr(rule, "code", "") and rule.message)
        except (ImportError, AttributeError):
            good = False
        if not good:
            yield _error(
                section,
                f"gate rule {path!r} is not a rule of the publication gate.",
                "Give dotted paths of subclasses of content.gate.Rule that have a code and a message.",
                "E014",
            )
