"""Whose words a work is."""

from django.utils.translation import gettext, ngettext

from content.citing import get_signatories, join_names
from content.models import ContributionRole

from .choices import Authorship


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
