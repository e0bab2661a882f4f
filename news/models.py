"""News."""

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.search import index

from content.blocks import get_body_blocks
from content.editing import get_content_panels, make_editor
from content.fields import StreamField
from content.links import get_linked_pages
from content.models import ContentPage
from content.reading import read_stream
from sections.facets import YearFacet
from sections.listing import Listing
from sections.models import SectionIndexPage
from themes.facets import ThemeFacet


class NewsListing(Listing):
    facets = (YearFacet(), ThemeFacet())


class NewsIndexPage(SectionIndexPage):
    """The news."""

    subpage_types = ["news.NewsPage"]

    class Meta:
        verbose_name = _("news index")
        verbose_name_plural = _("news indexes")


class NewsPage(ContentPage):
    """A piece of news: a date, a few lines, and where to go from there."""

    body = StreamField(get_body_blocks(), verbose_name=_("text"), blank=True)

    parent_page_types = ["news.NewsIndexPage"]
    subpage_types = []
    is_own_position = True
    search_ages = True
    search_weight = 0.75
    search_code = "actualite"

    edit_handler = make_editor(_("News"), get_content_panels(after=["body"]))
    search_fields = [*ContentPage.search_fields, index.SearchField("body")]

    class Meta:
        verbose_name = _("news")
        verbose_name_plural = _("news")

    @cached_property
    def reading(self):
        """The text, ready to be read."""
        return read_stream(self.body)

    def get_presentation(self, request):
        context = super().get_presentation(request)
        links = get_linked_pages(self)
        context.update(
            reading=self.reading, contributions=self.loaded_contributions, links=links, citing_pages=links.citing
        )
        return context
