from django.utils.translation import gettext_lazy as _

from sections.config import SectionConfig


class ParolesConfig(SectionConfig):
    """Paroles de: interviews."""

    name = "paroles"
    section_slug = "paroles"
    section_title = _("Paroles de")
    section_summary = _("Interviews with researchers, practitioners and citizens who think about digital life.")
    section_order = 20
    section_icon = "openquote"
    index_model = "paroles.ParoleIndexPage"
    page_models = ("paroles.ParolePage",)
    listing_class = "paroles.listing.ParoleListing"
    card_template = "paroles/card.html"
