"""The site map for search engines: pages of every section, then themes, people and organisations.

One file as long as there are few pages; then an index of parts, each kept until something that it reads changes.
A page type that has other addresses than its own gives them: `get_more_addresses(base)`.
"""

from collections import defaultdict
from functools import partial
from math import ceil

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sites.shortcuts import get_current_site
from django.http import Http404
from django.template.loader import render_to_string
from wagtail.models import Page, get_page_models

from content.references.models import Source
from people.models import Organisation, Person
from sections.generations import keep
from sections.locales import get_language_of, set_locales
from sections.naming import public
from sections.query import listed, visible
from themes.models import Theme

#: Home pages stand under the root of the tree; the contents under them.
HOME_DEPTH = 2
#: Pages of a part.
PART = 1000
REGISTERS = {"themes": Theme, "people": Person, "organisations": Organisation, "references": Source}
#: What addresses are made of.
FIELDS = ("url_path", "translation_key", "locale", "content_type", "last_published_at", "latest_revision_created_at")


class RegisterSitemap(Sitemap):
    """The public pages of a register, in every language of the site."""

    i18n = True
    alternates = True

    def __init__(self, model):
        self.model = model

    def items(self):
        return public(self.model.objects.filter(locale__language_code=settings.LANGUAGE_CODE)).order_by("slug")


def write_sitemap(request, name: str = "") -> str:
    """The XML of a part, or of the whole; raises Http404 when there is no such part."""
    pages = keep("sitemap:pages", lambda: ceil(_get_pages().count() / PART))
    parts = {f"pages-{number + 1}": partial(_list_pages, request, number) for number in range(pages)}
    where = {"site": get_current_site(request), "protocol": request.scheme}
    parts |= {name: partial(RegisterSitemap(model).get_urls, **where) for name, model in REGISTERS.items()}
    if name and name not in parts:
        raise Http404
    if not name and pages > 1:
        addresses = [{"location": f"{request.scheme}://{request.get_host()}/sitemap-{part}.xml"} for part in parts]
        return render_to_string("sitemap_index.xml", {"sitemaps": addresses})
    shown = [parts[name]] if name else parts.values()
    return keep(
        f"sitemap:{request.scheme}://{request.get_host()}:{name}",
        lambda: str(render_to_string("sitemap.xml", {"urlset": [url for list_urls in shown for url in list_urls()]})),
    )


def _get_pages():
    return listed(visible(Page.objects.filter(depth__gte=HOME_DEPTH, alias_of__isnull=True))).only(*FIELDS)


def _list_pages(request, number: int) -> list[dict]:
    """A part of the pages that the public may read; one that exists in two languages names both."""
    pages = set_locales(list(_get_pages().order_by("path")[number * PART : (number + 1) * PART]))
    translations, others = defaultdict(list), _find_others(pages)
    keys = {page.translation_key for page in pages}
    for page in set_locales(list(_get_pages().filter(translation_key__in=keys).order_by("path"))):
        # A page that stands under no site has no address.
        if location := page.get_full_url(request):
            translations[page.translation_key].append({"lang_code": get_language_of(page), "location": location})
    urls = []
    for page in pages:
        same, location = translations[page.translation_key], page.get_full_url(request)
        if not location:
            continue
        lastmod = page.last_published_at or page.latest_revision_created_at
        urls.append({"location": location, "lastmod": lastmod, "alternates": same if len(same) > 1 else []})
        if page.pk in others:
            urls += others[page.pk].get_more_addresses(location)
    return urls


def _find_others(pages: list) -> dict[int, Page]:
    """Those of `pages` that have other addresses, as their own types: one query for each type."""
    types = [model for model in get_page_models() if hasattr(model, "get_more_addresses")]
    keys = [page.pk for page in pages if page.specific_class in types]
    rows = [model.objects.prefetch_related(*getattr(model, "addresses_prefetch", ())) for model in types]
    return {page.pk: page for pages in rows for page in pages.filter(pk__in=keys)} if keys else {}
