"""A content page in the words of schema.org."""

from django import template

from ..citing.schema_org import PUBLISHER, make_data
from ..social_cards import get_card_url
from .citing_tags import get_reference
from .content_tags import absolute_url

__all__ = ["PUBLISHER", "page_data"]

register = template.Library()


@register.simple_tag(takes_context=True)
def page_data(context, page, schema_type: str = "") -> dict:
    """A content page: what its citation says, when it changed, where it stands."""
    request = context["request"]
    reference = get_reference(request, page)
    data = make_data(reference) | {
        "@type": schema_type or reference.kind.schema,
        "name": page.title,
        "headline": page.title[:110],
        "alternativeHeadline": getattr(page, "subtitle", ""),
        "dateModified": page.last_published_at and page.last_published_at.date().isoformat(),
        "url": page.get_full_url(request),
        "image": absolute_url(request, get_card_url(page)),
        "about": [theme.name for theme in page.localized_themes],
    }
    return {name: value for name, value in data.items() if value}
