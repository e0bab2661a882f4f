"""A content page in the words of schema.org."""

from django import template

from ..models import ContributionRole
from ..social_cards import get_card_url
from .content_tags import absolute_url

register = template.Library()

PUBLISHER = {"@type": "GovernmentOrganization", "name": "Conseil national du numérique"}


def _person(contribution) -> dict:
    kind = "Person" if contribution.person_id else "Organization"
    return {"@type": kind, "name": contribution.contributor.name}


@register.simple_tag(takes_context=True)
def page_data(context, page, schema_type: str = "CreativeWork") -> dict:
    """A content page: what it is, its date, who made it, where it stands.

    The Conseil is the author of what states its position; a member's op-ed names its members.
    """
    request = context["request"]
    contributions = [*(context.get("contributions") or ()), *(getattr(page, "interviewees", None) or ())]
    authors = [_person(row) for row in contributions if row.role in (ContributionRole.AUTHOR, ContributionRole.LEAD)]
    others = [_person(row) for row in contributions if row.role == ContributionRole.INTERVIEWEE]
    if getattr(page, "is_own_position", False):
        authors.insert(0, PUBLISHER)
    data = {
        "@context": "https://schema.org",
        "@type": schema_type,
        "name": page.title,
        "headline": page.title[:110],
        "alternativeHeadline": getattr(page, "subtitle", ""),
        "description": page.summary,
        "genre": str(page.kind_label),
        "datePublished": page.iso_date,
        "dateModified": page.last_published_at and page.last_published_at.date().isoformat(),
        "inLanguage": page.locale.language_code,
        "url": page.get_full_url(request),
        "identifier": absolute_url(request, page.get_identifier_url()),
        "image": absolute_url(request, get_card_url(page)),
        "author": authors,
        "contributor": others,
        "publisher": PUBLISHER,
        "about": [theme.name for theme in page.localized_themes],
        "license": "https://github.com/etalab/licence-ouverte/blob/master/LO.md",
    }
    return {name: value for name, value in data.items() if value}
