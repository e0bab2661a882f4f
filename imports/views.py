"""Importing in the admin: an upload, and the report of what it gave."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.auth import permission_denied
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from registers.uploads import UploadForm, UploadScreen

from .importer import Importer
from .models import ImportRecord
from .readers import MAX_BYTES, read
from .registry import choose_importer, get_importers
from .service import UNCHANGED, ImportConflict, run

#: Imports that the first screen lists.
MAX_RECENT = 20
HELP = {
    "importer": gettext_lazy("A mail or a text that greets its readers and says its date becomes a letter, if you say nothing."),
    "force": gettext_lazy("The document becomes a new draft over the later work, which stays in the page’s history."),
    "file": gettext_lazy("%(formats)s; %(limit)d MB at most."),
}  # fmt: skip


class DocumentForm(UploadForm):
    """A file, and what to make of it among `importers`."""

    max_bytes = MAX_BYTES
    importer = forms.ChoiceField(label=gettext_lazy("What it becomes"), required=False, help_text=HELP["importer"])
    force = forms.BooleanField(label=gettext_lazy("Import all the same"), required=False, help_text=HELP["force"])

    def __init__(self, *args, importers: list[Importer], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["importer"].choices = [("", _("The site decides")), *((i.name, i.label) for i in importers)]
        self.formats = tuple(sorted({extension for importer in importers for extension in importer.formats}))
        self.fields["file"].widget.attrs["accept"] = ",".join(self.formats)
        limits = {"formats": ", ".join(self.formats), "limit": MAX_BYTES // 1_000_000}
        self.fields["file"].help_text = HELP["file"] % limits
        self.fields["force"].widget = forms.HiddenInput()


def get_allowed_importers(user) -> list:
    """The importers whose section lets `user` add pages."""
    found = [(importer, importer.get_parent()) for importer in get_importers()]
    return [importer for importer, parent in found if parent and parent.permissions_for_user(user).can_add_subpage()]


class ImportScreen(WagtailAdminTemplateMixin, TemplateView):
    """What both screens share: they are for those who may add pages to a section that takes documents."""

    header_icon = "upload"
    _show_breadcrumbs = True

    def dispatch(self, request, *args, **kwargs):
        self.importers = get_allowed_importers(request.user)
        if not self.importers:
            return permission_denied(request)
        return super().dispatch(request, *args, **kwargs)


class UploadView(ImportScreen, UploadScreen):
    """Take a file, import it as a draft, go to its report; or say on the form why not."""

    template_name = "imports/upload.html"
    page_title = gettext_lazy("Import a document")

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": "", "label": _("Import")}]

    def make_form(self, *args):
        return DocumentForm(*args, importers=self.importers)

    def get_context_data(self, **kwargs):
        names = [importer.name for importer in self.importers]
        records = ImportRecord.objects.filter(importer__in=names, page__isnull=False).select_related("page", "user")
        return {**super().get_context_data(**kwargs), "recent": list(records[:MAX_RECENT])}

    def take(self, form):
        upload = form.cleaned_data["file"]
        data = upload.read()
        importer = next((i for i in self.importers if i.name == form.cleaned_data["importer"]), None)
        document = read(upload.name, data, importer.formats if importer else form.formats)
        importer = importer or choose_importer(document, self.importers)
        try:
            outcome = run(importer, document, data, user=self.request.user, force=form.cleaned_data["force"])
        except ImportConflict:
            form.fields["force"].widget = forms.CheckboxInput()
            raise
        if outcome.status == UNCHANGED:
            messages.info(self.request, _("This very file was already imported: nothing was changed."))
        return redirect("imports_report", outcome.record.pk)


class ReportView(ImportScreen):
    """What was read, what was left out and why, and the way to the draft."""

    template_name = "imports/report.html"
    page_title = gettext_lazy("Report of an import")

    def dispatch(self, request, *args, **kwargs):
        self.record = get_object_or_404(ImportRecord.objects.select_related("page", "user"), pk=kwargs["pk"])
        page = self.record.page
        if page is None or not page.permissions_for_user(request.user).can_edit():
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self):
        start = {"url": reverse("imports_upload"), "label": _("Import")}
        return [*self.breadcrumbs_items, start, {"url": "", "label": self.record.source_name}]

    def get_page_subtitle(self):
        return self.record.source_name

    def get_context_data(self, **kwargs):
        report = self.record.report
        grouped: dict[str, list[str]] = {}
        for entry in report.get("dropped", []):
            grouped.setdefault(entry["reason"], []).append(entry["what"])
        return {
            **super().get_context_data(**kwargs),
            "record": self.record,
            "report": report,
            "dropped": grouped.items(),
            "is_complete": report.get("ratio") == 1,
            "edit_url": reverse("wagtailadmin_pages:edit", args=[self.record.page_id]),
        }
