"""The screens by which the staff read and answer what came in."""

from django import forms
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from sections.approved import Refusal
from sections.page_reports import DatedSpreadsheetMixin

from .models import ENDED, ReplyModel, Status
from .receiving import send, tally

#: The actions, in the history, of writing a quotation, and of asking that it leaves.
QUOTATION, LEAVING = "forms.quotation", "forms.leaving"


class ReceivedPolicy(ModelPermissionPolicy):
    """It comes from the public: nobody adds any in the admin."""

    def user_has_permission(self, user, action):
        return action != "add" and super().user_has_permission(user, action)

    def user_has_any_permission(self, user, actions):
        return any(self.user_has_permission(user, action) for action in actions)


class HandlingForm(WagtailAdminModelForm):
    """Where it stands, and an answer by e-mail."""

    answer_by = forms.ModelChoiceField(ReplyModel.objects.all(), label=_("Model of answer"), required=False)
    answer = forms.CharField(
        label=_("Answer"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Sent by e-mail when you save. Left empty, the text of the model is sent as it is."),
    )

    def clean(self):
        data = super().clean()
        data["answer"] = data.get("answer") or (data["answer_by"].text if data.get("answer_by") else "")
        if data["answer"] and not self.instance.email:
            self.add_error("answer", _("No e-mail address was left: it cannot be answered."))
        return data


class QuotationForm(HandlingForm):
    """A quotation is what the public reads: whoever wrote it has someone else publish it, and it leaves by two people."""

    is_asked = is_leaving = False

    def clean(self):
        data = super().clean()
        self.is_written = not {"quotation", "signature"}.isdisjoint(self.changed_data)
        if data.get("is_quoted") and (self.is_written or "is_quoted" in self.changed_data and self.is_own()):
            self.add_error("is_quoted", _("Someone else publishes what you wrote: save it without this box."))
        elif self.initial.get("is_quoted") and not data.get("is_quoted"):
            said = ModelLogEntry.objects.for_instance(self.instance).filter(action=LEAVING).order_by("timestamp").last()
            self.is_leaving = said is not None and not said.data["left"] and said.user_id != self.for_user.pk
            self.is_asked = data["is_quoted"] = not self.is_leaving
            if self.is_asked and self.is_written:
                self.add_error("is_quoted", _("It is online: two people take it away first, then it is written anew."))
        return data

    def is_own(self) -> bool:
        written = ModelLogEntry.objects.for_instance(self.instance).filter(action=QUOTATION)
        return written.filter(user=self.for_user).exists()

    def save(self, commit=True):
        thing = super().save(commit)
        if self.is_written:
            log(thing, QUOTATION, user=self.for_user)
        if self.is_asked or self.is_leaving:
            log(thing, LEAVING, user=self.for_user, data={"left": self.is_leaving})
        return thing


class ReceivedIndexView(DatedSpreadsheetMixin, generic.IndexView):
    """The list, and its spreadsheet."""

    def get_base_queryset(self):
        return super().get_base_queryset().prefetch_related(*self.model.listed_with)


class ReceivedEditView(generic.EditView):
    """Says who handled it and when; sends the answer."""

    @transaction.atomic
    def save_instance(self):
        thing, data, is_moved = self.form.instance, self.form.cleaned_data, "status" in self.form.changed_data
        if data["answer"]:
            thing.reply = "\n\n".join(filter(None, [thing.reply, data["answer"]]))
            thing.status = thing.status if thing.status in ENDED else Status.DONE
        if data["answer"] or is_moved:
            if thing.status in ENDED and not thing.handled_at:
                tally(thing, "handled")
            thing.handled_at = timezone.now() if thing.status in ENDED else None
            thing.handled_by = thing.handled_by or self.request.user
        thing = super().save_instance()
        if getattr(self.form, "is_asked", False):
            messages.warning(self.request, _("The quotation stays online until someone else unticks its box too."))
        if data["answer"]:
            subject = data["answer_by"].title if data["answer_by"] else thing.title
            send(thing, [EmailMessage(subject, data["answer"], to=[thing.email])])
        if is_moved and thing.status in ENDED:
            thing.close()
        return thing


class ReceivedDeleteView(generic.DeleteView):
    """Nor does what is quoted online go by one person, with what it was taken from."""

    def post(self, request, *args, **kwargs):
        if getattr(self.object, "is_quoted", False):
            raise Refusal(None, _("It is quoted online: two people untick its box first."))
        return super().post(request, *args, **kwargs)


def read_only(*names: str) -> list[FieldPanel]:
    return [FieldPanel(name, read_only=True) for name in names]


class ReceivedViewSet(ModelViewSet):
    """One kind of thing that came in; `own_panels` shows what its form asked for."""

    icon = "mail"
    menu_hook = "register_inbox_menu_item"
    inspect_view_enabled = False
    copy_view_enabled = False
    add_to_reference_index = False
    index_view_class = ReceivedIndexView
    edit_view_class = ReceivedEditView
    delete_view_class = ReceivedDeleteView
    list_display = [
        "__str__",
        Column("title", label=_("Request")),
        Column("get_status_display", label=_("Status"), sort_key="status"),
        Column("handled_by", label=_("Handled by")),
        DateColumn("created_at", label=_("Received"), sort_key="created_at"),
    ]
    list_filter = ["status", "created_at", "handled_by", "notified"]
    search_fields = ["name", "email"]
    search_backend_name = None
    export_headings = {"get_status_display": _("Status")}
    own_panels: tuple = ()
    own_form = HandlingForm

    def on_register(self):
        register_permission_policy(self.model, ReceivedPolicy(self.model))
        super().on_register()

    def get_edit_handler(self):
        panels = [
            MultiFieldPanel(
                [
                    FieldRowPanel(["status", "handled_by", "due_on"]),
                    "staff_note",
                    FieldPanel("answer_by"),
                    FieldPanel("answer"),
                ],
                _("Handling"),
            ),
            HelpPanel(template="forms/admin/answer.html", heading=_("What was sent")),
            *self.own_panels,
            MultiFieldPanel(
                [
                    FieldRowPanel(read_only("created_at", "notified", "language")),
                    FieldRowPanel(read_only("handled_at", "keep_until")),
                    *read_only("reply"),
                ],
                _("Follow-up"),
            ),
        ]
        return ObjectList(panels, base_form_class=self.own_form).bind_to_model(self.model)
