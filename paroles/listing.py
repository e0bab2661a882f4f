"""The interviews' filters."""

from django.utils.translation import gettext_lazy as _

from content.facets import PartOfFacet
from content.models import Contribution, ContributionRole
from sections.facets import YearFacet
from sections.listing import Listing
from themes.facets import ThemeFacet


class ParoleListing(Listing):
    facets = (
        PartOfFacet("work", _("Work")),
        ThemeFacet(),
        YearFacet(),
    )
    page_size = 18

    @classmethod
    def prepare_pages(cls, pages):
        """Cards show the faces of those who answer."""
        fill_interviewees(pages)


def fill_interviewees(pages) -> None:
    """Load the interviewees of all `pages` (`ParolePage`) in one query."""
    by_page: dict[int, list] = {page.pk: [] for page in pages}
    rows = (
        Contribution.objects.filter(page__in=by_page, role=ContributionRole.INTERVIEWEE)
        .select_related("person__portrait", "person__organisation", "organisation")
        .order_by("sort_order")
    )
    for row in rows:
        by_page[row.page_id].append(row)
    for page in pages:
        page.interviewees = by_page[page.pk]
