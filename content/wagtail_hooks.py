"""Key figures in the admin: among « extraits », on the screens of entries."""

from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.chooser import SnippetChooserViewSet
from wagtail.snippets.views.snippets import IndexView

from registers.editors import EntryViewSet

from .models import KeyFigure


class KeyFigureViewSet(EntryViewSet):
    model = KeyFigure
    index_view_class = IndexView
    chooser_viewset_class = SnippetChooserViewSet
    menu_item_is_registered = False


register_snippet(KeyFigureViewSet)
