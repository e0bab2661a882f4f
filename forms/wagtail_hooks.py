"""What came in by the form pages, in the admin."""

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem
from wagtail.admin.panels import FieldRowPanel, MultiFieldPanel
from wagtail.admin.viewsets.model import ModelViewSet

from .inbox import InboxView, get_readable_models
from .models import Answer, ReplyModel
from .viewsets import LEAVING, QUOTATION, QuotationForm, ReceivedPolicy, ReceivedViewSet, read_only


class AnswerViewSet(ReceivedViewSet):
    """Answers to the form pages."""

    model = Answer
    name = "answers"
    url_prefix = "answers"
    menu_label = _("Answers to forms")
    list_filter = ["page_title", "status", "created_at", "handled_by", "is_waiting", "is_quoted"]
    list_export = ["created_at", "page_title", "get_status_display", "name", "email", "text", "is_waiting", "signature"]
    own_form = QuotationForm
    own_panels = [
        MultiFieldPanel(
            [FieldRowPanel([*read_only("may_quote", "is_waiting"), "signature"]), "quotation", "is_quoted"],
            _("Quotation"),
        ),
    ]


class ReplyModelViewSet(ModelViewSet):
    """Texts to answer by."""

    model = ReplyModel
    name = "reply_models"
    menu_hook = "register_inbox_menu_item"
    form_fields = ["title", "text", "language"]


@hooks.register("register_admin_viewset")
def register_answers():
    return [AnswerViewSet(), ReplyModelViewSet()]


@hooks.register("register_log_actions")
def register_actions(actions):
    actions.register_action(QUOTATION, _("Write a quotation"), _("Quotation written"))
    actions.register_action(LEAVING, _("Take a quotation away"), _("Quotation to be taken away"))


@hooks.register("register_admin_menu_item")
def register_inbox():
    """What came in, kind by kind: each viewset on `ReceivedViewSet` is in it."""
    return SubmenuMenuItem(_("Inbox"), Menu(register_hook_name="register_inbox_menu_item"), icon_name="mail", order=295)


class InboxItem(MenuItem):
    def is_shown(self, request):
        return bool(get_readable_models(request.user))


@hooks.register("register_inbox_menu_item")
def register_all_kinds():
    return InboxItem(_("All that came in"), reverse("inbox"), icon_name="mail", order=1)


@hooks.register("register_admin_urls")
def register_views():
    return [
        path("inbox/", InboxView.as_view(), name="inbox"),
        path("answers/file/<int:pk>/", send_file, name="answer_file"),
    ]


def send_file(request, pk: int):
    """A file that came with an answer, to whom may read the answer."""
    if not ReceivedPolicy(Answer).user_has_permission(request.user, "view"):
        raise PermissionDenied
    try:
        return FileResponse(get_object_or_404(Answer, pk=pk).attachment.open(), as_attachment=True)
    except (OSError, ValueError) as error:
        raise Http404 from error


@hooks.register("filter_form_submissions_for_user")
def hide_submissions(user, pages):
    """Wagtail's own screens of submissions are left out: any editor reads them, and nothing is kept there."""
    return pages.none()
