"""« Citer », « Partager », and what a page says to machines that cite it or show it elsewhere."""

import re
from urllib.parse import urlencode

from django import template
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from sections.models import SectionIndexPage

from ..citing.formats import FORMATS, OFFERED
from ..citing.metadata import make_coins, make_links, make_meta
from ..citing.model import make_reference
from ..citing.schema_org import make_data
from ..citing.styles import cite, cite_part
from ..identifiers import make_name
from ..models import ContentPage
from ..models.provenance import mark
from ..passages import make_anchor
from ..sharing import make_links as make_share_links
from ..social_cards import get_card_url
from ..views import get_public_url
from .content_tags import absolute_url

register = template.Library()
register.filter(make_anchor)
PARAGRAPH = re.compile(r'href="#(p-\w{10})"')


def get_reference(request, page):
    """The citation of a page, or of a thing that is read on one, made once for a request."""
    if getattr(request, "cited", (None,))[0] != page:
        root = absolute_url(request, "")
        own = getattr(page, "make_reference", None)
        request.cited = page, own(root) if own else make_reference(page, root)
    return request.cited[1]


@register.simple_tag(takes_context=True)
def reference_of(context, page):
    """The citation of a page (`content.citing.Reference`)."""
    return get_reference(context["request"], page)


@register.filter
def cited_in(html, page):
    """A paragraph whose number leads to « citer ce passage », where its page has a permanent address."""
    reference = getattr(page, "reference", "") and page.get_identifier_url()
    return mark_safe(PARAGRAPH.sub(rf'href="{reference}\1/"', html)) if reference else html  # noqa: S308


@register.inclusion_tag("includes/citation_head.html", takes_context=True)
def citation_head(context) -> dict:
    """The tags of the head of a content page that the public reads; the answer is given its links too."""
    request, page = context.get("request"), context.get("page")
    if request is None or not isinstance(page, ContentPage) or not page.reference or context.get("is_untranslated"):
        return {}
    cited = context.get("cited") or page
    reference = get_reference(request, cited)
    request.signposts = make_links(reference, cited.get_full_url(request) or "", absolute_url(request, ""))
    return {"tags": make_meta(reference)}


@register.simple_tag(takes_context=True)
def page_data(context, page, schema_type: str = "") -> dict:
    """A content page in the words of schema.org: what its citation says, when it changed, where it stands."""
    request = context["request"]
    reference = get_reference(request, page)
    data = make_data(reference) | {
        "@type": schema_type or reference.kind.schema,
        "name": page.title,
        "headline": page.title[:110],
        "alternativeHeadline": getattr(page, "subtitle", ""),
        "dateModified": page.last_published_at and page.last_published_at.date().isoformat(),
        "url": page.get_full_url(request),
        "image": absolute_url(request, get_card_url(page)),
        "about": [theme.name for theme in page.localized_themes],
    }
    return {name: value for name, value in data.items() if value}


@register.simple_tag(takes_context=True)
def citation_box(context, page, part: str = "") -> dict:
    """What « Citer » shows of a page, or of a part of it."""
    request = context["request"]
    reference = get_reference(request, page)
    cited = cite_part(reference, part, absolute_url(request, request.path)) if part else reference
    language = (get_language() or "").split("-")[0]
    return {
        "styles": [
            {"label": label, "id": f"citation-{number}" if number else "citation", "text": text}
            for number, (label, text) in enumerate(cite(cited, language if language in ("fr", "en") else "en").items())
        ],
        "formats": [(f"{reference.url}{name}/", FORMATS[name]) for name in OFFERED],
        "coins": make_coins(reference),
        "name": make_name(page.reference, reference.language),
        "url": cited.cited_url if context.get("is_permanent") else reference.cited_url,
    }


@register.simple_tag(takes_context=True)
def share_links(context, thing) -> list[tuple[str, str]]:
    """(name, address) of the ways to share a page, or what is read on one."""
    request = context["request"]
    url = absolute_url(request, get_public_url(thing, request) or "")
    return make_share_links(mark(getattr(thing, "title", "") or str(thing), thing), url)


@register.simple_tag(takes_context=True)
def oembed_url(context, url: str) -> str:
    """Where other sites ask how to show the page at `url`; "" for what they may not show."""
    page = context.get("page")
    if not url or not isinstance(page, ContentPage | SectionIndexPage) or not page.live:
        return ""
    return absolute_url(context["request"], f"{reverse('oembed')}?{urlencode({'url': url})}")
