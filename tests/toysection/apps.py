from sections.config import SectionConfig


class ToySectionConfig(SectionConfig):
    """A section known to nobody: the contract alone makes it appear everywhere."""

    name = "tests.toysection"
    label = "toysection"
    verbose_name = "Jouets"
    section_slug = "jouets"
    section_title = "Jouets"
    section_summary = "Une section que personne ne connaît."
    section_order = 90
    section_icon = "pick"
    index_model = "toysection.ToyIndexPage"
    page_models = ("toysection.ToyPage",)
    listing_class = "tests.toysection.listing.ToyListing"
    card_template = "toysection/card.html"
    related_heading = "Jouets"
    home_limit = 2
    gate_rules = ("tests.toysection.gate.ToyColour",)
    demo_loader = "tests.toysection.demo.load"
