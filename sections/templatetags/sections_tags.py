"""Template tags that iterate the sections; no template names one."""

import dataclasses

from django import template
from django.template.loader import get_template

from ..cards import load_cards
from ..query import published
from ..registry import get_section_for, get_sections

register = template.Library()


@dataclasses.dataclass
class NavigationItem:
    """An entry of the main navigation."""

    section: object
    label: str
    url: str
    is_current: bool


def get_navigation(request) -> list[NavigationItem]:
    """The sections that have a live index page in the active language: one query for all."""
    from wagtail.models import Page

    sections = get_sections()
    by_class = {section.index_class: section for section in sections}
    if not by_class:
        return []
    indexes = published(Page.objects.type(*by_class), fallback=False).select_related("content_type", "locale")
    pages = {page.specific_class: page for page in indexes}
    items = []
    for model, section in by_class.items():
        if page := pages.get(model):
            url = page.get_url(request) or ""
            items.append(NavigationItem(section, page.title, url, bool(url) and request.path.startswith(url)))
    return items


@register.inclusion_tag("sections/navigation.html", takes_context=True)
def section_navigation(context):
    """The main navigation: `items`, each with `label`, `url`, `is_current`."""
    request = context["request"]
    if not hasattr(request, "section_navigation"):
        request.section_navigation = get_navigation(request)
    return {"items": request.section_navigation, "request": request}


@register.simple_tag(takes_context=True)
def home_sections(context) -> list[dict]:
    """For the home page: each section that shows there, with its latest pages.

    A list of {section, index_url, pages}; sections without any page are left out.
    """
    request = context["request"]
    shown = []
    for item in get_navigation(request):
        if not item.section.home_limit:
            continue
        if pages := load_cards(item.section.get_pages()[: item.section.home_limit]):
            shown.append({"section": item.section, "index_url": item.url, "label": item.label, "pages": pages})
    return shown


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
