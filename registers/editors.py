"""Where the entries of registers are written: Wagtail's own screens, with drafts, versions and approval."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.chooser import SnippetChooserViewSet
from wagtail.snippets.views.snippets import CreateView as AddEntryView
from wagtail.snippets.views.snippets import EditView as EditEntryView
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet
from wagtail_modeladmin.views import CreateView, EditView

from sections.approved import get_owner

from .resuming import ResumingMixin


class Chooser(SnippetChooserViewSet):
    """Forms keep their own choices of entries."""

    register_widget = False


class ListInstead(IndexView):
    """The list of a register is that of its own menu."""

    def dispatch(self, request, *args, **kwargs):
        opts = self.model._meta
        return redirect(f"{opts.app_label}_{opts.model_name}_modeladmin_index")


class AddEntry(ResumingMixin, AddEntryView):
    pass


class EditEntry(ResumingMixin, EditEntryView):
    pass


class EntryViewSet(SnippetViewSet):
    """The screens of one register that has its list elsewhere."""

    add_view_class, edit_view_class = AddEntry, EditEntry
    index_view_class = ListInstead
    chooser_viewset_class = Chooser
    #: It is in the menus under its own name, not among « extraits ».
    menu_item_is_registered = True

    def get_queryset(self, request):
        return self.model.objects.tell_status()


class ToEditor:
    """A screen of the register that leads to Wagtail's own; what belongs to an entry is written with it."""

    action = "edit"

    @method_decorator(login_required)
    def dispatch(self, request, *args, **kwargs):
        attribute, model = get_owner(self.model)
        if self.action == "add":
            return redirect(model.snippet_viewset.get_url_name("add"))
        key = getattr(self.instance, attribute)
        return redirect(model.snippet_viewset.get_url_name("edit"), key)


class ToCreate(ToEditor, CreateView):
    action = "add"


class ToEdit(ToEditor, EditView):
    action = "edit"


def register_editor(admin) -> None:
    """Give a register Wagtail's screens of its entries."""
    options = {"model": admin.model, "icon": admin.menu_icon}
    if hasattr(admin, "panels"):
        options["panels"] = admin.panels
    register_snippet(type(f"{admin.model.__name__}ViewSet", (EntryViewSet,), options))
