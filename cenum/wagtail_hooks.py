"""In the admin: the e-mail versions of an issue that is online, from its own page."""

from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.widgets import Button

from .models import CenumIssuePage


@hooks.register("register_page_header_buttons")
def add_mail_buttons(page, user, view_name, next_url=None):
    """« Version courriel » and « Version texte », to be pasted or fetched by the mailing tool."""
    if not isinstance(page, CenumIssuePage) or not page.live:
        return
    yield Button(_("E-mail version"), page.email_url, icon_name="mail", priority=60)
    yield Button(_("E-mail version, plain text"), page.email_text_url, icon_name="doc-empty", priority=61)
