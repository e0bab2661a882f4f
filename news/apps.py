from django.utils.translation import gettext_lazy as _

from sections.config import SectionConfig


class NewsConfig(SectionConfig):
    """Actualités: short dated pages, on the home page and in the site map, not in the main navigation."""

    name = "news"
    section_slug = "actualites"
    section_title = _("News")
    section_summary = _("What happens at the Conseil, in a few lines.")
    section_order = 60
    section_icon = "calendar-alt"
    index_model = "news.NewsIndexPage"
    page_models = ("news.NewsPage",)
    listing_class = "news.models.NewsListing"
    related_heading = _("In the news")
    home_template = "news/home_block.html"
    in_navigation = False
