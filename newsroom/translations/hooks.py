"""Translation in the admin: its dashboard, its screens, and what is said when a publication is refused."""

from django.shortcuts import redirect
from django.urls import path, reverse
from wagtail import hooks
from wagtail.admin import messages
from wagtail_localize import wagtail_hooks as theirs

from ..guard import UntranslatedError
from . import changes as _changes  # noqa: F401 — what is said in the editor is registered there.
from . import views
from .dashboard import TranslationReport
from .progress import get_follow, get_missing

#: What wagtail-localize adds to each line of a list costs two queries a line; editors and the dashboard have it too.
COSTLY = {
    "register_page_header_buttons": theirs.page_listing_more_buttons,
    "register_page_listing_more_buttons": theirs.page_listing_more_buttons,
    "register_snippet_listing_buttons": theirs.register_snippet_listing_buttons,
}
for name, costly in COSTLY.items():
    hooks._hooks[name] = [hook for hook in hooks._hooks[name] if hook[0] is not costly]


@hooks.register("register_page_header_buttons")
def offer_translation(page, user, view_name, next_url=None):
    """What wagtail-localize offers above its lists too, where it is done: beside the page's text."""
    return theirs.page_listing_more_buttons(page, user, view_name, next_url) if view_name == "edit" else ()


@hooks.register("register_admin_urls", order=-10)
def register_urls():
    """Some stand before those of wagtail-localize, which they replace."""
    entry = "<slug:app_label>/<slug:model_name>/<str:pk>/"
    return [
        path("localize/page/<int:page_id>/convert_to_alias/", views.refuse_alias),
        path("localize/submit/page/<int:page_id>/", views.start_page),
        path(f"localize/submit/snippet/{entry}", views.start),
        path(f"localize/modeladmin/submit/{entry}", views.start),
        path("translations/", TranslationReport.as_view(), name="translations_dashboard"),
        path(
            "translations/results/", TranslationReport.as_view(results_only=True), name="translations_dashboard_results"
        ),
        path(f"translations/start/{entry}", views.start, name="translations_start"),
        path("translations/<int:source_id>/", views.segments, name="translations_segments"),
    ]


@hooks.register("construct_reports_menu")
def hide_other_report(request, menu_items):
    """One list of translations is enough: the dashboard says all that wagtail-localize's report does."""
    other = reverse("wagtail_localize:translations_report")
    menu_items[:] = [item for item in menu_items if item.url != other]


@hooks.register("construct_page_action_menu")
def hide_alias(menu_items, request, context):
    menu_items[:] = [item for item in menu_items if item.name != "localize-convert-to-alias"]


@hooks.register("before_edit_page", order=-10)
def refuse_translation(request, page):
    """Say what is still in French to who presses “publish” in wagtail-localize's own editor."""
    if request.method != "POST" or request.POST.get("action") != "publish":
        return None
    translation = get_follow(page)
    if translation and (missing := get_missing(translation.source, page.locale)):
        refusal = UntranslatedError(page, [segment.string.data for segment in missing])
        messages.error(request, refusal.title)
        return redirect("translations_segments", translation.source_id)
    return None
