"""Views of the institution: site map, robots, security.txt, errors."""

import datetime

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.db.models import Q
from django.http import Http404, HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.utils import timezone
from wagtail.models import Page, Site

from content.templatetags.content_tags import absolute_url
from sections.query import listed, published
from sections.templatetags.sections_tags import get_section_items

from .models import SiteSettings
from .sitemaps import write_sitemap


def robots(request):
    """What robots may read: nothing on a demonstration site, everything public elsewhere."""
    if settings.DEMO:
        lines = ["User-agent: *", "Disallow: /"]
    else:
        lines = ["User-agent: *", "Disallow: /admin/", "", f"Sitemap: {request.build_absolute_uri('/sitemap.xml')}"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")


def security_txt(request):
    """Where to report a flaw (RFC 9116); the file says itself for how long it holds: a year from now."""
    email = SiteSettings.load(request_or_site=request).email
    if not email:
        raise Http404
    lines = [
        f"Contact: mailto:{email}",
        f"Expires: {timezone.now() + datetime.timedelta(days=365):%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: fr, en",
        f"Canonical: {absolute_url(request, request.path)}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def sitemap(request, name: str = ""):
    """The site map for search engines, or a part of it."""
    response = HttpResponse(write_sitemap(request, name), content_type="application/xml")
    response.headers["X-Robots-Tag"] = "noindex, noodp, noarchive"
    return response


def site_map(request):
    """« Plan du site »: the sections, the registers, the institutional pages and those under them."""
    site = Site.find_for_request(request)
    root = site.root_page.localized if site else None
    sections = get_section_items(request)
    section_urls = {item.url for item in sections}
    pages = listed(published(Page.objects.child_of(root), fallback=False)).order_by("path") if root else []
    others = {page.path: {"page": page, "under": []} for page in pages if page.get_url(request) not in section_urls}
    if parents := [entry["page"] for entry in others.values() if entry["page"].numchild]:
        below = Q(*(Q(path__startswith=page.path, depth=page.depth + 1) for page in parents), _connector=Q.OR)
        for page in published(Page.objects.filter(below), fallback=False).order_by("path"):
            others[page.path[: -Page.steplen]]["under"].append(page)
    return TemplateResponse(request, "home/site_map.html", {"sections": sections, "others": others.values()})


def bad_request(request, exception):
    """400; to a host that is not the site's, in plain text: the page would need its name."""
    if isinstance(exception, DisallowedHost):
        return HttpResponseBadRequest("400: this address is not one of this site.\n", content_type="text/plain")
    return render(request, "400.html", status=400)


def csrf_failure(request, reason=""):
    """A form sent without its token, most often because it stayed open for too long."""
    return render(request, "403_csrf.html", {"is_translated": False}, status=403)


def page_not_found(request, exception):
    """404, in the language of the address."""
    return render(request, "404.html", {"is_translated": False}, status=404)
