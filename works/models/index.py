from django.utils.translation import gettext_lazy as _

from sections.models import SectionIndexPage


class WorkIndexPage(SectionIndexPage):
    """The works library."""

    subpage_types = ["works.WorkPage"]

    class Meta:
        verbose_name = _("works index")
        verbose_name_plural = _("works indexes")
