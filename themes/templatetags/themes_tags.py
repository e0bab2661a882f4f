"""The themes, for the pages that offer them as ways in."""

from django import template

from ..labels import get_active_themes
from ..models import Theme

register = template.Library()


@register.simple_tag(takes_context=True)
def root_themes(context) -> list[Theme]:
    """The broad themes in the active language."""
    return [theme for theme in get_active_themes(context.get("request")) if theme.parent_id is None]
