"""Pages by which the public takes part: contact, consultations, testimonies, applications, registrations."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ParticipationConfig(AppConfig):
    name = "participation"
    verbose_name = _("Taking part")
