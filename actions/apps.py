from django.utils.translation import gettext_lazy as _

from sections.config import SectionConfig


class ActionsConfig(SectionConfig):
    """Actions: events, workshops, trips, partnerships, prizes…"""

    name = "actions"
    section_slug = "actions"
    section_title = _("Actions")
    section_summary = _("Events, workshops, trips and partnerships: where and when to meet the Conseil.")
    section_order = 40
    section_icon = "date"
    index_model = "actions.ActionIndexPage"
    page_models = ("actions.ActionPage",)
    listing_class = "actions.listing.ActionListing"
    card_template = "actions/card.html"
    related_heading = _("Events and actions")
    home_template = "actions/home_block.html"
    home_loader = "actions.listing.load_home_block"
