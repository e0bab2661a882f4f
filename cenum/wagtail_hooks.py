"""In the admin: the mail of an issue and its sending, from its own page."""

from django.urls import path, reverse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.widgets import Button

from .models import CenumIssuePage
from .sending import send_issue


@hooks.register("register_page_header_buttons")
def add_mail_button(page, user, view_name, next_url=None):
    if isinstance(page, CenumIssuePage) and page.permissions_for_user(user).can_edit():
        yield Button(_("Send by e-mail"), reverse("cenum_send", args=[page.pk]), icon_name="mail", priority=60)


@hooks.register("register_admin_urls")
def register_urls():
    return [path("cenum/send/<int:page_id>/", send_issue, name="cenum_send")]
