"""Why a link is reported, in words."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

REASONS = {
    "private": _("The address is not one of the public web."),
    "host": _("The site no longer exists under this name."),
    "timeout": _("The site does not answer in time."),
    "connection": _("The site refuses the connection."),
    "certificate": _("The certificate of the site is not valid."),
    "loop": _("The address redirects without end."),
    "robots": _("The site asks robots not to look."),
    "closed": _("The site does not answer robots."),
    "gone": _("The page no longer exists."),
    "status": _("The site answers with an error."),
}


def explain(link) -> str:
    """What is known of a link, in one or two sentences."""
    words = str(REASONS.get(link.reason, ""))
    if link.moved_to:
        words = gettext("The page is now at %(address)s.") % {"address": link.moved_to}
    if link.status and link.status >= 300:
        words = f"{words} ({link.status})"
    return words
