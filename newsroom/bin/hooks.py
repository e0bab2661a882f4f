"""The bin in Wagtail's admin: its reports, selections of many things, and what is said beforehand."""

from django.urls import path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.models import Page

from sections.page_reports import register_report

from ..guard import why_not_approve
from .agreeing import ALONE, Asked, takes_two
from .looks import find_pages
from .models import SecondLook
from .views import BinReport, LooksReport, LookView, RestoreView

register_report(BinReport, "bin", 1000)
register_report(LooksReport, "second-looks", 1010)


@hooks.register("register_admin_urls")
def register_urls():
    return [
        path("newsroom/bin/<int:pk>/", RestoreView.as_view(), name="newsroom_restore"),
        path("newsroom/second-looks/<int:pk>/", LookView.as_view(), name="newsroom_look"),
    ]


def get_live_pages(pages: list[Page], descendants, user) -> list[Page]:
    """The pages that leave the site when these are withdrawn: those of them that `user` may withdraw."""
    found = {page.pk: page for page in pages if page.live}
    if descendants:
        for page in pages:
            below = page.get_descendants().live()
            found |= {one.pk: one for one in below if one.permissions_for_user(user).can_unpublish()}
    return list(found.values())


@hooks.register("before_bulk_action")
def ask_for_many(request, action_type, objects, action):
    """A selection waits for a second person as a whole."""
    objects = list(objects)
    if action_type == "unpublish":
        below = action.cleaned_form.cleaned_data.get("include_descendants")
        if pages := get_live_pages(objects, below, request.user):
            raise Asked(SecondLook.Kind.WITHDRAW, pages)
    elif action_type == "delete" and objects and takes_two(objects, find_pages(objects)):
        raise Asked(SecondLook.Kind.DELETE, objects)


@hooks.register("before_delete_page")
def foretell_deletion(request, page):
    """Before anyone confirms: whether it takes two, and that it can be brought back."""
    if request.method == "GET":
        pages = page.get_descendants(inclusive=True)
        if pages.live().exists() or pages.count() > ALONE:
            messages.warning(request, gettext("This takes two people: someone else who publishes confirms it."))


@hooks.register("before_edit_page", order=-20)
@hooks.register("before_edit_snippet", order=-20)
def say_why_not_approve(request, thing):
    """When the button to approve a page or an entry is missing for its author, the screen says so."""
    if request.method != "GET" or not (task := getattr(thing, "current_workflow_task", None)):
        return
    groups = getattr(task, "groups", None)
    if groups is not None and (request.user.is_superuser or groups.filter(user=request.user).exists()):
        if reason := why_not_approve(thing, request.user):
            messages.info(request, reason)


@hooks.register("register_log_actions")
def register_log_actions(actions):
    actions.register_action("newsroom.restore", _("Brought back"), _("Brought back as it was"))
