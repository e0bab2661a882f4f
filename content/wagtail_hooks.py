"""Key figures in the admin: among « extraits », on the screens of entries."""

from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import IndexView

from registers.editors import Chooser, EntryViewSet

from .models import KeyFigure


class FigureChooser(Chooser):
    register_widget = True


class KeyFigureViewSet(EntryViewSet):
    model = KeyFigure
    index_view_class = IndexView
    chooser_viewset_class = FigureChooser
    menu_item_is_registered = False


register_snippet(KeyFigureViewSet)
