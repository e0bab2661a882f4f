"""How a work is shown: its people by role, its recommendations, its type for search engines."""

from django import template

from content.citing.model import CitationKind, get_signatories, join_names
from content.models import group_by_role
from content.templatetags.content_tags import absolute_url

register = template.Library()
register.filter(get_signatories)
register.filter(join_names)
register.simple_tag(group_by_role, name="roles")


@register.simple_tag(takes_context=True)
def chapter_data(context, work, chapter) -> dict:
    """A chapter in the words of schema.org: a part of its work."""
    request = context["request"]
    return {
        "@context": "https://schema.org",
        "@type": "Chapter",
        "name": chapter["title"],
        "position": chapter["number"],
        "url": absolute_url(request, chapter["url"]),
        "inLanguage": work.locale.language_code,
        "isPartOf": {
            "@type": CitationKind(work.citation_kind).schema,
            "name": work.title,
            "url": work.get_full_url(request),
            "identifier": absolute_url(request, work.get_identifier_url()),
        },
    }
