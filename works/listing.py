"""The works library's filters, and its block on the home page."""

from django.utils.translation import gettext_lazy as _

from content.facets import PersonFacet, TextFacet
from sections.cards import load_pages
from sections.facets import ChoiceFacet, YearFacet
from sections.listing import Listing
from themes.facets import KeywordFacet, ThemeFacet

from .choices import Authorship, WorkKind


class WorkListing(Listing):
    has_words = True
    facets = (
        ChoiceFacet("kind", _("Kind"), "kind", WorkKind.choices),
        TextFacet(),
        ThemeFacet(),
        PersonFacet(),
        YearFacet(),
        KeywordFacet(),
    )


def load_home_block(section, request) -> dict:
    """The latest works; the newest that states a position of the Conseil opens the home page instead."""
    works = section.get_pages()
    opening = next(iter(load_pages(works.filter(authorship=Authorship.CONSEIL)[:1])), None)
    pages = load_pages(works[: section.home_limit + 1])
    pages = [page for page in pages if opening is None or page.pk != opening.pk][: section.home_limit]
    return {"pages": pages, "opening": opening} if pages or opening else {}
