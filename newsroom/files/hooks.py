"""What files have in Wagtail's admin: their screens, and what is not done to many of them at once."""

from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages

from .changes import may_change_alone
from .views import DocumentEditView, ImageEditView, VersionsView, read_version


@hooks.register("register_admin_urls", order=-1)
def register_files():
    return [
        # In place of Wagtail's own, whose names they answer to.
        path("images/<int:image_id>/", ImageEditView.as_view()),
        path("documents/edit/<int:document_id>/", DocumentEditView.as_view()),
        path("files/<str:kind>/<int:pk>/versions/", VersionsView.as_view(), name="newsroom_file_versions"),
        path("files/changes/<int:pk>/before/", read_version, {"side": "before"}, name="newsroom_file_before"),
        path("files/changes/<int:pk>/after/", read_version, {"side": "after"}, name="newsroom_file_after"),
    ]


@hooks.register("before_bulk_action")
def keep_collection(request, action_type, objects, action):
    """Who may open a file is not changed for many at once while something shows them."""
    if action_type == "add_to_collection" and not all(may_change_alone(file, request.user) for file in objects):
        messages.error(request, _("A file that is used changes its collection on its own screen, by an approval."))
        return redirect(reverse(f"{action.model._meta.app_label}:index"))
    return None
