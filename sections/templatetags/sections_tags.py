"""Template tags that iterate the sections; no template names one."""

import dataclasses
from functools import partial
from urllib.parse import urlencode

from django import template
from django.conf import settings
from django.db.models import Q
from django.template.loader import get_template
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from wagtail.models import Page, Site

from ..cards import finish_cards
from ..generations import keep
from ..listing import FEEDS, get_search_feed
from ..locales import set_locales
from ..query import published
from ..registry import get_section_for, get_sections

register = template.Library()


class KeptNode(template.Node):
    """See `kept`."""

    def __init__(self, nodelist, values):
        self.nodelist, self.values = nodelist, values

    def render(self, context):
        request, values = context.get("request"), [value.resolve(context) for value in self.values]
        within = getattr(request, "reading", None)
        if within is None or within.generations is None or getattr(request, "is_preview", False) or None in values:
            return self._make(context)
        site = f"{request.scheme}://{request.get_host()}"
        key = f"part:{site}:{get_language()}:{timezone.localdate()}:{':'.join(map(str, values))}"
        return mark_safe(keep(key, lambda: str(self._make(context)), within))  # noqa: S308

    def _make(self, context) -> str:
        present = context.get("present")
        if present and not context.get("is_presented"):
            context["is_presented"] = True
            for name, value in present().items():
                if name not in context:
                    context[name] = value
        return self.nodelist.render(context)


@register.tag
def kept(parser, token):
    """`{% kept "name" value … %}…{% endkept %}`: what is inside, made again only once a table that it reads has changed.

    It must depend on nothing else than the values, the language, the day and the host: on no parameter of the
    address, no visitor. Previews, and parts that have None among their values, are made each time. What only such
    parts show may be read when one of them is made: `present` of the context gives it, as a dict.
    """
    values = [parser.compile_filter(word) for word in token.split_contents()[1:]]
    nodelist = parser.parse(("endkept",))
    parser.delete_first_token()
    return KeptNode(nodelist, values)


@register.simple_tag(takes_context=True)
def part_of_page(context) -> str | None:
    """What tells the kept parts of this page from those of another; None when nothing may be kept."""
    request, listing = context.get("request"), context.get("listing")
    if request is None or request.method not in ("GET", "HEAD"):
        return None
    if listing is not None:
        # A view under the list, a form of its page, has the list in its context too: it is not the list.
        return listing.state if listing.path == request.path else None
    # A view says `is_whole` when its page reads no parameter, or has read them all before.
    return request.path if context.get("is_whole") else None


@dataclasses.dataclass
class NavigationItem:
    """A section, or a page that editors put in the menu (its `section` is None)."""

    section: object
    label: str
    url: str
    is_current: bool


def get_items(request) -> list[NavigationItem]:
    """The sections that have a live index page in the active language, then the pages of the menu: one query."""
    if hasattr(request, "navigation_items"):
        return request.navigation_items
    key = f"navigation:{request.get_host()}:{request.get_port()}:{get_language()}"
    rows = keep(key, lambda: _find_items(request, Site.find_for_request(request)))
    sections = {section.section_slug: section for section in get_sections()}
    request.navigation_items = [
        NavigationItem(sections.get(slug), label, url, bool(url) and request.path.startswith(url))
        for slug, label, url in rows
    ]
    return request.navigation_items


def _find_items(request, site) -> list[tuple[str | None, str, str]]:
    """(slug of its section or None, label, address) of each item."""
    by_class = {section.index_class: section for section in get_sections()}
    wanted = Q(show_in_menus=True, depth=site.root_page.depth + 1) if site else Q(pk=None)
    if by_class:
        wanted |= Page.objects.type_q(*by_class)
    # What changes otherwise in an index page, as the number of its pages, makes no page anew (`sections.proofs`).
    pages = published(Page.objects.filter(wanted), fallback=False).only("title", "url_path", "locale", "content_type")
    pages = set_locales(list(pages.order_by("path")))
    found = {page.specific_class: page for page in pages if page.specific_class in by_class}
    ordered = [(section.section_slug, found[model]) for model, section in by_class.items() if model in found]
    ordered += [(None, page) for page in pages if page.specific_class not in by_class]
    return [(slug, page.title, page.get_url(request) or "") for slug, page in ordered]


def get_section_items(request) -> list[NavigationItem]:
    """Every section that has a live index page in the active language."""
    return [item for item in get_items(request) if item.section]


@register.inclusion_tag("sections/navigation.html", takes_context=True)
def section_navigation(context):
    """The main navigation: `items`, sections, unless they stay out of it, and menu pages, as `NavigationItem`."""
    items = [item for item in get_items(context["request"]) if item.section is None or item.section.in_navigation]
    return {"items": items, "request": context["request"]}


@register.simple_tag(takes_context=True)
def home_sections(context, featured=()) -> list[dict]:
    """For the home page: each section that shows there, with what it says of itself.

    A list of {section, label, index_url, …}; a section with nothing to show is left out. The
    cards of every block, and those of `featured`, are made ready together. A block may give an
    `opening`: the page that the home page opens with.
    """
    request = context["request"]
    shown = []
    for item in get_section_items(request):
        if block := item.section.get_home_block(request):
            shown.append({"section": item.section, "index_url": item.url, "label": item.label, **block})
    openings = [block["opening"] for block in shown if block.get("opening")]
    finish_cards([*featured, *openings, *(page for block in shown for page in block.get("pages", ()))])
    return shown


@register.simple_tag
def home_opening(featured: list, blocks: list[dict]) -> dict:
    """What the home page opens with, as `page`, and the other featured pages, as `featured`.

    It is the page that the first of the sections gives as its `opening` (`is_latest`), else the first featured
    page, else the first of the sections' blocks.
    """
    opening = next((block["opening"] for block in blocks if block.get("opening")), None)
    page = opening or next(iter([*featured, *(page for block in blocks for page in block.get("pages", ())[:1])]), None)
    others = [other for other in featured if page is None or other.pk != page.pk]
    return {"page": page, "is_latest": opening is not None, "featured": others}


@register.simple_tag(takes_context=True)
def card(context, page, heading: str = "h3") -> str:
    """A page as a card, in the template that its section declares."""
    section = get_section_for(page)
    template_name = section.card_template if section else "components/card.html"
    return get_template(template_name).render(
        {"page": page, "section": section, "heading": heading}, context["request"]
    )


@register.simple_tag
def section_of(page):
    """The section a page belongs to, or None."""
    return get_section_for(page)


def find_followed(context) -> tuple:
    """(the list that a page shows or None, the facet of the search and its value by which what it shows is followed).

    A view says `followed` for the thing that its page is about; a content is followed by what is linked with it.
    """
    listing, page = context.get("listing"), context.get("page")
    if listing:
        return listing, listing.followed
    if getattr(page, "is_content_page", False) and page.reference:
        return None, ("about", page.reference)
    return None, context.get("followed")


@register.simple_tag(takes_context=True)
def get_feeds(context) -> list[tuple]:
    """(name, type, address) of each feed of what a page shows."""
    listing, followed = find_followed(context)
    if not listing and not followed:
        return []
    get_url = listing.get_feed_url if listing else partial(get_search_feed, followed=followed)
    return [(label, kind, get_url(name)) for name, (label, kind, _path) in FEEDS.items()]


@register.simple_tag(takes_context=True)
def get_alert_url(context) -> str:
    """Where one asks for what a page shows by e-mail; "" where the site sends none."""
    listing, followed = find_followed(context)
    source = "search" if followed else listing and (listing.source or getattr(context.get("page"), "pk", None))
    if not source or not settings.MAILER:
        return ""
    query = "&".join(filter(None, [followed and urlencode([followed]), listing and listing.query()]))
    return reverse("search_follow", args=[source]) + (f"?{query}" if query else "")
