from django.utils.translation import gettext_lazy as _

from sections.config import SectionConfig


class CafeIaConfig(SectionConfig):
    """Café IA: a site within the site."""

    name = "cafeia"
    section_slug = "cafe-ia"
    section_title = _("Café IA")
    section_summary = _("Talk about artificial intelligence over a coffee: find a café near you, or run one.")
    section_order = 50
    section_icon = "group"
    index_model = "cafeia.CafeIaIndexPage"
    inner_index_models = (
        "cafeia.FormatIndexPage",
        "cafeia.ResourceIndexPage",
        "cafeia.KitIndexPage",
        "cafeia.CafeIndexPage",
    )
    page_models = (
        "cafeia.AnimationFormatPage",
        "cafeia.ResourcePage",
        "cafeia.KitPage",
        "cafeia.CafePage",
    )
    listing_class = "cafeia.listing.CafeIaListing"
    card_template = "cafeia/card.html"
    home_template = "cafeia/home_block.html"
    home_loader = "cafeia.models.rooms.load_home"
