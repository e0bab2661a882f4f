"""What a page says to whoever shares it, or shows it on another site."""

from urllib.parse import urlencode

from django import template
from django.urls import reverse

from sections.models import SectionIndexPage

from ..models import ContentPage
from ..sharing import make_links
from ..views import get_public_url
from .content_tags import absolute_url

register = template.Library()


@register.simple_tag(takes_context=True)
def share_links(context, thing) -> list[tuple[str, str]]:
    """(name, address) of the ways to share a page, or what is read on one."""
    request = context["request"]
    url = absolute_url(request, get_public_url(thing, request) or "")
    return make_links(getattr(thing, "title", "") or str(thing), url)


@register.simple_tag(takes_context=True)
def oembed_url(context, url: str) -> str:
    """Where other sites ask how to show the page at `url`; "" for what they may not show."""
    page = context.get("page")
    if not url or not isinstance(page, ContentPage | SectionIndexPage) or not page.live:
        return ""
    return absolute_url(context["request"], f"{reverse('oembed')}?{urlencode({'url': url})}")
