"""The rooms of Café IA: one list each."""

from django.core import signing
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.routable_page.models import path

from events.listing import load_next
from events.views import EventIndexMixin
from forms.models import Status
from forms.receiving import receive
from sections.models import InnerIndexPage
from sections.query import published

from ..announcing import AnnouncementForm, ChangeForm
from ..listing import CafeListing, FormatListing, KitListing, ResourceListing
from ..navigation import get_crumbs
from .announcements import SALT, Announcement
from .cafes import CafePage, get_single_cafes
from .formats import AnimationFormatPage
from .kits import KitPage
from .resources import ResourcePage


class RoomPage(InnerIndexPage):
    """What rooms have in common: the way to them."""

    parent_page_types = ["cafeia.CafeIaIndexPage"]

    class Meta:
        abstract = True

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context["crumbs"] = get_crumbs(self, request)
        return context


class FormatIndexPage(RoomPage):
    """The formats, compared in one table."""

    listed_model = AnimationFormatPage
    listing_class = FormatListing
    template = "cafeia/formats.html"
    subpage_types = ["cafeia.AnimationFormatPage"]

    class Meta:
        verbose_name = _("formats index")
        verbose_name_plural = _("formats indexes")


class ResourceIndexPage(RoomPage):
    """The resources."""

    listed_model = ResourcePage
    listing_class = ResourceListing
    template = "cafeia/room.html"
    subpage_types = ["cafeia.ResourcePage"]

    class Meta:
        verbose_name = _("resources index")
        verbose_name_plural = _("resources indexes")


class KitIndexPage(RoomPage):
    """The kits."""

    listed_model = KitPage
    listing_class = KitListing
    template = "cafeia/room.html"
    subpage_types = ["cafeia.KitPage"]

    class Meta:
        verbose_name = _("kits index")
        verbose_name_plural = _("kits indexes")


class CafeIndexPage(EventIndexMixin, RoomPage):
    """The cafés: a list, an agenda, a map and a calendar, by place and date."""

    events_base = "cafeia/base.html"
    map_template = "cafeia/cafes_map.html"

    listed_model = CafePage
    listing_class = CafeListing
    template = "cafeia/cafes.html"
    subpage_types = ["cafeia.CafePage"]

    class Meta:
        verbose_name = _("cafés index")
        verbose_name_plural = _("cafés indexes")

    def render_view(self, request, template: str, context: dict):
        crumbs = get_crumbs(self, request, context["crumb"])
        return super().render_view(request, template, {**context, "crumbs": crumbs})

    @path("annoncer/", name="announce")
    def announce(self, request):
        """A host announces a café: stored, confirmed by mail, then approved."""
        form = AnnouncementForm(request.POST or None, request=request, instance=Announcement(room=self, live=False))
        doubles = []
        if form.is_valid():
            # Said once: the host answers that it is another café.
            doubles = [] if "is-other" in request.POST else form.instance.public_doubles
            if not doubles:
                receive(form.instance, is_proved=False)
                return self.render_host(request, is_sent=True)
        return form.answer(self.render_host(request, form=form, doubles=doubles))

    @path("annoncer/hote/", name="host")
    def host(self, request):
        """What the host's private link leads to: the café's state, its change, its cancellation."""
        try:
            confirmed = Announcement.objects.exclude(status=Status.UNCONFIRMED)
            thing = get_object_or_404(confirmed, pk=signing.loads(request.GET.get("key", ""), salt=SALT), room=self)
        except signing.BadSignature:
            raise Http404 from None
        if request.method == "POST" and "cancel" in request.POST:
            thing.cancel()
            return HttpResponseRedirect(request.get_full_path())
        form = ChangeForm(request.POST or None, request=request, instance=thing.get_latest_revision_as_object())
        is_changed = not thing.is_over and form.is_valid()
        if is_changed:
            form.instance.accept()
        return form.answer(self.render_host(request, form=form, thing=thing, is_changed=is_changed))

    def render_host(self, request, **context):
        """A form is one visitor's: no part of it is kept, as parts of the list are."""
        context |= {"listing": None, "is_whole": False, "crumb": gettext("Announce a café")}
        response = self.render_view(request, "cafeia/announce.html", context)
        add_never_cache_headers(response)
        return response

    def say_count(self, number: int) -> str:
        return ngettext("%(n)d café", "%(n)d cafés", number) % {"n": number}


def load_home(section, request) -> dict:
    """On the home page: the address of the cafés, and the next of them or the latest; nothing without any café."""
    room = published(CafeIndexPage.objects.all(), fallback=False).first()
    if room is None:
        return {}
    cafes, are_coming = load_next(get_single_cafes(), section.home_limit)
    return {"cafes": cafes, "are_coming": are_coming, "cafes_url": room.get_url(request)} if cafes else {}
