"""A work: one type for dossiers, reports, notes, op-eds…, told apart by its kind."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.models import Orderable, TranslatableMixin

from content.blocks import get_body_blocks
from content.editing import get_content_panels, make_editor
from content.fields import StreamField
from content.links import get_linked_pages
from content.models import ContentPage, ContributionRole
from content.reading import read_stream
from sections.models import SectionIndexPage, search_in

from ..blocks import ChapterBlock
from ..choices import CITATION_KINDS, Authorship, ProposalName, WorkKind
from .proposal_views import ProposalIndexMixin, ProposalViewsMixin
from .reading_views import WorkReadingMixin
from .searching import WorkSearchMixin


class WorkIndexPage(ProposalIndexMixin, SectionIndexPage):
    """The works library."""

    subpage_types = ["works.WorkPage"]

    class Meta:
        verbose_name = _("works index")
        verbose_name_plural = _("works indexes")


class WorkPage(WorkSearchMixin, ProposalViewsMixin, WorkReadingMixin, ContentPage):
    """A work of the library; a long one has chapters, read one by one under its own address."""

    subtitle = models.CharField(_("subtitle"), max_length=255, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=WorkKind.choices, default=WorkKind.DOSSIER)
    kind_detail = models.CharField(
        _("kind, in detail"), max_length=100, blank=True, help_text=_("Shown instead of the kind when given.")
    )
    also_called = models.CharField(_("also called"), max_length=200, blank=True)
    authorship = models.CharField(
        _("authorship"), max_length=30, choices=Authorship.choices, default=Authorship.CONSEIL
    )
    proposal_name = models.CharField(
        _("name of the proposals"), max_length=20, choices=ProposalName.choices, default=ProposalName.PROPOSITION
    )
    proposal_count = models.PositiveSmallIntegerField(
        _("number of proposals"), null=True, blank=True, help_text=_("When more were published than are listed here.")
    )
    body = StreamField(get_body_blocks(), verbose_name=_("presentation"), blank=True)
    chapters = StreamField([("chapter", ChapterBlock())], verbose_name=_("chapters"), blank=True)
    external_url = models.URLField(_("address elsewhere"), blank=True, help_text=_("Where the work was published."))

    parent_page_types = ["works.WorkIndexPage"]
    subpage_types = []
    template = "works/work_page.html"

    edit_handler = make_editor(
        _("Presentation"),
        get_content_panels(
            "subtitle",
            MultiFieldPanel(
                [FieldRowPanel(["kind", "kind_detail"]), FieldRowPanel(["authorship", "also_called"]), "external_url"],
                _("Nature"),
            ),
            after=["body"],
        ),
        ObjectList(["chapters"], heading=_("Chapters")),
        ObjectList(
            [
                FieldRowPanel(["proposal_name", "proposal_count"]),
                InlinePanel("proposals", label=_("Proposal")),
                InlinePanel("follow_ups", heading=_("What became of them"), label=_("Follow-up")),
            ],
            heading=_("Proposals"),
        ),
        links=[
            InlinePanel("documents", heading=_("Documents"), label=_("Document")),
            InlinePanel("further_readings", heading=_("To read and discover"), label=_("Reading")),
        ],
    )
    search_fields = [*ContentPage.search_fields, *search_in("subtitle", "body", "chapters", filters=["kind"])]

    class Meta:
        verbose_name = _("work")
        verbose_name_plural = _("works")

    def clean(self):
        super().clean()
        slugs = [chapter["slug"] for chapter in self.get_chapters()]
        if len(slugs) != len(set(slugs)):
            raise ValidationError({"chapters": _("Two chapters have the same address.")})

    def has_text(self) -> bool:
        return not self.is_demonstration and bool(self.chapters.raw_data or self.documents.all())

    @property
    def kind_label(self) -> str:
        return self.kind_detail[:1].upper() + self.kind_detail[1:] or super().kind_label

    @property
    def is_own_position(self) -> bool:
        """Whether the work states a position of the Conseil itself."""
        return self.authorship == Authorship.CONSEIL

    @property
    def citation_kind(self) -> str:
        return CITATION_KINDS[self.kind]

    def get_citation_details(self) -> dict:
        return {"subtitle": self.subtitle}

    @cached_property
    def loaded_documents(self) -> list:
        """The files, in order."""
        return list(self.documents.select_related("document").order_by("sort_order"))

    @classmethod
    def load_for_citing(cls, pages):
        rows = WorkDocument.objects.filter(work__in=pages).select_related("document").order_by("sort_order")
        by_work = {}
        for row in rows:
            by_work.setdefault(row.work_id, []).append(row)
        for page in pages:
            page.loaded_documents = by_work.get(page.pk, [])

    def get_citation_pdf(self) -> str:
        # On this host whatever the storage: those who index texts distrust a PDF that stands elsewhere.
        return next((row.document.url for row in self.loaded_documents if row.document.file_extension == "pdf"), "")

    def get_default_author(self) -> str:
        return "" if self.is_own_position else str(self.get_authorship_display())

    def get_presentation(self, request) -> dict:
        links = get_linked_pages(self)
        contributions = self.loaded_contributions
        return super().get_presentation(request) | {
            "contributions": contributions,
            "lead_members": [row for row in contributions if row.role == ContributionRole.LEAD],
            "authors": [row for row in contributions if row.role == ContributionRole.AUTHOR],
            "publishers": [row for row in contributions if row.role == ContributionRole.PUBLISHER],
            "documents": self.loaded_documents,
            "further_readings": list(self.further_readings.order_by("sort_order")),
            "links": links,
            "citing_pages": links.citing,
            "reading": read_stream(self.body),
        }


class WorkDocument(TranslatableMixin, Orderable):
    """A file of a work: its PDF, its summary, an accessible version."""

    work = ParentalKey(WorkPage, on_delete=models.CASCADE, related_name="documents")
    document = models.ForeignKey(
        "wagtaildocs.Document", verbose_name=_("document"), on_delete=models.PROTECT, related_name="+"
    )
    title = models.CharField(_("title"), max_length=255, blank=True)
    pages = models.PositiveIntegerField(_("number of pages"), null=True, blank=True)
    exemption = models.CharField(
        _("why the site does not have its text"),
        max_length=255,
        blank=True,
        help_text=_("For a PDF of a work that has no text here; shown to the reader."),
    )

    panels = ["document", FieldRowPanel(["title", "pages"]), "exemption"]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")


class FurtherReading(TranslatableMixin, Orderable):
    """« À lire et à découvrir »: something elsewhere on the same subject."""

    work = ParentalKey(WorkPage, on_delete=models.CASCADE, related_name="further_readings")
    title = models.CharField(_("title"), max_length=300)
    source = models.CharField(_("author, publisher, year"), max_length=255, blank=True)
    url = models.URLField(_("address"), blank=True)

    panels = ["title", FieldRowPanel(["source", "url"])]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        verbose_name = _("further reading")
        verbose_name_plural = _("further readings")
