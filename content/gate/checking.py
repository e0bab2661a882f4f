"""Checking a page against the rules: those of every page, and those that its section adds."""

from functools import cache

from django.utils.module_loading import import_string
from wagtail.images import get_image_model

from sections.registry import get_section_for

from . import rules
from .documents import PdfAlternative
from .rules import Problem, Rule

#: In the order in which an editor meets the fields.
COMMON_RULES: tuple[type[Rule], ...] = (
    rules.Summary,
    rules.Date,
    rules.Themes,
    rules.CoverCredit,
    rules.CoverAlternative,
    rules.HeadingText,
    rules.HeadingOrder,
    rules.ImageAlternative,
    rules.LinkText,
    PdfAlternative,
    rules.DecidedDoubt,
    rules.ApprovedEntries,
)


@cache
def get_rules(model: type) -> tuple[Rule, ...]:
    """The rules for pages of this type, less those that it is exempt from."""
    section = get_section_for(model)
    added = [import_string(path) for path in section.gate_rules] if section else []
    exempt = getattr(model, "gate_exempt", frozenset())
    return tuple(rule() for rule in (*COMMON_RULES, *added) if rule.code not in exempt)


def read_text(page, content: dict):
    """A page (of its own type) as a revision holds it in `content`, for its rules.

    Whether all that it and its rows name is still there is not asked, which is two queries a row: only of its
    themes, and of the cover.
    """
    text = type(page).from_serializable_data(content, check_fks=False)
    if getattr(text, "cover_id", None) and not get_image_model().objects.filter(pk=text.cover_id).exists():
        text.cover_id = None
    return text


def check_page(page) -> list[Problem]:
    """What is to be put right on the page as it is in memory (a specific page), blocking problems first."""
    problems = [
        problem for rule in get_rules(type(page)) if isinstance(page, rule.page_class) for problem in rule.find(page)
    ]
    return sorted(problems, key=lambda problem: not problem.is_blocking)


def get_blocking(page) -> list[Problem]:
    """What stops the publication of the page as it is in memory."""
    return [problem for problem in check_page(page) if problem.is_blocking]
