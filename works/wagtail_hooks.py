from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.action_menu import ActionMenuItem

from content.printing import CannotPrint

from .models import WorkPage
from .printing import print_work


class PrintItem(ActionMenuItem):
    """« Faire le PDF du texte »: saves the draft, and puts the PDF among its files."""

    name = "action-print"
    label = gettext_lazy("Make the PDF of the text")
    icon_name = "doc-full"
    order = 25

    def is_shown(self, context):
        page = context.get("page")
        return isinstance(page, WorkPage) and bool(page.pk and page.chapters) and not context["locked_for_user"]


@hooks.register("register_page_action_menu_item")
def register_print() -> PrintItem:
    return PrintItem()


@hooks.register("after_edit_page")
def print_text(request, page) -> None:
    if "action-print" not in request.POST or not isinstance(page, WorkPage):
        return
    try:
        row = print_work(page, request.user)
    except CannotPrint as error:
        messages.error(request, str(error))
        return
    page.save_revision(user=request.user)
    said = _("The PDF of the text (%(pages)d pages) is among the documents of the draft: it is approved with it.")
    messages.success(request, said % {"pages": row.pages})
