"""What others published and the site cites: books, reports, legal texts, press articles."""

from django.db import models
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Orderable
from wagtail.search import index

from people.models import RegisterEntry
from registers.merging.relations import mergeable
from sections.dates import Dated, DatePrecision, precision_of
from sections.models import share
from themes.panels import ThemesPanel

from ..models.contributions import OfOne, is_of_one, refer


class SourceKind(models.TextChoices):
    """What a cited reference is."""

    BOOK = "livre", _("Book")
    REPORT = "rapport", _("Report")
    OPINION = "avis", _("Opinion")
    LEGAL = "texte_juridique", _("Legal text")
    SURVEY = "enquete", _("Survey")
    ARTICLE = "article", _("Article")
    PRESS = "presse", _("Press article")
    THESIS = "memoire", _("Dissertation")
    PROGRAMME = "programme", _("Programme")
    CONSULTATION = "consultation", _("Consultation")
    OTHER = "autre", _("Other reference")


@mergeable
class Source(Dated, RegisterEntry, ClusterableModel):
    """A cited reference; its public page says where the site cites it."""

    kind = models.CharField(_("kind"), max_length=30, choices=SourceKind.choices, default=SourceKind.OTHER)
    is_described = models.BooleanField(
        _("the title is a description"), default=False, help_text=_("Tick when the exact title is not known.")
    )
    publisher = models.ForeignKey(
        "people.Organisation",
        verbose_name=_("published by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="published_sources",
    )
    date = models.DateField(_("date"), null=True, blank=True)
    date_precision = precision_of(_("precision of the date"), DatePrecision.YEAR)
    url = models.URLField(_("address"), blank=True)
    themes = ParentalManyToManyField("themes.Theme", verbose_name=_("themes"), blank=True, related_name="sources")
    see_also = ParentalManyToManyField("self", verbose_name=_("see also"), blank=True)

    search_family = "reference"
    search_order = 40
    search_related = ("publisher",)
    search_prefetch = ("credits__person", "credits__organisation", "themes")
    search_uses = ("publisher", "credits__person", "credits__organisation", "themes")

    panels = [
        MultiFieldPanel(
            [
                FieldPanel("name", heading=_("Title")),
                "is_described",
                FieldRowPanel(["kind", "publisher"]),
                FieldRowPanel(["date", "date_precision"]),
                "url",
            ],
            _("Reference"),
        ),
        InlinePanel("credits", label=_("Person or organisation")),
        ThemesPanel("themes"),
        "see_also",
        *RegisterEntry.entry_panels,
    ]
    search_fields = [*RegisterEntry.search_fields, index.FilterField("kind")]
    override_translatable_fields = [*RegisterEntry.override_translatable_fields, *share("themes", "see_also")]

    class Meta(RegisterEntry.Meta):
        verbose_name = _("cited reference")
        verbose_name_plural = _("cited references")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["slug", "locale"], name="unique_source_slug")]

    def get_absolute_url(self) -> str:
        return reverse("references:source", args=[self.slug])

    @property
    def search_label(self) -> str:
        return self.get_kind_display()

    def get_search_summary(self) -> str:
        return self.origin

    def get_search_headings(self):
        return [self.get_kind_display(), *(theme.name for theme in self.themes.all())]

    def get_search_text(self):
        return [row.contributor.name for row in self.credits.all()]

    def get_search_facets(self):
        return [("theme", theme.slug) for theme in self.themes.all()]

    @cached_property
    def author_names(self) -> list[str]:
        """Who wrote it, in order; no query after `with_details` or `load_sources`."""
        return [row.contributor.name for row in self.credits.all() if row.role == SourceRole.AUTHOR]

    @property
    def origin(self) -> str:
        """« Camille Exemple, Éditions du Nord, 2022 »: what is known of where it comes from."""
        names = list(self.author_names)
        if self.publisher:
            names.append(self.publisher.name)
        return ", ".join(filter(None, [*names, self.display_date]))

    @staticmethod
    def with_details(queryset):
        """Load what a list shows of each reference, in a number of queries that does not depend on how many."""
        credits = SourceCredit.objects.select_related("person", "organisation")
        return queryset.select_related("publisher").prefetch_related(models.Prefetch("credits", credits))


class SourceRole(models.TextChoices):
    """What someone is to a cited reference."""

    AUTHOR = "author", _("Author")
    CONTRIBUTOR = "contributor", _("Contributor")
    CONCERNED = "concerned", _("Concerned")


class SourceCredit(OfOne, Orderable):
    """A person or an organisation that wrote a reference, took part in it, or is its subject."""

    source = ParentalKey(Source, on_delete=models.CASCADE, related_name="credits")
    person = refer("people.Person", _("person"), models.CASCADE, "source_credits")
    organisation = refer("people.Organisation", _("organisation"), models.CASCADE, "source_credits")
    role = models.CharField(_("role"), max_length=20, choices=SourceRole.choices, default=SourceRole.AUTHOR)
    label = models.CharField(_("capacity"), max_length=100, blank=True, help_text=_("For instance “afterword”."))

    merge_identity = ("source", "role")
    panels = [FieldRowPanel(["person", "organisation"]), FieldRowPanel(["role", "label"])]

    class Meta(Orderable.Meta):
        verbose_name = _("credit")
        verbose_name_plural = _("credits")
        constraints = [is_of_one("source_credit_of_one")]
