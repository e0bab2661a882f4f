"""Contents without a theme."""

from django.utils.translation import gettext_lazy as _

from content.models import ContentPage
from sections.page_reports import PageReport


class ThemeReport(PageReport):
    """Live contents that no theme leads to."""

    page_title = _("Pages without theme")
    header_icon = "tag"
    file_stem = "pages-sans-theme"
    index_url_name = "care_themes"
    index_results_url_name = "care_themes_results"
    introduction = _("Readers who follow a theme never meet these contents.")

    def get_base_queryset(self):
        without = ContentPage.objects.filter(themes=None).values("pk")
        return super().get_base_queryset().filter(pk__in=without)
