"""A proposal at its own address under its work, and the table of all of them under the works library."""

from functools import partial

from django.db.models import Exists, OuterRef
from django.http import Http404
from django.utils.functional import cached_property
from django.utils.translation import gettext
from wagtail.contrib.routable_page.models import RoutablePageMixin, path, re_path

from content.models import PermanentIdentifier
from content.searching import SearchPassage
from content.views import gone
from sections.listing import FEED_ROUTE

from ..proposals import ProposalFeed, ProposalListing, export
from .proposals import Proposal, find_sourced, load_follow_ups
from .reading_views import look_around


class ProposalViewsMixin(RoutablePageMixin):
    """`levier-3/` under the address of a work."""

    addresses_prefetch = ("proposals",)

    @cached_property
    def proposal_list(self) -> list[Proposal]:
        """The proposals, in order."""
        return list(self.proposals.order_by("sort_order", "number"))

    @property
    def announced(self) -> int:
        """How many proposals the work says that it has."""
        return max(self.proposal_count or 0, len(self.proposal_list))

    @property
    def missing_proposals(self) -> list[int]:
        """The numbers of those that were published and are not listed here."""
        return sorted(set(range(1, (self.proposal_count or 0) + 1)) - {row.number for row in self.proposals.all()})

    @re_path(r"^([a-z]+-[0-9]{1,5})/$", name="proposal")
    def proposal(self, request, anchor):
        """One proposal: its text, its place in the list, what became of it; 410 once it is gone."""
        rows = self.proposal_list
        place = next((number for number, row in enumerate(rows) if row.anchor == anchor and row.reference), None)
        if place is None:
            named = {"value": f"{self.reference}-{anchor}", "model": Proposal._meta.label}
            if PermanentIdentifier.objects.filter(**named, was_public=True).exists():
                return gone(request)
            raise Http404
        proposal = rows[place]
        proposal.work = self

        def read() -> dict:
            return {"contributions": self.loaded_contributions, "follow_ups": load_follow_ups(proposal)}

        context = {"proposal": proposal, "present": partial(self._present, request, read), **look_around(rows, place)}
        return self.render(request, template="works/proposal.html", context_overrides=context)

    def get_more_addresses(self, base: str) -> list[dict]:
        """The proposals, for the site map, besides the chapters."""
        own = [
            {"location": f"{base}{self.proposal_name}-{row.number}/", "lastmod": self.last_published_at}
            for row in self.proposals.all()
        ]
        return super().get_more_addresses(base) + own


class ProposalIndexMixin:
    """`propositions/` under the address of the works library."""

    def get_proposals(self, request):
        """The proposals of every work that the public may read, filtered by the address."""
        own = find_sourced().filter(work=OuterRef("work"), number=OuterRef("number"))
        rows = Proposal.objects.filter(work__in=self.section.get_pages().order_by()).annotate(is_followed=Exists(own))
        rows = rows.exclude(reference="").select_related("work").defer("work__body", "work__chapters")
        return ProposalListing(request.GET, rows, path=f"{self.get_url(request)}propositions/")

    @path("propositions/", name="proposals")
    def proposals(self, request):
        """The table of all proposals, and the works that announce more than are listed."""
        listing = self.get_proposals(request)
        works = self.section.get_pages().filter(proposal_count__isnull=False).defer("body", "chapters")
        incomplete = [work for work in works.prefetch_related("proposals") if work.missing_proposals]
        context = {"listing": listing, "incomplete": incomplete, "has_own_address": True}
        return self.render(request, template="works/proposals_index.html", context_overrides=context)

    @re_path(FEED_ROUTE.replace("^", "^propositions/"), name="proposals_feed")
    def proposals_feed(self, request, name="atom"):
        return ProposalFeed(request, self.get_proposals(request), name, gettext("All proposals"))(request)

    @re_path(r"^propositions/export/(csv|xlsx)/$", name="proposals_export")
    def proposals_export(self, request, kind):
        """The same table as a spreadsheet, filtered by the address."""
        return export(self.get_proposals(request), request, kind)

    def get_more_addresses(self, base: str) -> list[dict]:
        return [{"location": f"{base}propositions/", "lastmod": self.last_published_at}]

    def get_search_passages(self) -> list[SearchPassage]:
        return [SearchPassage("part", gettext("All proposals"), "", "propositions/")]
