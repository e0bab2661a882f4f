"""The choice of themes in the editor."""

from django.db.models import Q
from wagtail.admin.panels import FieldPanel
from wagtail.models import Locale


class ThemesPanel(FieldPanel):
    """Offers each theme once, in the language in which pages are written, and those that the page has already.

    Pages in other languages keep the same themes: the site shows them translated.
    """

    class BoundPanel(FieldPanel.BoundPanel):
        def __init__(self, **kwargs):
            super().__init__(**kwargs)
            if self.bound_field is None:
                return
            field, page = self.bound_field.field, self.instance
            chosen = [theme.pk for theme in page.themes.all()] if page is not None and page.pk else []
            field.queryset = field.queryset.filter(Q(locale=Locale.get_default()) | Q(pk__in=chosen))
