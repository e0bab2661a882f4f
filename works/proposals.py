"""The table of all proposals: its filters, its feed, its spreadsheet."""

from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from content.models.provenance import mark
from content.searching import get_plain_text
from content.templatetags.content_tags import absolute_url
from registers.sheets.cells import neutralise
from sections.facets import ChoiceFacet, ConditionFacet, Facet, YearFacet
from sections.feeds import FEED_LENGTH, ListingFeed, remove_controls
from sections.listing import Listing
from themes.facets import ThemeFacet

from .choices import ProposalStatus

BY_WORK = ("work__title", "sort_order", "number")
HEADINGS = [_("Work"), _("Date"), _("Number"), _("Objective"), _("Proposal"), _("text"), _("What became of it")]
HEADINGS += [_("Permanent address"), _("Note")]


class ProposalListing(Listing):
    page_size = 25
    facets = (
        ThemeFacet(of="work__"),
        Facet("work", _("Work"), "work__reference", "work__title", language="work__locale__language_code"),
        YearFacet(of="work__"),
        ConditionFacet(
            "followed",
            _("Follow-up"),
            {
                "yes": (_("Something came of it"), Q(is_followed=True)),
                "no": (_("Nothing is recorded"), Q(is_followed=False)),
            },
        ),
        ChoiceFacet("status", _("What became of it"), "status", ProposalStatus.choices),
    )
    sorts = {
        "recent": (Listing.sorts["recent"][0], lambda rows: rows.order_by("-work__date", *BY_WORK)),
        "title": (Listing.sorts["title"][0], lambda rows: rows.order_by("title", *BY_WORK)),
    }

    def prepare(self, queryset) -> list:
        return list(queryset)


class ProposalFeed(ListingFeed):
    """The proposals of a list; one comes back when its work is published again."""

    def items(self):
        dates = {name: F(f"work__{name}") for name in ("first_published_at", "last_published_at")}
        return self.listing.queryset.annotate(**dates).order_by("-last_published_at", *BY_WORK)[:FEED_LENGTH]

    def item_title(self, item) -> str:
        return remove_controls(f"{item.full_title} – {item.work.title}")

    def item_description(self, item) -> str:
        return remove_controls(mark(item.text or item.title, item))

    def item_categories(self, item) -> list[str]:
        return [item.group] if item.group else []


def write_cells(row, request) -> list:
    """What is under `HEADINGS` for a proposal."""
    address = absolute_url(request, row.get_identifier_url())
    after = row.get_status_display() or (_("Something came of it") if row.is_followed else "")
    return [
        row.work.title,
        row.work.display_date,
        row.number,
        row.group,
        row.title,
        get_plain_text(row.text),
        after,
        address,
        ", ".join(row.work.caveats),
    ]


def export(listing: ProposalListing, request, kind: str):
    """The whole list as `csv` or `xlsx`."""
    # It needs the models of the admin's screens.
    from registers.sheets.export import respond_lines

    lines = [[str(heading).capitalize() for heading in HEADINGS]]
    lines += [[neutralise(str(cell or "")) for cell in write_cells(row, request)] for row in listing.queryset]
    return respond_lines(lines, "propositions", gettext("All proposals"), kind)
