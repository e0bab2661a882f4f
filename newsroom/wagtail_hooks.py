"""The newsroom in Wagtail's admin: its screens, panels and permissions, and the embargo of documents."""

from django.contrib.auth.models import Permission
from django.templatetags.static import static
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogFormatter

from content.models import ContentPage
from registers.models import Batch
from sections.approved import Approved
from sections.page_reports import may_edit_pages

from .bin import hooks as _bin_hooks  # noqa: F401 — those of the bin are registered there.
from .bin.views import LooksPanel
from .desk import DeskPreviewView, DeskView
from .entries import DraftAction
from .files import views as _file_views  # noqa: F401 — those of files are registered there.
from .guide import GuideView, show_image
from .keeping import presence
from .media import is_public, refuse
from .panels import BlockingPanel, DayPanel, TasksPanel
from .planning import MoveView, PlanningView
from .rewriting import ReplaceView, ThemesBulkAction
from .starting import MarkView, start_from
from .translations import hooks as _translation_hooks  # noqa: F401 — those of translations are registered there.
from .translations.dashboard import TranslationReport
from .translations.progress import get_follow
from .views import EMERGENCY, EmergencyView, Pages, SubmitView, show_problems

#: Where one signs in again beside an editor: the window says so to the editors that wait, and closes.
SIGNED_IN = TemplateView.as_view(template_name="newsroom/signed_in.html", extra_context={"close_window": True})
SUBMIT_TRANSLATION = "wagtail_localize.submit_translation"


@hooks.register("register_admin_urls")
def register_urls():
    return [
        path("newsroom/<int:page_id>/emergency/", EmergencyView.as_view(), name="newsroom_emergency"),
        path("newsroom/<int:page_id>/submit/", SubmitView.as_view(), name="newsroom_submit"),
        path("newsroom/desk/<int:state_id>/", DeskView.as_view(), name="newsroom_desk"),
        path("newsroom/desk/<int:state_id>/preview/", DeskPreviewView.as_view(), name="newsroom_desk_preview"),
        path("newsroom/planning/", PlanningView.as_view(), name="newsroom_planning"),
        path("newsroom/planning/<int:page_id>/", MoveView.as_view(), name="newsroom_planning_move"),
        path("newsroom/replace/", ReplaceView.as_view(), name="newsroom_replace"),
        path("newsroom/<int:page_id>/start/", start_from, name="newsroom_start_from"),
        path("newsroom/<int:page_id>/model/", MarkView.as_view(), name="newsroom_mark"),
        path("newsroom/<int:page_id>/checks/", show_problems, name="newsroom_checks"),
        path("newsroom/presence/", presence, name="newsroom_presence"),
        path("newsroom/signed-in/", SIGNED_IN, name="newsroom_signed_in"),
        path("guide/<slug:name>/", GuideView.as_view(), name="newsroom_guide"),
        path("guide/images/<slug:name>.png", show_image, name="newsroom_guide_image"),
    ]


@hooks.register("register_admin_viewset")
def register_pages():
    return Pages()


@hooks.register("construct_help_menu")
def show_own_guide(request, items):
    """Ours, in place of Wagtail's guide and news, which are in English on another site."""
    items[:] = [item for item in items if not item.name.startswith(("editor-guide", "whats-new"))]
    guide = MenuItem(
        _("Guide of the staff"), reverse("newsroom_guide", args=["redaction"]), name="guide", icon_name="help", order=1
    )
    items.append(guide)


def register_screen(view: type, name: str, address: str, order: int, permission: str = "") -> None:
    """Have the menu lead to a screen of those who edit pages, and have a permission if it asks for one."""

    class Item(MenuItem):
        def is_shown(self, request):
            return may_edit_pages(request.user) and (not permission or request.user.has_perm(permission))

    @hooks.register("register_admin_menu_item")
    def make_item():
        return Item(view.page_title, reverse(address), name=name, icon_name=view.header_icon, order=order)


register_screen(PlanningView, "planning", "newsroom_planning", 150)
register_screen(TranslationReport, "translations", "translations_dashboard", 315, SUBMIT_TRANSLATION)
register_screen(ReplaceView, "replace", "newsroom_replace", 320)
hooks.register("register_bulk_action", ThemesBulkAction)


@hooks.register("construct_homepage_panels", order=-10)
def show_tasks_only(request, panels):
    """What must I do now, and nothing else: what other apps add comes after."""
    panels[:] = [LooksPanel(), TasksPanel(), DayPanel(), BlockingPanel()]


@hooks.register("construct_homepage_summary_items", order=1000)
def hide_counts(request, items):
    items.clear()


@hooks.register("register_page_header_buttons")
def register_buttons(page, user, view_name, next_url=None):
    """From a translation to its passages, submitting where the editor has no button for it, and emergencies."""
    if page.depth == 1 or not page.permissions_for_user(user).can_edit():
        return
    follow = get_follow(page)
    if follow and user.has_perm(SUBMIT_TRANSLATION):
        url = reverse("translations_segments", args=[follow.source_id])
        yield Button(_("Translate passage by passage"), url, icon_name="wagtail-localize-language", priority=65)
    if page.has_unpublished_changes:
        state = page.current_workflow_state
        if state and page.current_workflow_task:
            yield Button(_("Review"), reverse("newsroom_desk", args=[state.pk]), icon_name="check", priority=70)
        elif follow and page.permissions_for_user(user).can_submit_for_moderation():
            # wagtail-localize's editor stands in for the page's own.
            url = reverse("newsroom_submit", args=[page.pk])
            yield Button(_("Submit for approval"), url, icon_name="check", priority=70)
    if view_name == "edit" and issubclass(page.specific_class or object, ContentPage):
        yield Button(_("Model page"), reverse("newsroom_mark", args=[page.pk]), icon_name="copy", priority=80)
    if user.has_perm(EMERGENCY) and page.has_unpublished_changes:
        url = reverse("newsroom_emergency", args=[page.pk])
        yield Button(_("Publish in an emergency"), url, icon_name="warning", priority=90)


@hooks.register("register_permissions")
def register_emergency():
    return Permission.objects.filter(content_type__app_label="newsroom", codename="publish_in_emergency")


@hooks.register("register_log_actions")
def register_log_actions(actions):
    @actions.register_action("newsroom.emergency")
    class EmergencyFormatter(LogFormatter):
        label = _("Published in an emergency")

        def format_message(self, log_entry):
            return _("Published without the two approvals")

        def format_comment(self, log_entry):
            return log_entry.data.get("reason", "")


@hooks.register("register_actions")
def register_drafts(actions):
    actions.register(Approved, DraftAction)


@hooks.register("construct_snippet_action_menu")
def hide_publish(items, request, context):
    """Nobody publishes an entry by a button; a batch is approved as it is."""
    hidden = {"action-publish"} if issubclass(context["model"], Approved) else set()
    if issubclass(context["model"], Batch):
        hidden |= {"action-save", "action-unpublish"}
    items[:] = [item for item in items if item.name not in hidden]


@hooks.register("before_serve_document")
def keep_embargo(document, request):
    """A document that nothing public shows does not exist, but for the staff."""
    if not request.user.has_perm("wagtailadmin.access_admin") and not is_public(document):
        return refuse(request, document, "This document is not public.")
    return None


@hooks.register("insert_global_admin_css")
def add_styles():
    return format_html('<link rel="stylesheet" href="{}">', static("newsroom/newsroom.css"))


@hooks.register("insert_editor_js")
def add_scripts():
    """Those that find the form there, or come before it is made: after Wagtail's own."""
    names = ("newsroom/gate.js", "newsroom/sleeping.js")
    return format_html_join("", '<script defer src="{}"></script>', ((static(name),) for name in names))


@hooks.register("insert_global_admin_js")
def choose_by_typing():
    label = gettext("Type to find, Enter to choose")
    return format_html('<script src="{}" data-label="{}"></script>', static("newsroom/typing.js"), label)
