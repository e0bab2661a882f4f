"""The front page of the section, and its other views: agenda, map, calendar, all of the same filtered list."""

import datetime

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.routable_page.models import path, re_path

from places.maps import build_map
from sections.dates import DatePrecision
from sections.models import SectionIndexPage
from sections.query import newest_first


class ActionIndexPage(SectionIndexPage):
    """The actions."""

    subpage_types = ["actions.ActionPage"]

    class Meta:
        verbose_name = _("actions index")
        verbose_name_plural = _("actions indexes")

    def get_listing(self, request, view: str = ""):
        """The listing; `view` is the path of the view whose filters lead back to it."""
        listing = super().get_listing(request)
        listing.home = listing.path
        listing.path += view
        return listing

    def _render_view(self, request, listing, template: str, crumb: str, **context):
        values = {"listing": listing, "crumb": crumb, "has_own_address": True, **context}
        return self.render(request, template=template, context_overrides=values)

    @path("agenda/", name="agenda")
    def agenda(self, request):
        """The agenda of this month."""
        today = timezone.localdate()
        return self._show_month(request, today.year, today.month, "agenda/")

    @re_path(r"^agenda/(?P<year>[0-9]{4})/(?P<month>[0-9]{2})/$", name="agenda_month")
    def agenda_month(self, request, year, month):
        """The agenda of a month."""
        return self._show_month(request, int(year), int(month), f"agenda/{year}/{month}/")

    def _show_month(self, request, year: int, month: int, view: str):
        from ..agenda import FIRST_YEAR, LAST_YEAR, get_month
        from ..words import display_partial

        if not (FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12):
            raise Http404
        listing = self.get_listing(request, view)
        name = display_partial(datetime.date(year, month, 1), DatePrecision.MONTH)
        return self._render_view(
            request,
            listing,
            "actions/agenda.html",
            gettext("Agenda: %(month)s") % {"month": name},
            month=get_month(listing, year, month),
            month_name=name,
        )

    @path("carte/", name="map")
    def map(self, request):
        """The places of the list on a map, and as a list."""
        listing = self.get_listing(request, "carte/")

        def say_count(number: int) -> str:
            return ngettext("%(n)d action", "%(n)d actions", number) % {"n": number}

        return self._render_view(
            request,
            listing,
            "actions/map.html",
            gettext("Map"),
            map=build_map(listing, say_count, path=listing.index_path),
        )

    @path("calendrier/", name="calendar")
    def calendar(self, request):
        """The list as a calendar to subscribe to."""
        from ..calendars import MAX_EVENTS, respond

        listing = self.get_listing(request, "calendrier/")
        known = listing.queryset.exclude(date__isnull=True, session_days="").exclude(
            session_days="", date_precision__in=[DatePrecision.YEAR, DatePrecision.MONTH]
        )
        total, left_out = known.count(), listing.total
        pages = newest_first(known).select_related("locale", "place").defer("body", "call")
        pages = pages.prefetch_related("sessions", "themes")[:MAX_EVENTS]
        words = ", ".join(chip.label for chip in listing.chips)
        name = f"{self.title} – {words}" if words else f"{self.title} – Conseil national du numérique"
        url = request.build_absolute_uri(listing.list_url)
        options = {"left_out": left_out - total, "is_cut": total > MAX_EVENTS}
        return respond(request, pages, name, self.slug, url, **options)
