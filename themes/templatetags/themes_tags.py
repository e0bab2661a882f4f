"""The themes, for the pages that offer them as ways in."""

from django import template

from sections.query import active_locale

from ..models import Theme

register = template.Library()


@register.simple_tag
def root_themes() -> list[Theme]:
    """The broad themes in the active language: one query."""
    return list(Theme.objects.filter(locale=active_locale(), parent__isnull=True).order_by("name"))
