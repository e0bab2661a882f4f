"""Tags of the newsroom's screens."""

import re

from django import template
from django.utils.safestring import SafeString, mark_safe

from content.gate import check_page

register = template.Library()

#: What Wagtail's comparison writes of a part of a block that is empty.
_NONE = re.compile(r"<dt>[^<]*</dt>\s*<dd>(?:None)?</dd>")


@register.filter
def without_none(diff: str) -> str:
    """A comparison without the parts that say nothing."""
    return mark_safe(_NONE.sub("", diff)) if isinstance(diff, SafeString) else diff  # noqa: S308


@register.simple_tag
def gate_problems(page) -> list:
    """What the gate finds on a page as it is in memory; nothing for a page that is not saved yet."""
    return check_page(page) if page and page.pk else []


@register.simple_tag
def blocking_count(problems) -> int:
    """How many of these problems stop the publication."""
    return sum(1 for problem in problems if problem.is_blocking)
