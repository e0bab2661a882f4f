"""People of an action, by role."""

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import npgettext

from content.models import ContributionRole

register = template.Library()


@register.simple_tag
def role_title(group) -> str:
    """« Intervenantes et intervenants », by how many there are."""
    number = len(group.rows)
    titles = {
        ContributionRole.SPEAKER: npgettext("heading", "Speaker", "Speakers", number),
        ContributionRole.ORGANISER: npgettext("heading", "Organiser", "Organisers", number),
        ContributionRole.PARTNER: npgettext("heading", "Partner", "Partners", number),
        ContributionRole.LAUREATE: npgettext("heading", "Laureate", "Laureates", number),
        ContributionRole.JURY: _("Jury"),
        ContributionRole.PUBLISHER: npgettext("heading", "Medium", "Media", number),
    }
    return titles.get(group.role, str(group.label))
