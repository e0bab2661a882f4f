"""The numbered recommendations of a work, each a thing with an address of its own, and what became of them."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldRowPanel
from wagtail.fields import RichTextField
from wagtail.models import Orderable, TranslatableMixin

from content.citing.model import Reference, get_key, get_permanent_path, load_for_citing, make_reference
from content.citing.styles import cite_part
from content.models import ContentPage
from registers.searchable import SearchableEntry
from sections.dates import Dated, precision_of
from sections.locales import get_language_of
from sections.models import Referenced, share
from sections.naming import NamedByPages
from sections.query import published, visible

from ..choices import FollowUpKind, ProposalStatus


class Proposal(NamedByPages, SearchableEntry, Referenced, TranslatableMixin, Orderable):
    """A recommendation, read under the work's address (`levier-3/`); its reference stays when its number changes."""

    work = ParentalKey("works.WorkPage", on_delete=models.CASCADE, related_name="proposals")
    number = models.PositiveSmallIntegerField(_("number"))
    group = models.CharField(_("objective"), max_length=200, blank=True, help_text=_("Proposals are grouped by it."))
    title = models.CharField(_("title"), max_length=300)
    text = RichTextField(_("text"), blank=True, features=["bold", "italic", "ol", "ul", "link"])
    status = models.CharField(_("what became of it"), max_length=20, blank=True, choices=ProposalStatus.choices)

    panels = [FieldRowPanel(["number", "group"]), "title", "text", "status"]
    override_translatable_fields = share("reference", "status")

    search_family = "proposition"
    search_order = 50
    search_title_field = "title"
    search_related = ("work",)
    search_prefetch = ("work__themes",)

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")

    def __str__(self):
        return f"{self.number}. {self.title}"

    def propose_reference(self) -> str:
        return f"{self.work.reference[:90]}-{self.anchor}"

    @property
    def is_demonstration(self) -> bool:
        return self.work.is_demonstration

    @property
    def anchor(self) -> str:
        return f"{self.work.proposal_name}-{self.number}"

    @property
    def label(self) -> str:
        """« Levier 3 »."""
        return f"{self.work.get_proposal_name_display()} {self.number}"

    @property
    def full_title(self) -> str:
        return f"{self.label}. {self.title}"

    def get_absolute_url(self) -> str:
        return f"{self.work.url or ''}{self.anchor}/"

    def get_full_url(self, request=None) -> str:
        return f"{self.work.get_full_url(request)}{self.anchor}/"

    def make_reference(self, root: str = "") -> Reference:
        """Its citation: a part of its work's."""
        language = get_language_of(self.work)
        load_for_citing([self.work])
        url = root.rstrip("/") + get_permanent_path(self.reference, language)
        return cite_part(make_reference(self.work, root), self.full_title, url, get_key(self.reference, language))

    def get_search_headings(self):
        return self.label, self.group, self.work.title

    def get_search_text(self):
        return (self.text,)

    def get_search_facets(self):
        return [("theme", theme.slug) for theme in self.work.themes.all()]


class FollowUp(Dated, TranslatableMixin, Orderable):
    """Something that came of a proposal: dated, and told by a source that the reader can open."""

    work = ParentalKey("works.WorkPage", on_delete=models.CASCADE, related_name="follow_ups")
    number = models.PositiveSmallIntegerField(_("number of the proposal"))
    kind = models.CharField(_("kind"), max_length=20, choices=FollowUpKind.choices)
    date = models.DateField(_("date"), help_text=_("For a month or a year: its first day, and the precision."))
    date_precision = precision_of(_("precision of the date"))
    title = models.CharField(_("what happened"), max_length=300)
    #: The page of the site that tells it.
    page = models.ForeignKey(
        ContentPage, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("page")
    )
    url = models.URLField(_("address of the source"), blank=True)
    source = models.CharField(_("source"), max_length=255, blank=True, help_text=_("Who publishes it."))

    panels = [
        FieldRowPanel(["number", "kind", "date", "date_precision"]),
        "title",
        "page",
        FieldRowPanel(["source", "url"]),
    ]
    override_translatable_fields = share("page", "url")

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        verbose_name = _("follow-up")
        verbose_name_plural = _("follow-ups")

    def __str__(self):
        return self.title

    def clean(self):
        super().clean()
        if not (self.page_id or self.url):
            raise ValidationError({"url": _("Give the source: a page of this site, or an address.")})


def find_sourced():
    """The follow-ups whose source the public can open: a page that is withdrawn tells nothing more."""
    return FollowUp.objects.filter(~Q(url="") | Q(page__in=visible(ContentPage.objects.all())))


def load_follow_ups(proposal: Proposal) -> list[FollowUp]:
    """What came of a proposal, in order of time, each with its `shown_page` in the active language."""
    rows = find_sourced().filter(work=proposal.work, number=proposal.number).select_related("page")
    rows = list(rows.order_by("date", "sort_order"))
    keys = {row.page.translation_key for row in rows if row.page}
    by_key = {page.translation_key: page for page in published(ContentPage.objects.filter(translation_key__in=keys))}
    for row in rows:
        row.shown_page = row.page and by_key.get(row.page.translation_key)
    return rows
