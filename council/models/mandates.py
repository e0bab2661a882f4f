"""Members by mandate, and the secretariat: read from the people's own mandates, never an undated list."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldRowPanel, InlinePanel
from wagtail.models import Orderable, TranslatableMixin

from people.models import Mandate, MandateKind, Person
from sections.dates import display_period, precision_of
from themes.labels import localize

from .pages import CouncilSubPage


class MandateScope(models.TextChoices):
    """Whom a page lists."""

    COLLEGE = "college", _("The members, by mandate")
    SECRETARIAT = "secretariat", _("The secretariat")


#: Mandates of each scope, in the order of the page, with the heading over several people.
KINDS = {
    MandateScope.COLLEGE: {
        MandateKind.CO_CHAIR: _("Co-chairs"),
        MandateKind.MEMBER: _("Members"),
    },
    MandateScope.SECRETARIAT: {
        MandateKind.SECRETARY_GENERAL: _("Secretary general"),
        MandateKind.TEAM: _("Team"),
        MandateKind.FORMER_TEAM: _("Former team"),
        MandateKind.INTERN: _("Interns"),
    },
}


class MandatesPage(CouncilSubPage):
    """People by mandate: those of the college by term of office, those of the secretariat by function."""

    scope = models.CharField(_("whom it lists"), max_length=20, choices=MandateScope.choices)

    max_count_per_parent = 2
    search_registers = ("people.Person",)
    content_panels = [
        *CouncilSubPage.content_panels,
        "scope",
        InlinePanel("terms", heading=_("Terms of office"), label=_("Term of office")),
    ]

    class Meta:
        verbose_name = _("page of members or team")
        verbose_name_plural = _("pages of members or team")

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context["periods"] = self.get_periods()
        return context

    def get_search_lines(self) -> list[str]:
        """Who is on the page, as what, in which term of office."""
        people = [f"{mandate.shown_person.name} {mandate.title}" for mandate in self.get_mandates()]
        return [*people, *(f"{term.title} {term.display_period} {term.note}" for term in self.terms.all())]

    def get_mandates(self) -> list[Mandate]:
        """The mandates of this page's scope, each with its person in the active language."""
        mandates = list(
            Mandate.objects.filter(
                kind__in=KINDS[self.scope], person__live=True, person__locale__language_code=settings.LANGUAGE_CODE
            )
            .select_related("person__portrait")
            .order_by("person__sort_name", "sort_order")
        )
        people = localize(Person, [mandate.person for mandate in mandates])
        for mandate, person in zip(mandates, people, strict=True):
            mandate.shown_person = person
        return mandates

    def get_periods(self) -> list[dict]:
        """[{title, period, note, groups: [{label, mandates}]}], the latest term first.

        A mandate is in the term of office in which it began; those of no term are under their own
        years. The secretariat, which has no terms, makes one period.
        """
        terms = sorted(self.terms.all(), key=lambda term: term.start, reverse=True)
        buckets: dict[tuple, list] = {(0, term): [] for term in terms}
        for mandate in self.get_mandates():
            term = next((term for term in terms if term.holds(mandate)), None)
            if term is not None:
                key = (0, term)
            else:
                key = (1, "" if self.scope == MandateScope.SECRETARIAT else mandate.display_period)
            mandate.own_period = "" if term is not None and term.has_years_of(mandate) else mandate.display_period
            buckets.setdefault(key, []).append(mandate)
        return [self._describe(key, mandates) for key, mandates in buckets.items() if mandates]

    def _describe(self, key: tuple, mandates: list[Mandate]) -> dict:
        groups = [
            {"label": label, "mandates": [mandate for mandate in mandates if mandate.kind == kind]}
            for kind, label in KINDS[self.scope].items()
        ]
        rank, value = key
        term = value if rank == 0 else None
        title = term.title if term else value
        if not title and self.scope == MandateScope.COLLEGE:
            title = str(_("Dates unknown"))
        return {
            "term": term,
            "anchor": f"mandat-{term.start.year}" if term else "",
            "title": title,
            "total": len(mandates),
            "groups": [group for group in groups if group["mandates"]],
        }


class MandateTerm(TranslatableMixin, Orderable):
    """A term of office of the college."""

    page = ParentalKey(MandatesPage, on_delete=models.CASCADE, related_name="terms")
    title = models.CharField(_("title"), max_length=120)
    start = models.DateField(_("start"))
    end = models.DateField(_("end"), null=True, blank=True)
    precision = precision_of(_("precision of the dates"))
    note = models.TextField(_("note"), blank=True, max_length=600)

    panels = ["title", FieldRowPanel(["start", "end", "precision"]), "note"]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        verbose_name = _("term of office")
        verbose_name_plural = _("terms of office")

    def __str__(self):
        return self.title

    @property
    def display_period(self) -> str:
        return display_period(self.start, self.end, self.precision)

    def holds(self, mandate: Mandate) -> bool:
        """Whether `mandate` began in this term; years are compared, since most dates are years."""
        if mandate.start is None:
            return False
        return self.start.year <= mandate.start.year and (self.end is None or mandate.start.year <= self.end.year)

    def has_years_of(self, mandate: Mandate) -> bool:
        """Whether `mandate` lasted as long as the term."""
        same_end = (mandate.end and mandate.end.year) == (self.end and self.end.year)
        return mandate.start.year == self.start.year and same_end
