"""« Citer »: a page as one line."""

from django import template

from ..citing import cite, make_reference
from .content_tags import absolute_url

register = template.Library()


@register.simple_tag(takes_context=True)
def citation(context, page, part: str = "") -> str:
    """The page, or a part of it, as it is cited."""
    url = absolute_url(context["request"], page.get_identifier_url())
    return cite(make_reference(page), part or "", url)
