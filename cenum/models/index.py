"""The front page of the letter, and its archive by year and month."""

from django.http import Http404
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.routable_page.models import re_path

from content.searching import SearchPassage
from sections.cards import load_cards
from sections.locales import get_language_of
from sections.models import SectionIndexPage

from ..archive import Archive


class CenumIndexPage(SectionIndexPage):
    """The letter: its latest issues, its archive, how to subscribe."""

    subpage_types = ["cenum.CenumIssuePage"]
    template = "cenum/index.html"

    class Meta:
        verbose_name = _("letter index")
        verbose_name_plural = _("letter indexes")

    @cached_property
    def archive(self) -> Archive:
        """What was published when, for this page's language."""
        return Archive(self.section.get_pages(get_language_of(self)), self.url or "")

    @re_path(r"^([0-9]{4})/$", name="year")
    def year(self, request, year: str):
        """The issues of a year, month by month."""
        if not self.archive.has_year(int(year)):
            raise Http404
        issues = load_cards(self.archive.get_pages(int(year)))
        months = self.archive.get_months(int(year))
        return self.render_archive(request, year, issues=issues, months=months, title=year)

    @re_path(r"^([0-9]{4})/([0-9]{1,2})/$", name="month")
    def month(self, request, year: str, month: str):
        """The issues of a month; an empty one leads to the nearest that are not."""
        if not self.archive.has_month(int(year), int(month)):
            raise Http404
        current = self.archive.get_month(int(year), int(month))
        if len(month) == 1:
            return redirect(current.url, permanent=True)
        before, after = self.archive.get_neighbours(int(year), int(month))
        return self.render_archive(
            request,
            year,
            issues=load_cards(self.archive.get_pages(int(year), int(month))),
            current=current,
            before=before,
            after=after,
            title=current.full_name,
        )

    def render_archive(self, request, year: str, **context):
        title = gettext("Letters of %(period)s") % {"period": context.pop("title")}
        context |= {
            "year": int(year),
            "year_url": self.archive.get_year_url(int(year)),
            "archive_title": title,
            "has_own_address": True,
            "listing": None,
        }
        return self.render(request, template="cenum/archive.html", context_overrides=context)

    def get_search_passages(self) -> list[SearchPassage]:
        """The years of the archive open at addresses of their own."""
        years = [str(item["year"]) for item in self.archive.years]
        return [
            SearchPassage("part", gettext("Letters of %(period)s") % {"period": year}, "", f"{year}/") for year in years
        ]

    def get_more_addresses(self, base: str) -> list[dict]:
        """The years of the archive, for the site map."""
        return [{"location": f"{base}{item['year']}/"} for item in self.archive.years]
