from django.utils.translation import gettext_lazy as _

from mailing.lists import MailingList, register
from sections.config import SectionConfig


class CenumConfig(SectionConfig):
    """Cénum: the weekly letter."""

    name = "cenum"
    section_slug = "cenum"
    section_title = _("Cénum")
    section_summary = _("The Conseil’s weekly letter: its news, what it reads and watches, the events to come.")
    section_order = 30
    section_icon = "mail"
    index_model = "cenum.CenumIndexPage"
    page_models = ("cenum.CenumIssuePage",)
    listing_class = "cenum.archive.CenumListing"
    card_template = "cenum/card.html"
    related_heading = _("In the Cénum letter")
    home_limit = 1
    home_template = "cenum/home_block.html"
    importers = ("cenum.importing.IssueImporter",)

    def ready(self):
        super().ready()
        register(
            MailingList(
                code=self.section_slug,
                label=_("The Cénum letter"),
                consent=_(
                    "I ask the Conseil national du numérique to send me its letter Cénum, about once a week, at this "
                    "address. I may stop at any time, by one click."
                ),
            )
        )
