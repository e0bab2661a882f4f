"""The buttons of the entries of a register, and the rights on registers of pages."""

from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.permissions import page_permission_policy
from wagtail_modeladmin.helpers import ButtonHelper, PagePermissionHelper

#: Who may do one of these to a page sees the register of its kind.
PAGE_ACTIONS = {"add", "change", "publish", "bulk_delete", "lock", "unlock"}


class RegisterPagePermissionHelper(PagePermissionHelper):
    """A register of pages is for those who have a right on some pages; it shows those."""

    def user_can_list(self, user):
        return page_permission_policy.user_has_any_permission(user, PAGE_ACTIONS)

    def user_can_unpublish_obj(self, user, obj):
        """Withdrawing and copying are offered by the page's own screen: asked on each line, they cost queries."""
        return False

    user_can_copy_obj = user_can_unpublish_obj


class RegisterButtonHelper(ButtonHelper):
    """Those of every register, and « Fusionner » where it can be done."""

    def add_button(self, classnames_add=None, classnames_exclude=None):
        button = super().add_button(classnames_add, classnames_exclude)
        return {**button, "label": _("Add an entry"), "title": _("Add an entry to the register")}

    def get_buttons_for_obj(self, obj, exclude=None, classnames_add=None, classnames_exclude=None):
        buttons = super().get_buttons_for_obj(obj, exclude, classnames_add, classnames_exclude)
        admin = self.view.model_admin
        if "merge" not in (exclude or ()) and admin.user_can_merge(self.request.user):
            buttons.append(
                {
                    "url": reverse(admin.url_helper.get_action_url_name("merge_search"), args=[obj.pk]),
                    "label": _("Merge"),
                    "classname": self.finalise_classname(["button-secondary", *(classnames_add or [])], None),
                    "title": _("Merge this entry with another"),
                }
            )
        return buttons
