"""The letter: its credits by role, and itself in the words of schema.org."""

from django import template
from django.utils.translation import gettext

from content.citing.schema_org import PUBLISHER
from content.templatetags.citing_tags import page_data

register = template.Library()


@register.simple_tag
def credits(contributions) -> list[tuple[str, list]]:
    """Who did what: [(« Préparation », rows)], in the order of the credits."""
    groups: dict[str, list] = {}
    for row in contributions:
        label = row.role_label or str(row.get_role_display())
        groups.setdefault(label[:1].upper() + label[1:], []).append(row)
    return list(groups.items())


@register.simple_tag(takes_context=True)
def issue_data(context, page) -> dict:
    """An issue of a periodical: its number and date, its parts, who edited it, what it cites."""
    request = context["request"]
    data = page_data(context, page, "PublicationIssue")
    url = page.get_full_url(request)
    data.update(
        {
            "issueNumber": page.number,
            "isPartOf": {"@type": "Periodical", "name": gettext("Cénum"), "publisher": PUBLISHER},
            "keywords": page.topics,
            "hasPart": [
                {"@type": "WebPageElement", "name": part.label, "url": f"{url}#{part.anchor}", "position": number}
                for number, part in enumerate(page.parts, 1)
            ],
            "citation": [{"@type": "CreativeWork", "name": source.name} for source in context.get("sources") or ()],
        }
    )
    return {name: value for name, value in data.items() if value}
