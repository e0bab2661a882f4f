"""Routing to the site's pages."""

from django.http import Http404
from django.utils.deprecation import MiddlewareMixin
from django.utils.translation import get_language
from wagtail.models import Site

from sections.generations import get_generations, keep, reading
from sections.locales import active_locale

from .models import HomePage


class HomeRouteMiddleware(MiddlewareMixin):
    """Begin the routing of a page at the home page of the active language, found in one query.

    Wagtail asks for the language, for the root page in it, then for its specific type: three
    queries for every page in English. It keeps the route that it finds here, and notes what is read for
    the parts of the page that are kept.
    """

    def __call__(self, request):
        with reading() as request.reading:
            if request.method in ("GET", "HEAD"):
                request.reading.generations = get_generations()
            return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if request.resolver_match.url_name != "wagtail_serve":
            return None
        key = f"home:{request.get_host()}:{request.get_port()}:{get_language()}"
        # Wagtail looks for the site of a request there.
        request._wagtail_site, home = keep(key, lambda: _find_home(request))
        if home is not None:
            path = args[0] if args else kwargs.get("path", "")
            try:
                request._wagtail_route_for_request = home.route(request, [part for part in path.split("/") if part])
            except Http404:
                request._wagtail_route_for_request = None


def _find_home(request) -> tuple[Site | None, HomePage | None]:
    """The site that a request is for, and its home page in the active language."""
    site = Site.find_for_request(request)
    pages = HomePage.objects.filter(live=True, locale=active_locale())
    home = pages.filter(translation_key=site.root_page.translation_key).first() if site else None
    if home is not None:
        home.is_known_public = not home.get_view_restrictions().exists()
    return site, home
