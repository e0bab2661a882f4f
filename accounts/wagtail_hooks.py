"""The sign-in in the admin: the audit log, recovery of accounts, the way to one's own second factor."""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.widgets import Button

from sections.page_reports import register_report

from . import audit
from .audit_views import READ, AuditLogView
from .recovery import may_recover
from .views import RecoverView


@hooks.register("register_log_actions")
def register_log_actions(actions):
    audit.register(actions)


@hooks.register("register_permissions")
def register_permissions():
    return Permission.objects.filter(content_type__app_label="accounts")


@hooks.register("register_admin_urls")
def register_urls():
    return [path("accounts/<int:pk>/recover/", RecoverView.as_view(), name="accounts_recover")]


register_report(AuditLogView, "audit", 1100, READ)


@hooks.register("register_user_listing_buttons")
def recover_button(user, request_user):
    if may_recover(request_user, user):
        yield Button(_("Recover or unlock"), reverse("accounts_recover", args=[user.pk]), icon_name="key", priority=40)


@hooks.register("register_account_menu_item")
def own_sign_in(request):
    return {
        "url": reverse("mfa_index"),
        "label": _("Sign-in and second factor"),
        "help_text": _("Set up your application, print recovery codes, change your password."),
    }


@hooks.register("before_edit_user")
@hooks.register("before_delete_user")
def guard_superusers(request, user):
    """Who may change accounts may not take a superuser's: its password, groups or status."""
    if user.is_superuser and not request.user.is_superuser:
        raise PermissionDenied


@hooks.register("before_bulk_action")
def guard_superusers_in_bulk(request, action_type, objects, action_class_instance):
    if issubclass(action_class_instance.model, get_user_model()) and not request.user.is_superuser:
        if any(user.is_superuser for user in objects):
            raise PermissionDenied
