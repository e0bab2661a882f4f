"""Importing a corrected spreadsheet: an upload, a preview of what it changes, a confirmation."""

import hashlib
import json

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ..batches import propose
from ..models import PENDING_FOR, Batch, PendingImport
from ..sheets.apply import ImportStopped, apply, check
from ..sheets.files import MAX_BYTES, MAX_ROWS, read_file
from ..sheets.plan import make_plan, make_rows, match_headings, show_plan
from ..uploads import FileRefused, UploadForm, UploadScreen
from .base import RegisterScreen


def digest(seen: dict) -> str:
    """What a preview showed, in a few characters."""
    return hashlib.sha256(json.dumps(seen, sort_keys=True).encode()).hexdigest()[:32]


class SheetForm(UploadForm):
    max_bytes, formats = MAX_BYTES, (".csv", ".xlsx")
    help_text = gettext_lazy("A CSV or XLSX file that comes from an export of this register.")


class ImportScreen(RegisterScreen):
    page_title = gettext_lazy("Import a spreadsheet")

    def is_allowed(self, user):
        return self.model_admin.user_can_import(user)


class UploadView(ImportScreen, UploadScreen):
    """Take a file and keep its rows; or say on the form why not. Nothing of the register is written."""

    template_name = "registers/upload.html"

    def make_form(self, *args):
        return SheetForm(*args)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        sheet = self.model_admin.sheet
        return {**context, "columns": sheet.columns, "max_rows": MAX_ROWS, "is_pages": self.model_admin.is_pagemodel}

    def take(self, form):
        PendingImport.forget_old()
        upload, sheet = form.cleaned_data["file"], self.model_admin.make_sheet()
        lines = read_file(upload.name, upload.read())
        columns = match_headings(sheet, lines[0])
        rows, faults = make_rows(columns, lines[1:])
        if faults or not rows:
            raise FileRefused("" if rows else _("The file has headings and no line."), faults=faults)
        pending = PendingImport.objects.create(
            model=self.model._meta.label, user=self.request.user, file_name=upload.name[:200], rows=rows
        )
        return redirect(self.get_url("import_confirm", pending.token))


class ConfirmView(ImportScreen):
    """What the file changes, field by field; then doing it."""

    template_name = "registers/preview.html"

    def get_own_crumbs(self):
        return [{"url": self.get_url("import"), "label": _("Import")}, {"url": "", "label": _("Preview")}]

    def dispatch(self, request, *args, **kwargs):
        # One's own only, of this register, and not an old one.
        self.pending = PendingImport.objects.filter(
            token=kwargs["token"],
            model=self.model._meta.label,
            user=request.user.pk,
            created_at__gte=timezone.now() - PENDING_FOR,
        ).first()
        if self.pending is None and self.is_allowed(request.user):
            messages.warning(
                request, _("This import was done already, or waited for more than an hour. Choose the file again.")
            )
            return redirect(self.get_url("import"))
        return super().dispatch(request, *args, **kwargs)

    def get(self, request, *args, **kwargs):
        return self.show(make_plan(self.model_admin.make_sheet(), self.pending.rows, request.user))

    def show(self, plan, stale=()):
        """The preview; it is what is remembered as seen."""
        PendingImport.objects.filter(pk=self.pending.pk).update(seen=plan.seen)
        context = {
            "pending": self.pending,
            **show_plan(plan),
            "seen": digest(plan.seen),
            "stale": stale,
            "upload_url": self.get_url("import"),
            "is_pages": self.model_admin.is_pagemodel,
        }
        status = 409 if stale else 200
        return self.render_to_response(self.get_context_data(**context), status=status)

    def post(self, request, *args, **kwargs):
        if "cancel" in request.POST:
            self.pending.delete()
            messages.info(request, _("Nothing was imported."))
            return redirect(self.index_url)
        if request.POST.get("seen", digest(self.pending.seen)) != digest(self.pending.seen):
            # The preview was shown again since, in another window: this is not what it says.
            return self.get(request, *args, **kwargs)
        try:
            with transaction.atomic():
                # Whoever confirms twice, or from two windows, finds it gone.
                pending = PendingImport.objects.select_for_update().get(pk=self.pending.pk)
                words = self.finish(pending)
                pending.delete()
        except ImportStopped as error:
            return self.show(error.plan, error.stale)
        except PendingImport.DoesNotExist:
            messages.warning(request, _("This import was done already."))
            return redirect(self.index_url)
        messages.success(request, words)
        return redirect(self.index_url)

    def finish(self, pending) -> str:
        """Make the drafts of pages; hand the import of entries to those who approve it. What is said of it."""
        sheet, user = self.model_admin.make_sheet(), self.request.user
        if self.model_admin.is_pagemodel:
            return self.describe(apply(sheet, pending.rows, pending.seen, pending.file_name, user))
        check(sheet, pending.rows, pending.seen, user)
        data = {"rows": pending.rows, "seen": pending.seen, "file": pending.file_name}
        propose(Batch.Kind.IMPORT, self.model, pending.file_name, data, user)
        return _("The import is submitted: it is done, whole, once someone else approves it.")

    def describe(self, plan) -> str:
        parts = []
        if count := len(plan.changed):
            parts.append(ngettext("%(n)d entry changed", "%(n)d entries changed", count) % {"n": count})
        if count := len(plan.added):
            parts.append(ngettext("%(n)d entry added", "%(n)d entries added", count) % {"n": count})
        return _("Import done: %(what)s.") % {"what": ", ".join(parts)}
