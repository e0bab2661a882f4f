from django.utils.translation import gettext_lazy as _

from sections.config import SectionConfig


class WorksConfig(SectionConfig):
    """Travaux: reports, dossiers, notes, op-eds…"""

    name = "works"
    section_slug = "travaux"
    section_title = _("Works")
    section_summary = _("Reports, dossiers, notes and roadmaps published by the Conseil since 2011.")
    section_order = 10
    section_icon = "doc-full-inverse"
    index_model = "works.WorkIndexPage"
    page_models = ("works.WorkPage",)
    listing_class = "works.listing.WorkListing"
    card_template = "works/card.html"
    home_limit = 4
    home_loader = "works.listing.load_home_block"
    importers = ("works.importing.WorkImporter",)
    gate_rules = ("works.gate.WorkPdf", "works.gate.ProposalList")
