from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CouncilConfig(AppConfig):
    """« Le Conseil »: missions, members, history, figures, printed copies."""

    name = "council"
    verbose_name = _("The Conseil")

    def ready(self):
        from content.models import KeyFigure
        from content.related import register_address

        from .addresses import get_figure_address, get_figures_pages

        register_address(KeyFigure, get_figure_address, get_figures_pages)
