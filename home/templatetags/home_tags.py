"""What every page shows of the institution: the footer's pages."""

from django import template
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Coalesce, NullIf
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from wagtail.models import Page, Site

from sections.generations import keep
from sections.query import published

from ..models import AccessibilityPage, ContactPage, StandardPage

register = template.Library()


@register.simple_tag(takes_context=True)
def footer_pages(context) -> list[dict]:
    """The institutional pages of the footer, in the active language: one query for all their types."""
    request = context.get("request")
    # The accessibility statement's words are those of a day.
    key = f"footer:{getattr(Site.find_for_request(request), 'pk', '')}:{get_language()}:{timezone.localdate()}"
    return keep(key, lambda: _find_footer_pages(request))


def _find_footer_pages(request) -> list[dict]:
    names = [model._meta.model_name for model in (AccessibilityPage, StandardPage, ContactPage)]
    wanted = Q(*[(f"{name}__show_in_footer", True) for name in names], _connector=Q.OR)
    pages = published(Page.objects.filter(wanted), fallback=False)
    label = Coalesce(*[NullIf(f"{name}__footer_label", Value("")) for name in names], "title")
    rank = Case(*[When(**{f"{name}__isnull": False}, then=Value(n)) for n, name in enumerate(names)])
    audit = {"audit_date": F("accessibilitypage__audit_date"), "rate": F("accessibilitypage__compliance_rate")}
    rows = pages.annotate(words=label, rank=rank, **audit).order_by("rank", "path")
    return [{"label": str(_get_label(page)), "url": page.get_url(request)} for page in rows]


def _get_label(page) -> str:
    """The words of a page's link; the accessibility statement's always say the site's status."""
    if page.rank:
        return page.words
    return AccessibilityPage(audit_date=page.audit_date, compliance_rate=page.rate).footer_text


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
