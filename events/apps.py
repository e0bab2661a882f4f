"""Events: occurrences, calendars, agenda and map, for every section whose pages take place."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    name = "events"
    verbose_name = _("Events")

    def ready(self):
        from .models import write_missing_dates

        # Pages that were there before their section said that it has events.
        post_migrate.connect(write_missing_dates, sender=self, dispatch_uid="events.write_missing_dates")
