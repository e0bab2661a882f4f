"""An issue of the letter."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q, Subquery
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldRowPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, re_path

from content.editing import get_content_panels, make_editor
from content.fields import StreamField
from content.links import get_linked_pages
from content.models import ContentPage, ContributionRole
from content.reading import Anchors
from content.references.citations import get_cited_sources
from content.searching import SearchPassage, get_raw, read_raw_text
from sections.locales import get_language_of
from sections.models import search_in
from sections.registry import get_section_for

from ..blocks import SectionBlock
from ..mailing import serve_mail
from ..reading import RESERVED, Part, make_tree, name_part, read_parts, set_anchors


class CenumIssuePage(RoutablePageMixin, ContentPage):
    """One issue: a web page, and the same as an e-mail under `email/` and `email/texte/`."""

    number = models.PositiveIntegerField(_("number"), null=True, blank=True, help_text=_("When the issue has one."))
    teaser_topics = models.TextField(
        _("teaser topics"), blank=True, help_text=_("What is in the issue: three or four topics, one a line.")
    )
    body = StreamField([("section", SectionBlock())], verbose_name=_("parts"), blank=True)

    citation_kind = "letter"
    parent_page_types = ["cenum.CenumIndexPage"]
    subpage_types = []
    template = "cenum/issue.html"
    search_ages = True
    search_code = "lettre"

    edit_handler = make_editor(
        _("Issue"), get_content_panels(FieldRowPanel(["number"]), after=["teaser_topics", "body"])
    )
    search_fields = [*ContentPage.search_fields, *search_in("teaser_topics", "body", filters=["number"])]

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")

    #: A phone of today is a little wider than Wagtail's.
    preview_sizes = [
        size | {"device_width": 390} if size["name"] == "mobile" else size for size in ContentPage.DEFAULT_PREVIEW_SIZES
    ]
    preview_modes = [("", _("Page")), ("mail", _("E-mail")), ("dark", _("E-mail, dark")), ("text", _("E-mail, text"))]

    def serve_preview(self, request, mode_name):
        if mode_name:
            return serve_mail(request, self, is_text=mode_name == "text", is_dark=mode_name == "dark")
        return super().serve_preview(request, mode_name)

    def clean(self):
        super().clean()
        set_anchors(self.body)
        problems = []
        given = [block.value["anchor"] for block in self.body]
        if len(given) != len(set(given)):
            problems.append(_("Two parts have the same anchor."))
        before = 0
        for block in self.body:
            level = int(block.value["level"])
            if level > before + 1:
                problems.append(_("A sub-part comes before the part that it belongs to: see the levels."))
                break
            before = level
        if problems:
            raise ValidationError({"body": problems})
        if self.slug.isdigit():
            raise ValidationError({"slug": _("Addresses made of digits only are those of the archive.")})

    def save(self, *args, **kwargs):
        if "body" not in self.get_deferred_fields():
            set_anchors(self.body)
        super().save(*args, **kwargs)

    def has_text(self) -> bool:
        return not self.is_demonstration and bool(get_raw(self.body))

    @property
    def kind_label(self) -> str:
        return gettext("Letter no. %(number)d") % {"number": self.number} if self.number else gettext("Letter")

    def get_citation_details(self) -> dict:
        return {"number": str(self.number or ""), "container": str(get_section_for(self).section_title)}

    def get_search_headings(self) -> list[str]:
        return [*self.topics, *(passage.title for passage in self.get_search_passages())]

    def get_search_text(self) -> str:
        return ""

    def get_search_passages(self) -> list[SearchPassage]:
        """Each part."""
        anchors, passages = Anchors(RESERVED), []
        content = self.body.stream_block.child_blocks["section"].child_blocks["content"]
        for number, item in enumerate(get_raw(self.body), 1):
            label, anchor = name_part(item["value"], number, anchors)
            text = read_raw_text(content, item["value"].get("content") or [])
            passages.append(SearchPassage("part", label, text, f"#{anchor}"))
        return passages

    @cached_property
    def parts(self) -> list[Part]:
        """The parts in order, ready to be read."""
        return read_parts(self.body)

    @property
    def plan(self) -> list[Part]:
        """The parts nested by their levels."""
        return make_tree(self.parts)

    @property
    def topics(self) -> list[str]:
        """The teaser topics, as plain texts."""
        return [line.strip() for line in self.teaser_topics.splitlines() if line.strip()]

    def get_neighbours(self) -> Q:
        """The issues before and after this one, in time, as a filter."""
        if self.date is None:
            return Q(pk__in=())
        pages = get_section_for(self).get_pages(get_language_of(self)).filter(date__isnull=False)
        pages = pages.exclude(translation_key=self.translation_key)
        before = Q(date__lt=self.date) | Q(date=self.date, pk__lt=self.pk)
        earlier = pages.filter(before).order_by("-date", "-pk").values("pk")[:1]
        later = pages.exclude(before).order_by("date", "pk").values("pk")[:1]
        return Q(pk=Subquery(earlier)) | Q(pk=Subquery(later))

    def sort_neighbours(self, pages) -> tuple:
        """(previous, next) among `pages`; None where there is none."""
        found = {(page.date, page.pk) > (self.date, self.pk): page for page in pages}
        return found.get(False), found.get(True)

    def get_credits(self) -> tuple[list, list]:
        """Who made the issue, and who is named in it."""
        made, mentioned = [], []
        for row in self.loaded_contributions:
            (mentioned if row.role == ContributionRole.MENTIONED else made).append(row)
        return made, mentioned

    def get_presentation(self, request):
        context = super().get_presentation(request)
        links = get_linked_pages(self, beside=self.get_neighbours())
        made, mentioned = self.get_credits()
        previous, following = self.sort_neighbours(links.beside)
        context.update(
            contributions=made,
            mentioned=mentioned,
            links=links,
            citing_pages=links.citing,
            sources=get_cited_sources(self),
            previous=previous,
            next=following,
        )
        return context

    @re_path(r"^email/(texte/)?$")
    def email(self, request, text: str | None = None):
        """The issue as an e-mail, ready to be sent by another tool: HTML, or plain text."""
        return serve_mail(request, self, is_text=bool(text))
