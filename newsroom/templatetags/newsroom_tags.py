"""Tags of the newsroom's screens."""

from django import template

from content.gate import check_page

register = template.Library()


@register.simple_tag
def gate_problems(page) -> list:
    """What the gate finds on a page as it is in memory; nothing for a page that is not saved yet."""
    return check_page(page) if page and page.pk else []


@register.simple_tag
def blocking_count(problems) -> int:
    """How many of these problems stop the publication."""
    return sum(1 for problem in problems if problem.is_blocking)
