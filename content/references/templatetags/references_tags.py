"""Cited references, for the pages that cite them and for those of the people behind them."""

from django import template

from .. import citations

register = template.Library()


@register.simple_tag
def cited_sources(page) -> list:
    """The references that a content page cites."""
    return citations.get_cited_sources(page)


@register.simple_tag
def sources_of(entry) -> list:
    """The references bound to a person, an organisation or a theme."""
    return citations.get_sources_of(entry)
