"""Screens of files: their editors, which propose, their versions, the bytes of each; what is not done to many."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView
from wagtail import hooks
from wagtail.admin.widgets.button import Button
from wagtail.documents import get_document_model
from wagtail.documents.views import documents
from wagtail.images import get_image_model
from wagtail.images.views import images
from wagtail.permissions import policy_registry

from registers.models import Batch

from ..media import read_file
from ..views import CrumbsMixin
from .changes import get_versions, is_image, may_change_alone, propose_change, propose_values


class Proposing:
    """The editor of a file: what it says is proposed, unless nothing shows the file yet."""

    proposed = None

    def save_instance(self):
        file = self.model._base_manager.get(pk=self.form.instance.pk)
        if may_change_alone(file, self.request.user):
            return super().save_instance()
        self.proposed = propose_change(self.form, self.request.user)
        return self.model._base_manager.get(pk=file.pk)

    def get_success_message(self):
        if self.proposed:
            return _("The change is submitted: the public reads it once someone else approves it.")
        return super().get_success_message()

    @cached_property
    def header_more_buttons(self):
        kind = "image" if is_image(self.model) else "document"
        url = reverse("newsroom_file_versions", args=[kind, self.object.pk])
        return [Button(_("Versions"), url, icon_name="history", priority=10)]


class ImageEditView(Proposing, images.EditView):
    pass


class DocumentEditView(Proposing, documents.EditView):
    pass


class VersionsView(CrumbsMixin, TemplateView):
    """Every version of a file; an earlier one is brought back as any change is made."""

    template_name = "newsroom/files/versions.html"
    page_title = gettext_lazy("Versions")
    header_icon = "history"

    @cached_property
    def file(self):
        model = get_image_model() if self.kwargs["kind"] == "image" else get_document_model()
        file = get_object_or_404(model, pk=self.kwargs["pk"])
        if not policy_registry.get_by_type(model).user_has_permission_for_instance(self.request.user, "change", file):
            raise PermissionDenied
        return file

    def get_page_subtitle(self):
        return self.file.title

    def get_context_data(self, **kwargs):
        return super().get_context_data(file=self.file, versions=get_versions(self.file), **kwargs)

    def post(self, request, **kwargs):
        version = next((one for one in get_versions(self.file) if str(one.pk) == request.POST.get("version")), None)
        if version is None:
            raise Http404
        batch = propose_values(self.file, version.data["before"], request.user)
        messages.success(
            request, _("The earlier version is submitted: the public reads it once someone else approves it.")
        )
        return redirect(reverse(batch.snippet_viewset.get_url_name("edit"), args=[batch.pk]))


@require_safe
def read_version(request, pk: int, side: str):
    """The bytes of a file before or after a change, for the staff."""
    batch = get_object_or_404(Batch, pk=pk, kind=Batch.Kind.FILE)
    name = batch.data[side]["file"]
    response = read_file(name)
    is_shown = is_image(batch.doer.model)
    response["Content-Disposition"] = content_disposition_header(not is_shown, name.rpartition("/")[2])
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response


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
