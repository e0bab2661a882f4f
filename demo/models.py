"""The page of examples: a type of its own, that goes with the demonstration."""

from django.utils.translation import gettext_lazy as _

from home.models.standard import InstitutionalPage


class ExamplePage(InstitutionalPage):
    """Every block that a text may hold, with invented content; no list, robot nor search leads to it."""

    is_apart = is_demonstration = True
    template = "demo/example_page.html"

    class Meta:
        verbose_name = _("page of examples")
        verbose_name_plural = _("pages of examples")
