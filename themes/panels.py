"""The choice of themes in the editor."""

from django.db.models import Q
from wagtail.admin.panels import FieldPanel
from wagtail.models import Locale


class ThemesPanel(FieldPanel):
    """Offers each theme once, in the language in which pages are written, and those that are chosen already.

    Pages in other languages keep the same themes: the site shows them translated. A broader theme is of the
    language of its sub-theme.
    """

    class BoundPanel(FieldPanel.BoundPanel):
        def __init__(self, **kwargs):
            super().__init__(**kwargs)
            if self.bound_field is None:
                return
            field, chosen = self.bound_field.field, self.form.initial.get(self.field_name) or ()
            chosen = chosen if hasattr(chosen, "__iter__") else [chosen]
            own = getattr(self.instance, "locale_id", None) if self.panel.model is field.queryset.model else None
            offered = Q(locale=own or Locale.get_default().pk)
            field.queryset = field.queryset.filter(offered | Q(pk__in=[getattr(one, "pk", one) for one in chosen]))
