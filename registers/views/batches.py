"""Batches of changes in the admin: their list, their preview where they are approved, and choosing drafts to publish."""

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.panels import Panel
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.snippets.views.snippets import IndexView

from sections.approved import get_approved_models

from ..batches import propose
from ..editors import EntryViewSet
from ..models import Batch

#: Drafts of each kind that can be chosen at once.
MAX_DRAFTS = 500


class PreviewPanel(Panel):
    """What a batch would do, now."""

    class BoundPanel(Panel.BoundPanel):
        @property
        def template_name(self):
            return self.instance.doer.template_name

        def get_context_data(self, parent_context=None):
            context = super().get_context_data(parent_context)
            own = {} if self.instance.live else self.instance.doer.describe()
            if "drafts" in own:
                own["drafts"] = [describe(entry) for entry, _revision in own["drafts"] if entry]
            return {**context, "batch": self.instance, **own}


def describe(entry) -> dict:
    """A draft, in a list."""
    latest = entry.latest_revision
    return {
        "name": latest.object_str,
        "kind": entry._meta.verbose_name,
        "who": latest.user,
        "url": reverse(entry.snippet_viewset.get_url_name("edit"), args=[entry.pk]),
        "value": f"{entry._meta.label}:{entry.pk}:{latest.pk}",
    }


class ReleaseView(WagtailAdminTemplateMixin, TemplateView):
    """Choose drafts of entries, to be approved and published together."""

    template_name = "registers/release.html"
    page_title = gettext_lazy("Publish several drafts together")
    header_icon = "upload"

    @cached_property
    def drafts(self) -> list[dict]:
        """Those of the kinds that the user may change."""
        found = []
        for model in get_approved_models():
            opts = model._meta
            if hasattr(model, "snippet_viewset") and self.request.user.has_perm(
                f"{opts.app_label}.change_{opts.model_name}"
            ):
                rows = model._base_manager.filter(has_unpublished_changes=True, latest_revision__isnull=False)
                found += rows.select_related("latest_revision__user")[:MAX_DRAFTS] if model is not Batch else []
        return [describe(entry) for entry in found]

    def get_context_data(self, **kwargs):
        return super().get_context_data(drafts=self.drafts, **kwargs)

    def post(self, request, *args, **kwargs):
        offered = {draft["value"] for draft in self.drafts}
        chosen = [value.split(":") for value in dict.fromkeys(request.POST.getlist("draft")) if value in offered]
        name = request.POST.get("name", "").replace("\x00", "").strip()
        if not (chosen and name):
            messages.error(request, _("Choose at least one draft, and give the batch a name."))
            return self.get(request, *args, **kwargs)
        drafts = [[label, int(pk), int(revision)] for label, pk, revision in chosen]
        batch = propose(Batch.Kind.RELEASE, None, name, {"drafts": drafts}, request.user)
        messages.success(request, _("The batch is submitted: it is published, whole, once someone else approves it."))
        return redirect(reverse(batch.snippet_viewset.get_url_name("edit"), args=[batch.pk]))


class BatchViewSet(EntryViewSet):
    """A batch is proposed by the screens of the registers, and is not changed afterwards."""

    model = Batch
    icon = "list-ul"
    menu_label = gettext_lazy("Batches of changes")
    menu_name = "batches"
    menu_order = 318
    add_to_admin_menu = True
    index_view_class = IndexView
    list_display = ["name", "kind", "author", "created_at", "status_string"]
    list_per_page = 50
    panels = [PreviewPanel()]
    copy_view_enabled = False

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("author")

    @property
    def add_view(self):
        return ReleaseView.as_view()
