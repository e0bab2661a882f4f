from django.utils.translation import gettext_lazy as _

from sections.config import SectionConfig


class ParticipationConfig(SectionConfig):
    """Pages by which the public takes part: consultations, testimonies, applications, registrations."""

    name = "participation"
    section_slug = "participer"
    section_title = _("Taking part")
    section_summary = _("Consultations, testimonies, applications and registrations that are open to everyone.")
    section_order = 70
    section_icon = "form"
    index_model = "participation.ParticipationIndexPage"
    page_models = ("participation.ParticipationPage",)
    related_heading = _("Consulted on it")
    in_navigation = False
    home_limit = 0
