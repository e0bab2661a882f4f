"""Interviews."""

from django.db import models
from django.utils.functional import cached_property
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.models import Page
from wagtail.search import index

from content.fields import StreamField
from content.links import get_linked_pages, get_other_parts
from content.models import ContentPage, ContributionRole
from content.reading import Anchors, PlanEntry
from sections.models import SectionIndexPage

from .blocks import get_interview_blocks


class Rubric(models.TextChoices):
    """Where an interview comes from."""

    PAROLES_DE = "paroles_de", _("Paroles de")
    ENTRETIEN = "entretien", _("Interview")
    ECHANGE = "echange_mentionne", _("Conversation")
    ENTRETIEN_INTERNE = "entretien_interne", _("Members’ interview")


class ParoleIndexPage(SectionIndexPage):
    """The interviews."""

    subpage_types = ["paroles.ParolePage"]

    class Meta:
        verbose_name = _("interviews index")
        verbose_name_plural = _("interviews indexes")


class ParolePage(ContentPage):
    """An interview of one or several people, of an organisation or of a group."""

    rubric = models.CharField(_("rubric"), max_length=30, choices=Rubric.choices, default=Rubric.PAROLES_DE)
    topic = models.CharField(_("topic"), max_length=255, blank=True)
    pull_quote = models.TextField(
        _("pull quote"), blank=True, help_text=_("Words really said by the interviewee, from the interview.")
    )
    pull_quote_speaker = models.CharField(
        _("who says it"), max_length=200, blank=True, help_text=_("When several people were interviewed.")
    )
    interview = StreamField(get_interview_blocks(), verbose_name=_("interview"), blank=True)

    parent_page_types = ["paroles.ParoleIndexPage"]
    subpage_types = []

    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    *Page.content_panels,
                    FieldRowPanel([FieldPanel("rubric"), FieldPanel("topic")]),
                    *ContentPage.content_panels[len(Page.content_panels) :],
                    MultiFieldPanel([FieldPanel("pull_quote"), FieldPanel("pull_quote_speaker")], _("Pull quote")),
                    FieldPanel("interview"),
                ],
                heading=_("Interview"),
            ),
            ObjectList(ContentPage.link_panels, heading=_("People and links")),
            ObjectList([*ContentPage.checking_panels, *ContentPage.promote_panels], heading=_("Checking and address")),
        ]
    )
    search_fields = [
        *ContentPage.search_fields,
        index.SearchField("topic"),
        index.SearchField("interview"),
        index.FilterField("rubric"),
    ]

    class Meta:
        verbose_name = _("interview")
        verbose_name_plural = _("interviews")

    @property
    def kind_label(self) -> str:
        return self.get_rubric_display()

    @cached_property
    def interviewees(self) -> list:
        """The contributions of those who answer, in order; filled by lists for all their cards."""
        return [row for row in self.loaded_contributions if row.role == ContributionRole.INTERVIEWEE]

    @cached_property
    def exchanges(self) -> list[dict]:
        """The blocks of the interview; questions have an `anchor` and a `number`."""
        anchors, entries, number = Anchors(), [], 0
        for block in self.interview:
            entry = {"block": block, "anchor": "", "number": None}
            if block.block_type == "exchange":
                number += 1
                entry.update(anchor=anchors.make("", f"question-{number}"), number=number)
            elif block.block_type == "heading":
                entry["anchor"] = anchors.make(block.value["text"], block.value.get("anchor") or "")
            entries.append(entry)
        return entries

    @property
    def has_text(self) -> bool:
        """Whether the interview itself can be read, and not only what is known of it."""
        return any(block.block_type in ("exchange", "paragraph") for block in self.interview)

    @property
    def plan(self) -> list[PlanEntry]:
        """The questions."""
        return [
            PlanEntry(strip_tags(entry["block"].value["question"]), entry["anchor"], 2)
            for entry in self.exchanges
            if entry["number"]
        ]

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        links = get_linked_pages(self)
        others = [row for row in self.loaded_contributions if row.role != ContributionRole.INTERVIEWEE]
        context.update(
            contributions=others,
            links=links,
            citing_pages=links.citing,
            others=[part for part in get_other_parts(self, links.part_of) if isinstance(part, ParolePage)],
        )
        return context
