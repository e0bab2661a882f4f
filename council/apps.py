from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CouncilConfig(AppConfig):
    """« Le Conseil »: missions, members, history, figures, printed copies."""

    name = "council"
    verbose_name = _("The Conseil")

    def ready(self):
        from content.models import KeyFigure

        KeyFigure.page_model = "council.FiguresPage"
