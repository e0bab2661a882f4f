"""Filters of the lists of registers."""

from django.contrib.admin.filters import RelatedFieldListFilter
from django.utils.translation import gettext_lazy as _


class LanguageFilter(RelatedFieldListFilter):
    """The languages of the site, under that name."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.title = _("language")
