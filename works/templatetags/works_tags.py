"""How a work is shown: its people by role, its recommendations, its type for search engines."""

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from content.citing.model import CitationKind, get_signatories, join_names
from content.models import ContributionRole
from content.templatetags.content_tags import absolute_url

register = template.Library()
register.filter(get_signatories)
register.filter(join_names)


@register.simple_tag
def roles(contributions) -> list[tuple[str, list]]:
    """The contributions by role, in the order of the roles: [(heading, rows)]."""
    headings = {
        ContributionRole.LEAD: lambda n: ngettext("Lead member", "Lead members", n),
        ContributionRole.AUTHOR: lambda n: ngettext("Author", "Authors", n),
        ContributionRole.CONTRIBUTOR: lambda n: ngettext("Contributor", "Contributors", n),
        ContributionRole.PARTNER: lambda n: ngettext("Partner", "Partners", n),
        ContributionRole.PUBLISHER: lambda n: ngettext("Publisher", "Publishers", n),
        ContributionRole.EDITOR: lambda n: _("Prepared by"),
    }
    groups: dict[str, list] = {}
    for row in contributions:
        groups.setdefault(row.role, []).append(row)
    labels = dict(ContributionRole.choices)
    return [
        (headings[role](len(groups[role])) if role in headings else str(label), groups[role])
        for role, label in labels.items()
        if role in groups
    ]


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
