"""« Organiser un café »: the page of the guide."""

from django.utils.translation import gettext_lazy as _
from wagtail.fields import RichTextField
from wagtail.models import Page

from content.models.contributions import load_contributions

from ..guide import Guide
from ..navigation import get_crumbs
from .formats import AnimationFormatPage
from .kits import KitPage
from .resources import ResourcePage


class GuidePage(Page):
    """Four questions lead to the right kit and to formats."""

    introduction = RichTextField(_("introduction"), blank=True, features=["bold", "italic", "link"])

    template = "cafeia/guide.html"
    max_count_per_parent = 1
    parent_page_types = ["cafeia.CafeIaIndexPage"]
    subpage_types = []
    content_panels = [*Page.content_panels, "introduction"]

    class Meta:
        verbose_name = _("guide for organisers")
        verbose_name_plural = _("guides for organisers")

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        guide = Guide(request.GET, self.get_url(request) or "", self.locale.language_code)
        context.update(guide=guide, crumbs=get_crumbs(self, request), noindex=bool(guide.answers))
        if guide.question is None:
            results = guide.get_results(KitPage, AnimationFormatPage, ResourcePage)
            load_contributions([item["page"] for item in results["formats"]])
            context["results"] = results
        return context
