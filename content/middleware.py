"""A page that existed and is gone says so (410), rather than « not found »; the staff is told why."""

from collections.abc import Callable

from django.shortcuts import redirect
from django.urls import reverse
from django.utils.deprecation import MiddlewareMixin
from django.utils.translation import gettext
from wagtail.admin import messages
from wagtail.admin.localization import get_localized_response
from wagtail.models import Page, Site

from sections.query import get_installed_types, get_removed_types

from .identifiers import is_gone
from .routing import leads_to_removed
from .views import gone

#: What else tells whether the public once found something at an address: rooms above add theirs.
GONE: list[Callable[[str], bool]] = []


class GoneMiddleware(MiddlewareMixin):
    """Turn a 404 into a short 410 page where the public once found a page.

    It stands before the redirect middleware in the settings, so it sees a 404 only after that
    one found no redirect. A content that says how to cite it says so in its `Link` header. Nothing can be
    done to a page of a section that is not installed: its screens in the admin lead to the page above it, with a word.
    """

    def process_response(self, request, response):
        if response.status_code == 404 and "\x00" not in request.path:
            if is_gone(request.path) or any(check(request.path) for check in GONE) or is_of_removed_section(request):
                return gone(request).render()
        if signposts := getattr(request, "signposts", ""):
            response["Link"] = signposts
        return response

    def process_view(self, request, view, args, kwargs):
        pk = kwargs.get("page_id") or kwargs.get("parent_page_id") or kwargs.get("page_to_move_id")
        if pk and get_removed_types():
            page = Page.objects.filter(pk=pk, content_type__in=get_removed_types()).first()
            if page is not None:
                return get_localized_response(lead_above, request, page)
        return None


def is_of_removed_section(request) -> bool:
    """Whether the address is that of a page of a section that is not installed, or under it."""
    match, site = request.resolver_match, Site.find_for_request(request)
    if not get_removed_types() or site is None or match is None or match.url_name != "wagtail_serve":
        return False
    path = next(iter((*match.args, *match.kwargs.values())), "")
    return leads_to_removed(site.root_page.localized, [part for part in path.split("/") if part])


def lead_above(request, page: Page):
    """To the explorer, at the first page above whose section is installed."""
    above = page.get_ancestors().filter(content_type__in=get_installed_types()).last()
    text = gettext("“%(title)s” belongs to a section that is not installed: nothing can be done to it before it is.")
    messages.error(request, text % {"title": page.title})
    return redirect(reverse("wagtailadmin_explore", args=[above.pk]))
