"""Importing in the admin: an upload, what becomes of it, and the report of what it gave."""

import uuid

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.auth import permission_denied
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from registers.uploads import FileRefused, UploadForm, UploadScreen

from .importer import Importer
from .jobs import take_in
from .models import ImportRecord, Upload
from .readers import MAX_BYTES, clean_name
from .registry import get_allowed_importers

#: Imports that the first screen lists, documents that are sent at once, lines of a review's page.
MAX_RECENT, MAX_FILES, LINES = 20, 20, 400
HELP = {
    "importer": gettext_lazy("A mail or a text that greets its readers and says its date becomes a letter, if you say nothing."),
    "file": gettext_lazy("%(formats)s; %(limit)d MB at most, and %(many)d documents at once."),
}  # fmt: skip


class FilesInput(forms.FileInput):
    allow_multiple_selected = True


class DocumentField(forms.FileField):
    """One document or several."""

    widget = FilesInput

    def clean(self, data, initial=None) -> list:
        files = data if isinstance(data, list) else [data]
        if len(files) > MAX_FILES:
            raise forms.ValidationError(_("Send %(many)d documents at most at once.") % {"many": MAX_FILES})
        return [super(DocumentField, self).clean(file, initial) for file in files or [None]]


class DocumentForm(UploadForm):
    """Files, and what to make of them among `importers`."""

    max_bytes = MAX_BYTES
    file = DocumentField(label=gettext_lazy("File"), max_length=200)
    importer = forms.ChoiceField(label=gettext_lazy("What it becomes"), required=False, help_text=HELP["importer"])

    def __init__(self, *args, importers: list[Importer], **kwargs):
        self.formats = tuple(sorted({extension for importer in importers for extension in importer.formats}))
        limits = {"formats": ", ".join(self.formats), "limit": MAX_BYTES // 1_000_000, "many": MAX_FILES}
        self.help_text = HELP["file"] % limits
        super().__init__(*args, **kwargs)
        self.fields["importer"].choices = [("", _("The site decides")), *((i.name, i.label) for i in importers)]

    def clean_file(self):
        for file in self.cleaned_data["file"]:
            self.check_size(file)
        return self.cleaned_data["file"]


class ImportScreen(WagtailAdminTemplateMixin, TemplateView):
    """What both screens share: they are for those who may add pages to a section that takes documents."""

    header_icon = "upload"
    page_title = gettext_lazy("Import a document")
    _show_breadcrumbs = True
    about = ""  # The document that a screen is about.

    def dispatch(self, request, *args, **kwargs):
        self.importers = get_allowed_importers(request.user)
        if not self.importers:
            return permission_denied(request)
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self):
        start = {"url": reverse("imports_upload") if self.about else "", "label": _("Import")}
        return [*self.breadcrumbs_items, start, *([{"url": "", "label": self.about}] if self.about else [])]


class UploadView(ImportScreen, UploadScreen):
    """Take files, and go to what becomes of them; what is refused at once is said on the form."""

    template_name = "imports/upload.html"

    def make_form(self, *args):
        return DocumentForm(*args, importers=self.importers)

    def get_context_data(self, **kwargs):
        names = [importer.name for importer in self.importers]
        records = ImportRecord.objects.filter(importer__in=names, page__isnull=False).select_related("page", "user")
        waiting = Upload.objects.filter(user=self.request.user).exclude(state=Upload.State.DONE)
        return {
            **super().get_context_data(**kwargs),
            "recent": list(records[:MAX_RECENT]),
            "waiting": list(waiting[:MAX_RECENT]),
        }

    def take(self, form):
        sent = []
        for file in form.cleaned_data["file"]:
            upload = Upload(name=clean_name(file.name), importer=form.cleaned_data["importer"], user=self.request.user)
            # Whatever it is called, it is kept under a name of ours.
            upload.file.save(uuid.uuid4().hex, file)
            take_in(upload)
            sent.append(upload)
        if len(sent) > 1:
            return redirect("imports_upload")
        sent[0].refresh_from_db()
        if sent[0].state == Upload.State.REFUSED:
            sent[0].delete()
            raise FileRefused(sent[0].message)
        return redirect("imports_sent", sent[0].pk)


class SentView(ImportScreen):
    """How far a document is; then its report, a question, or why it was refused."""

    template_name = "imports/sent.html"

    def dispatch(self, request, *args, **kwargs):
        self.upload = get_object_or_404(Upload.objects.select_related("conflict"), pk=kwargs["pk"], user=request.user)
        self.about = self.upload.name
        return super().dispatch(request, *args, **kwargs)

    def get(self, request, *args, **kwargs):
        if self.upload.record:
            if self.upload.message:
                messages.info(request, self.upload.message)
                Upload.objects.filter(pk=self.upload.pk).update(message="")
            return redirect("imports_report", self.upload.record.pk)
        return super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        if "drop" in request.POST:
            self.upload.file.delete(save=False)
            self.upload.delete()
            return redirect("imports_upload")
        if self.upload.state == Upload.State.ASKING:
            self.upload.force, self.upload.state, self.upload.message = True, Upload.State.WAITING, ""
            self.upload.save()
            take_in(self.upload)
        return redirect("imports_sent", self.upload.pk)

    def get_context_data(self, **kwargs):
        return {**super().get_context_data(**kwargs), "upload": self.upload}


class ReportView(ImportScreen):
    """What was read, what was left out and why, and the way to the draft."""

    template_name = "imports/report.html"
    page_title = gettext_lazy("Report of an import")

    def dispatch(self, request, *args, **kwargs):
        self.record = get_object_or_404(ImportRecord.objects.select_related("page", "user"), pk=kwargs["pk"])
        page = self.record.page
        if page is None or not page.permissions_for_user(request.user).can_edit():
            raise PermissionDenied
        self.about = self.record.source_name
        return super().dispatch(request, *args, **kwargs)

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
            "review": Paginator(self.record.review, LINES).get_page(self.request.GET.get("p")),
            "edit_url": reverse("wagtailadmin_pages:edit", args=[self.record.page_id]),
        }
