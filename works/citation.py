"""Whose words a work is, and how it is cited."""

from django.utils.text import get_text_list
from django.utils.translation import gettext, ngettext

from content.models import ContributionRole

from .choices import Authorship

CONSEIL = "Conseil national du numérique"
#: Who signs a text that is not a position of the Conseil.
SIGNING_ROLES = (ContributionRole.AUTHOR, ContributionRole.INTERVIEWEE, ContributionRole.LEAD)


def join_names(contributions) -> str:
    """« Jean Cattan et Célia Zolynski »."""
    return get_text_list([row.contributor.name for row in contributions], gettext("and"))


def get_signatories(contributions) -> list:
    """The contributions of those who sign: the first role that anyone has."""
    for role in SIGNING_ROLES:
        if rows := [row for row in contributions if row.role == role]:
            return rows
    return []


def get_authorship_notice(work, contributions) -> str:
    """One sentence that says whose position a work is; nothing when it is that of the Conseil."""
    if work.is_own_position:
        return ""
    signatories = get_signatories(contributions)
    if work.authorship == Authorship.MEMBRES:
        if not signatories:
            return gettext("Its authors speak in their own name: this text does not commit the Conseil.")
        return ngettext(
            "%(names)s speaks in a personal capacity: this text does not commit the Conseil.",
            "%(names)s speak in their own name: this text does not commit the Conseil.",
            len(signatories),
        ) % {"names": join_names(signatories)}
    if work.authorship == Authorship.SECRETARIAT_GENERAL:
        return gettext("This text was prepared by the general secretariat: it is not a position of the Conseil.")
    publishers = [row for row in contributions if row.role == ContributionRole.PUBLISHER]
    if publishers:
        return gettext("Published by %(names)s: it is not a position of the Conseil.") % {
            "names": join_names(publishers)
        }
    return gettext("Published by a partner: it is not a position of the Conseil.")


def get_citation(work, contributions, url: str, part: str = "") -> str:
    """A work, or a part of it, as it is cited: who, what, where, when, and its permanent address."""
    who = CONSEIL
    if not work.is_own_position:
        who = join_names(get_signatories(contributions)) or str(work.get_authorship_display())
    title = work.title
    if work.subtitle:
        title += f" {work.subtitle}" if title.endswith(("!", "?", "…", ".")) else f". {work.subtitle}"
    if part:
        title = gettext("“%(part)s”, in %(title)s") % {"part": part, "title": title}
    publishers = join_names([row for row in contributions if row.role == ContributionRole.PUBLISHER])
    details = [work.kind_label.lower(), publishers, work.display_date]
    return f"{who}, {', '.join(filter(None, [title, *details]))}. {url}"
