"""The home page."""

from functools import partial

from django.db import models
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.models import Orderable, Page

from content.fields import StreamField
from content.models import ContentPage, KeyFigure
from content.routing import route_to_content
from sections.cards import load_pages
from sections.generations import keep
from sections.models import Routed
from sections.query import active_locale, published


class DoorBlock(blocks.StructBlock):
    """A way into the site, for one kind of reader."""

    title = blocks.CharBlock(label=_("Title"), max_length=60)
    text = blocks.TextBlock(label=_("Text"), max_length=200)
    label = blocks.CharBlock(label=_("Words of the link"), max_length=80)
    page = blocks.PageChooserBlock(label=_("Page"), required=False)
    path = blocks.CharBlock(
        label=_("Address on this site"), required=False, max_length=200, help_text=_("For instance /recherche/.")
    )

    class Meta:
        icon = "arrow-right"
        label = _("Door")


class HomePage(Routed, Page):
    """What the Conseil is, what it just said, and ways in."""

    mission = models.CharField(_("mission, in one sentence"), max_length=255, blank=True)
    presentation = models.TextField(_("presentation"), blank=True, max_length=600)
    doors = StreamField([("door", DoorBlock())], verbose_name=_("doors"), blank=True, max_num=3)

    parent_page_types = ["wagtailcore.Page"]
    content_panels = [
        *Page.content_panels,
        FieldPanel("mission"),
        FieldPanel("presentation"),
        InlinePanel("featured_pages", heading=_("Featured"), label=_("Page"), max_num=4),
        FieldPanel("doors"),
        InlinePanel("figures", heading=_("Key figures"), label=_("Figure"), max_num=6),
    ]

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")

    def route(self, request, path_components):
        """Contents are found by their address, the rest of the tree level by level; what is not installed is not."""
        found = route_to_content(self, request, path_components) or self._route_below(request, path_components)
        if found.page.specific_class is None:
            raise Http404
        return found

    def _route_below(self, request, path_components):
        """As Wagtail does; the pages right under the home page are few: each is found once."""
        if not path_components:
            return super().route(request, path_components)
        slug, *left = path_components
        return keep(f"below:{self.pk}:{slug}", partial(self._find_below, slug)).route(request, left)

    def _find_below(self, slug: str) -> Page:
        page = get_object_or_404(self.get_children(), slug=slug).specific
        page.is_known_public = not page.get_view_restrictions().exists()
        return page

    def get_context(self, request, *args, **kwargs):
        return super().get_context(request, *args, **kwargs) | {"present": self.get_presentation, "is_whole": True}

    def get_presentation(self) -> dict:
        """What the page puts forward, read only when a part of it has to be made."""
        figures = self.get_figures()
        # The page that shows a figure shows them all.
        shown = figures and figures[0].is_shown
        url = reverse("identifier", args=[figures[0].reference]) if shown else ""
        return {"featured": self.get_featured(), "figures": figures, "figures_url": url}

    def get_featured(self) -> list:
        """The featured pages, in their order, in this page's language where they are translated."""
        keys = _get_chosen_keys(self.featured_pages.model.objects.filter(home=self.pk), "page__translation_key")
        pages = load_pages(published(ContentPage.objects.filter(translation_key__in=keys)))
        return sorted(pages, key=lambda page: keys.index(page.translation_key))

    def get_figures(self) -> list:
        """The key figures, in their order, in the active language where they are translated."""
        keys = _get_chosen_keys(self.figures.model.objects.filter(home=self.pk), "figure__translation_key")
        figures = KeyFigure.objects.live().filter(translation_key__in=keys).annotate(is_shown=KeyFigure.is_shown())
        locale, by_key = active_locale(), {}
        for figure in sorted(figures.order_by("pk"), key=lambda figure: keys.index(figure.translation_key)):
            if figure.locale_id == locale.pk or figure.translation_key not in by_key:
                by_key[figure.translation_key] = figure
        return list(by_key.values())


def _get_chosen_keys(rows, name: str) -> list:
    """The translation keys of what the rows of a home page name, in their order, each once."""
    return list(dict.fromkeys(rows.order_by("sort_order").values_list(name, flat=True)))


class FeaturedPage(Orderable):
    """A page that the home page puts forward."""

    home = ParentalKey(HomePage, on_delete=models.CASCADE, related_name="featured_pages")
    page = models.ForeignKey(ContentPage, verbose_name=_("page"), on_delete=models.CASCADE, related_name="+")

    panels = [FieldPanel("page")]


class HomeFigure(Orderable):
    """A key figure of the home page."""

    home = ParentalKey(HomePage, on_delete=models.CASCADE, related_name="figures")
    figure = models.ForeignKey(
        "content.KeyFigure", verbose_name=_("figure"), on_delete=models.CASCADE, related_name="+"
    )

    panels = [FieldPanel("figure")]
