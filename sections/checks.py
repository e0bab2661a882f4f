"""System checks of the section contract: a wrong declaration is named before the site starts."""

from collections.abc import Callable

from django.apps import apps
from django.core.checks import Error, Tags, register
from django.core.validators import slug_re
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.utils.module_loading import import_string

from .listing import Listing
from .models import InnerIndexPage, SectionIndexPage
from .registry import get_sections

#: (attribute, how one of its names is found, what it has to be, the same in words, code, what to do): one name, or many.
CHECKS: tuple[tuple[str, Callable, Callable[..., bool], str, str, str], ...] = (
    (
        *("section_slug", str, slug_re.match, "a slug", "E001"),
        "Use ASCII letters, digits and hyphens: it goes into addresses and CSS classes.",
    ),
    ("section_title", str, bool, "a title", "E003", "Set it to a translatable text."),
    ("section_summary", str, bool, "a summary", "E003", "Set it to a translatable text."),
    (
        *("index_model", apps.get_model, lambda found: issubclass(found, SectionIndexPage), "an index page", "E004"),
        "Name a model, “app_label.Model”, that subclasses sections.models.SectionIndexPage.",
    ),
    (
        *("inner_index_models", apps.get_model, lambda found: issubclass(found, InnerIndexPage)),
        *("an inner index page", "E012"),
        "Name models, “app_label.Model”, that subclass sections.models.InnerIndexPage.",
    ),
    (
        *("page_models", apps.get_model, lambda found: found.is_content_page, "a content page", "E006"),
        "Name models, “app_label.Model”, that subclass content.models.ContentPage.",
    ),
    (
        *("listing_class", import_string, lambda found: issubclass(found, Listing), "a listing", "E007"),
        "Give the dotted path of a subclass of sections.listing.Listing.",
    ),
    (
        *("card_template", get_template, bool, "a template", "E008"),
        "Create the template, or leave the attribute out to use the common card.",
    ),
    (
        *("home_template", get_template, bool, "a template", "E010"),
        "Create the template, or leave the attribute out to use the common block.",
    ),
    (
        *("demo_loader", import_string, callable, "a function", "E009"),
        "Give the dotted path of a function load(demo), or an empty string.",
    ),
    (
        *("home_loader", import_string, callable, "a function", "E011"),
        "Give the dotted path of a function load(section, request), or an empty string.",
    ),
    (
        *("importers", import_string, lambda found: callable(found.fill), "an importer", "E013"),
        "Give dotted paths of subclasses of imports.importer.Importer.",
    ),
    (
        *("gate_rules", import_string, lambda found: callable(found.find) and bool(found.code and found.message)),
        *("a rule of the publication gate", "E014"),
        "Give dotted paths of subclasses of content.gate.Rule that have a code and a message.",
    ),
)
#: What may be left empty.
OPTIONAL = {"demo_loader", "home_loader"}


@register(Tags.models)
def check_sections(app_configs=None, **kwargs) -> list[Error]:
    """Check each installed section's declaration."""
    errors, slugs = [], {}
    for section in get_sections():
        for attribute, find, is_good, what, code, hint in CHECKS:
            value = getattr(section, attribute)
            for name in value if isinstance(value, tuple) else [value]:
                if not (name == "" and attribute in OPTIONAL) and not is_found(find, is_good, name):
                    errors.append(make_error(section, f"{attribute}: {str(name)!r} is not {what}.", hint, code))
        if not section.page_models:
            hint = "Name at least one page type, “app_label.Model”."
            errors.append(make_error(section, "page_models is empty.", hint, "E005"))
        if other := slugs.get(section.section_slug):
            message = f"section_slug {section.section_slug!r} is also that of {other}."
            errors.append(make_error(section, message, "Give each section a slug of its own.", "E002"))
        slugs[section.section_slug] = section.name
    return errors


def is_found(find: Callable, is_good: Callable[..., bool], name: str) -> bool:
    try:
        return bool(is_good(find(name)))
    except (AttributeError, ImportError, LookupError, TemplateDoesNotExist, TypeError, ValueError):
        return False


def make_error(section, message: str, hint: str, code: str) -> Error:
    return Error(f"{type(section).__name__}: {message}", hint=hint, obj=section.name, id=f"sections.{code}")
