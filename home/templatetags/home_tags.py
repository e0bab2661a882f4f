"""What every page shows of the institution: the footer's pages."""

from django import template
from django.urls import reverse

from sections.query import published

from ..models import AccessibilityPage, ContactPage, StandardPage

register = template.Library()


@register.simple_tag(takes_context=True)
def footer_pages(context) -> list[dict]:
    """The institutional pages of the footer, in the active language; the accessibility statement tells the site's status."""
    request = context.get("request")
    found = []
    for model in (AccessibilityPage, StandardPage, ContactPage):
        pages = published(model.objects.filter(show_in_footer=True), fallback=False).order_by("path")
        found += [{"label": str(page.footer_text), "url": page.get_url(request)} for page in pages]
    return found


@register.simple_tag(takes_context=True)
def organisation_data(context) -> dict:
    """The Conseil and its search box, in the words of schema.org."""
    request, page = context["request"], context["page"]
    site = context["settings"]["home"]["SiteSettings"]
    url = page.get_full_url(request)
    organisation = {
        "@type": "GovernmentOrganization",
        "@id": f"{url}#conseil",
        "name": "Conseil national du numérique",
        "url": url,
        "description": page.mission,
        "email": site.email,
        "address": site.address,
        "sameAs": [account.value["url"] for account in site.accounts],
    }
    search = {
        "@type": "SearchAction",
        "target": request.build_absolute_uri(reverse("search")) + "?q={words}",
        "query-input": "required name=words",
    }
    return {
        "@context": "https://schema.org",
        "@graph": [
            {name: value for name, value in organisation.items() if value},
            {"@type": "WebSite", "url": url, "name": "Conseil national du numérique", "potentialAction": search},
        ],
    }
