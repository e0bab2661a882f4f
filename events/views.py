"""The views of a list of events: agenda, map, calendar; under the index of a section, and of every section at once."""

import datetime

from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path as url_path
from django.urls import re_path as url_re_path
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_safe
from wagtail.contrib.routable_page.models import path, re_path

from places.maps import build_map
from sections.cards import finish_cards
from sections.dates import DatePrecision, display_partial
from sections.feeds import ListingFeed
from sections.listing import FEED_ROUTE, FEEDS
from sections.query import newest_first

from . import calendars
from .agenda import FIRST_YEAR, LAST_YEAR, get_month
from .listing import AGENDA_PATH, CALENDAR_PATH, MAP_PATH, AllEventsListing, EventListing, load_events, load_next
from .models import HAS_KNOWN_DAY, get_events, has_date

#: How many of the next events are looked at for one that is neither cancelled nor postponed.
LOOKED_AT = 5
MONTH_PATH = r"^agenda/(?P<year>[0-9]{4})/(?P<month>[0-9]{2})/$"


def say_count(number: int) -> str:
    """« 3 événements »."""
    return ngettext("%(n)d event", "%(n)d events", number) % {"n": number}


def get_agenda_path(year: str, month: str) -> str:
    return f"{AGENDA_PATH}{year}/{month}/" if year else AGENDA_PATH


def make_agenda(listing: EventListing, year: str, month: str) -> dict:
    """What `events/agenda.html` shows of a month, of this one without any; 404 for a month out of reach."""
    today = timezone.localdate()
    year, month = (int(year), int(month)) if year else (today.year, today.month)
    if not (FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12):
        raise Http404
    name = display_partial(datetime.date(year, month, 1), DatePrecision.MONTH)
    crumb = gettext("Agenda: %(month)s") % {"month": name}
    return {"listing": listing, "month": get_month(listing, year, month), "month_name": name, "crumb": crumb}


def make_map(listing: EventListing, say_count=say_count) -> dict:
    """What `events/map.html` shows."""
    places = build_map(listing, say_count, field=listing.place_field, path=listing.index_path)
    nowhere = say_count(places.nowhere) if places.nowhere else ""
    return {"listing": listing, "map": places, "nowhere": nowhere, "crumb": gettext("Map")}


def make_calendar(request, listing: EventListing, title: str, name: str) -> HttpResponse:
    """The list as a calendar to subscribe to; `name` is that of the file."""
    known = listing.queryset.filter(has_date(HAS_KNOWN_DAY))
    total = known.count()
    pages = load_events(newest_first(known)[: calendars.MAX_EVENTS], "themes")
    words = ", ".join(chip.label for chip in listing.chips) or "Conseil national du numérique"
    return calendars.respond(
        request,
        pages,
        f"{title} – {words}",
        name,
        request.build_absolute_uri(listing.view_url()),
        left_out=listing.total - total,
        is_cut=total > calendars.MAX_EVENTS,
    )


class EventIndexMixin:
    """An index page whose list (`listing_class`, an `EventListing`) is also an agenda, a map and a calendar.

    Put it before the index page's class; `events_base` is the template that the views extend.
    """

    events_base = "base.html"
    map_template = "events/map.html"

    def say_count(self, number: int) -> str:
        """How many results, in the words of the section."""
        return say_count(number)

    def get_listing(self, request, view: str = "") -> EventListing:
        """The listing; `view` is the path of the view whose filters lead back to it."""
        listing = super().get_listing(request)
        listing.path += view
        return listing

    def get_latest(self, request):
        """The next event that takes place, or the latest one."""
        found, _are_next = load_next(self.get_listing(request).queryset, LOOKED_AT)
        return next(iter(finish_cards([page for page in found if not page.get_event().state][:1])), None)

    def get_context(self, request, *args, **kwargs):
        return {**super().get_context(request, *args, **kwargs), "events_base": self.events_base}

    def render_view(self, request, template: str, context: dict):
        return self.render(request, template=template, context_overrides={"has_own_address": True, **context})

    @path(AGENDA_PATH, name="agenda")
    @re_path(MONTH_PATH, name="agenda_month")
    def agenda(self, request, year="", month=""):
        """The agenda of a month, of this one without any."""
        listing = self.get_listing(request, get_agenda_path(year, month))
        return self.render_view(request, "events/agenda.html", make_agenda(listing, year, month))

    @path(MAP_PATH, name="map")
    def map(self, request):
        """The places of the list on a map, and as a list; its filters stay on the map."""
        context = make_map(self.get_listing(request, MAP_PATH), self.say_count)
        return self.render_view(request, self.map_template, context)

    @path(CALENDAR_PATH, name="calendar")
    def calendar(self, request):
        """The list as a calendar to subscribe to."""
        return make_calendar(request, self.get_listing(request, CALENDAR_PATH), self.title, self.slug)


def get_listing(request, view: str = "") -> AllEventsListing:
    """The events of every section, filtered by the address of `view`."""
    listing = AllEventsListing(request.GET, get_events(), request.path)
    listing.index_path = request.path.removesuffix(view)
    return listing


def show(request, template: str, context: dict) -> TemplateResponse:
    title = AllEventsListing.title
    return TemplateResponse(request, template, {"events_base": "events/base.html", "meta_title": title, **context})


@require_safe
def all_events(request):
    """The list of every event."""
    return show(request, "events/list.html", {"listing": get_listing(request)})


@require_safe
def agenda(request, year: str = "", month: str = ""):
    """The agenda of a month, of this one without any."""
    listing = get_listing(request, get_agenda_path(year, month))
    return show(request, "events/agenda.html", make_agenda(listing, year, month))


@require_safe
def feed(request, name: str = "atom"):
    """Every event, as a feed."""
    words = gettext("Where and when to meet the Conseil: what every section announces, and what took place.")
    listing = get_listing(request, FEEDS[name][2])
    listing.path = listing.index_path
    return ListingFeed(request, listing, name, listing.title, words)(request)


@require_safe
def events_map(request):
    """The map of every event."""
    return show(request, "events/map.html", make_map(get_listing(request, MAP_PATH)))


@require_safe
def calendar(request):
    """Every event, as a calendar to subscribe to."""
    return make_calendar(request, get_listing(request, CALENDAR_PATH), AllEventsListing.title, "agenda")


app_name = "events"
urlpatterns = [
    url_path("", all_events, name="index"),
    url_path("agenda/", agenda, name="agenda"),
    url_re_path(MONTH_PATH, agenda, name="agenda_month"),
    url_path("carte/", events_map, name="map"),
    url_re_path(FEED_ROUTE, feed, name="feed"),
    url_path("calendrier/", calendar, name="calendar"),
]
