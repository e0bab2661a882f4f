"""Where the entries of registers are written: Wagtail's own screens, with drafts, versions and approval."""

from django.contrib.admin.utils import unquote
from django.db import IntegrityError, transaction
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import RedirectView
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.chooser import SnippetChooserViewSet
from wagtail.snippets.views.snippets import CreateView as AddEntryView
from wagtail.snippets.views.snippets import EditView as EditEntryView
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet

from sections.approved import get_owner

from .resuming import ResumingMixin


class Chooser(SnippetChooserViewSet):
    """New entries are written on their own screens; forms list all, where they are few (`chosen_in_a_window`)."""

    register_widget = False

    def get_urlpatterns(self):
        return [pattern for pattern in super().get_urlpatterns() if pattern.name != "create"]


class Window(Chooser):
    """Forms open it, with its search, in place of a list."""

    register_widget = True


class ListInstead(IndexView):
    """The list of a register is that of its own menu."""

    def dispatch(self, request, *args, **kwargs):
        opts = self.model._meta
        return redirect(f"{opts.app_label}_{opts.model_name}_modeladmin_index")


class AddEntry(ResumingMixin, AddEntryView):
    def form_valid(self, form):
        try:
            with transaction.atomic():
                return super().form_valid(form)
        except IntegrityError:
            # What the form has not, a language, is part of what makes it unique.
            form.instance.pk, form.instance._state.adding = None, True
            form.add_error(None, _("Another entry has this address or this identifier: choose another."))
            self.is_valid(form)
            return self.form_invalid(form)


class EditEntry(ResumingMixin, EditEntryView):
    pass


class EntryViewSet(SnippetViewSet):
    """The screens of one register that has its list elsewhere."""

    add_view_class, edit_view_class = AddEntry, EditEntry
    index_view_class = ListInstead
    chooser_viewset_class = Chooser
    #: A copy would have the address and the identifier of what it is copied from.
    copy_view_enabled = False
    #: It is in the menus under its own name, not among « extraits ».
    menu_item_is_registered = True

    def get_queryset(self, request):
        return self.model.objects.tell_status()


class ToEditor(RedirectView):
    """A screen of the register that leads to Wagtail's own; what belongs to an entry is written with it."""

    model_admin = instance_pk = None

    def get_redirect_url(self):
        attribute, model = get_owner(self.model_admin.model)
        if self.instance_pk is None:
            return reverse(model.snippet_viewset.get_url_name("add"))
        entry = get_object_or_404(self.model_admin.model, pk=unquote(self.instance_pk))
        return reverse(model.snippet_viewset.get_url_name("edit"), args=[getattr(entry, attribute)])


def register_editor(admin) -> None:
    """Give a register Wagtail's screens of its entries."""
    options = {"model": admin.model, "icon": admin.menu_icon}
    if admin.chosen_in_a_window:
        options["chooser_viewset_class"] = Window
    if hasattr(admin, "panels"):
        options["panels"] = admin.panels
    register_snippet(type(f"{admin.model.__name__}ViewSet", (EntryViewSet,), options))
