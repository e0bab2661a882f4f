"""Batches of changes in the admin: their list, and their preview where they are approved."""

from django.utils.translation import gettext_lazy
from wagtail.admin.panels import Panel
from wagtail.snippets.views.snippets import IndexView

from ..editors import EntryViewSet
from ..models import Batch, doers


class PreviewPanel(Panel):
    """What a batch would do, now."""

    class BoundPanel(Panel.BoundPanel):
        @property
        def template_name(self):
            return self.instance.doer.template_name

        def get_context_data(self, parent_context=None):
            own = {} if self.instance.live else self.instance.doer.describe()
            return {**super().get_context_data(parent_context), "batch": self.instance, **own}


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

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("author")

    @property
    def add_view(self):
        """That of the kind that is proposed by choosing what is in it."""
        return next(doer.add_view for doer in doers.values() if doer.add_view)()
