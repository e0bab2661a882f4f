"""How a work is shown: its people by role, its recommendations, its type for search engines."""

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from content.citing.model import CitationKind, get_signatories, join_names
from content.citing.schema_org import make_data
from content.models import ContributionRole
from content.templatetags.citing_tags import get_reference
from content.templatetags.content_tags import absolute_url

from ..choices import Authorship, ProposalName

register = template.Library()


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


@register.simple_tag
def listed_proposals(groups) -> int:
    return sum(len(proposals) for _group, proposals in groups)


@register.simple_tag
def proposals_title(work, listed: int) -> str:
    """« 23 leviers », « 12 propositions »."""
    number = max(work.proposal_count or 0, listed)
    words = {
        ProposalName.LEVIER: ngettext("%(n)d lever", "%(n)d levers", number),
        ProposalName.PROPOSITION: ngettext("%(n)d proposal", "%(n)d proposals", number),
        ProposalName.ORIENTATION: ngettext("%(n)d orientation", "%(n)d orientations", number),
        ProposalName.PISTE: ngettext("%(n)d avenue", "%(n)d avenues", number),
        ProposalName.RECOMMANDATION: ngettext("%(n)d recommendation", "%(n)d recommendations", number),
        ProposalName.AXE: ngettext("%(n)d axis", "%(n)d axes", number),
        ProposalName.POINT: ngettext("%(n)d point", "%(n)d points", number),
    }
    return words.get(work.proposal_name, words[ProposalName.PROPOSITION]) % {"n": number}


@register.simple_tag
def authorship_notice(work, contributions) -> str:
    """One sentence that says whose position a work is; nothing when it is that of the Conseil."""
    if work.is_own_position:
        return ""
    signatories = get_signatories(contributions)
    if work.authorship == Authorship.MEMBRES:
        if not signatories:
            return _("Its authors speak in their own name: this text does not commit the Conseil.")
        return ngettext(
            "%(names)s speaks in a personal capacity: this text does not commit the Conseil.",
            "%(names)s speak in their own name: this text does not commit the Conseil.",
            len(signatories),
        ) % {"names": join_names(signatories)}
    if work.authorship == Authorship.SECRETARIAT_GENERAL:
        return _("This text was prepared by the general secretariat: it is not a position of the Conseil.")
    publishers = [row for row in contributions if row.role == ContributionRole.PUBLISHER]
    if publishers:
        return _("Published by %(names)s: it is not a position of the Conseil.") % {"names": join_names(publishers)}
    return _("Published by a partner: it is not a position of the Conseil.")


@register.simple_tag
def proposal_place(work, proposal) -> str:
    """« Levier 3, sur 12 »."""
    total = max(work.proposal_count or 0, len(work.proposal_list))
    return _("%(label)s, of %(total)d") % {"label": proposal.label, "total": total}


@register.simple_tag
def all_proposals_url(work) -> str:
    """The table of the proposals of all works, in the language of this one."""
    return f"{work.get_parent().get_url() or ''}propositions/"


@register.simple_tag(takes_context=True)
def proposal_data(context, work, proposal) -> dict:
    """A proposal in the words of schema.org: a part of its work."""
    return make_data(get_reference(context["request"], proposal)) | {"isPartOf": get_whole(context["request"], work)}


def get_whole(request, work) -> dict:
    return {
        "@type": CitationKind(work.citation_kind).schema,
        "name": work.title,
        "url": work.get_full_url(request),
        "identifier": absolute_url(request, work.get_identifier_url()),
    }


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
        "isPartOf": get_whole(request, work),
    }
