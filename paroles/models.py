"""Interviews."""

from django.db import models
from django.utils.functional import cached_property
from django.utils.html import strip_tags
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldRowPanel, MultiFieldPanel

from content.citing.model import join_names
from content.editing import get_content_panels, make_editor
from content.fields import StreamField
from content.links import get_linked_pages, get_other_parts
from content.models import ContentPage, ContributionRole
from content.reading import Anchors, PlanEntry
from content.searching import SearchPassage, get_plain_text, get_raw, read_texts
from sections.models import SectionIndexPage, search_in

from .blocks import get_interview_blocks


class Rubric(models.TextChoices):
    """Where an interview comes from."""

    PAROLES_DE = "paroles_de", _("Paroles de")
    ENTRETIEN = "entretien", _("Interview")
    ECHANGE = "echange_mentionne", _("Conversation")
    ENTRETIEN_INTERNE = "entretien_interne", _("Members’ interview")


def name_exchanges(blocks: list[tuple[str, dict]]) -> list[tuple[str, int | None]]:
    """The anchor of each block of an interview, and its number if it is a question."""
    anchors, names, number = Anchors(), [], 0
    for block_type, value in blocks:
        if block_type == "exchange":
            number += 1
            names.append((anchors.make("", f"question-{number}"), number))
        elif block_type == "heading":
            names.append((anchors.make(value["text"], value.get("anchor") or ""), None))
        else:
            names.append(("", None))
    return names


def read_answers(value: dict) -> str:
    """The answers of a raw exchange, each after the name of who gives it."""
    answers = [item.get("value", item) for item in value.get("answers") or []]
    lines = [(answer.get("speaker") or "", get_plain_text(answer.get("text") or "")) for answer in answers]
    return "\n".join(f"{speaker}\u00a0: {text}" if speaker else text for speaker, text in lines)


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

    citation_kind = "interview"
    kind_field = "rubric"
    parent_page_types = ["paroles.ParoleIndexPage"]
    subpage_types = []

    edit_handler = make_editor(
        _("Interview"),
        get_content_panels(
            FieldRowPanel(["rubric", "topic"]),
            after=[MultiFieldPanel(["pull_quote", "pull_quote_speaker"], _("Pull quote")), "interview"],
        ),
    )
    search_fields = [*ContentPage.search_fields, *search_in("topic", "interview", filters=["rubric"])]

    class Meta:
        verbose_name = _("interview")
        verbose_name_plural = _("interviews")

    def get_citation_details(self) -> dict:
        """The title of most is a name: a citation says what they are."""
        who = join_names(self.interviewees) or self.title
        about = gettext("interview with %(names)s") % {"names": who}
        if self.topic:
            return {"supplied_title": f"{self.topic[:1].upper()}{self.topic[1:]} [{about}]"}
        if self.title.casefold() == who.casefold() or self.is_descriptive:
            return {"supplied_title": f"[{about[:1].upper()}{about[1:]}]"}
        return {"supplied_title": f"{self.title} [{about}]"}

    @cached_property
    def interviewees(self) -> list:
        """The contributions of those who answer, in order; filled by lists for all their cards."""
        return [row for row in self.loaded_contributions if row.role == ContributionRole.INTERVIEWEE]

    @cached_property
    def exchanges(self) -> list[dict]:
        """The blocks of the interview; questions have an `anchor` and a `number`."""
        names = name_exchanges([(block.block_type, block.value) for block in self.interview])
        return [
            {"block": block, "anchor": anchor, "number": number}
            for block, (anchor, number) in zip(self.interview, names, strict=True)
        ]

    def get_search_headings(self) -> list[str]:
        return [self.topic, self.pull_quote, *super().get_search_headings()]

    def get_search_text(self) -> str:
        raw = [item for item in get_raw(self.interview) if item["type"] != "exchange"]
        return read_texts(self.interview.stream_block, raw)

    def get_search_passages(self) -> list[SearchPassage]:
        """Each question with its answers."""
        raw = get_raw(self.interview)
        names = name_exchanges([(item["type"], item["value"]) for item in raw])
        return [
            SearchPassage("question", strip_tags(item["value"]["question"]), read_answers(item["value"]), f"#{anchor}")
            for item, (anchor, number) in zip(raw, names, strict=True)
            if number
        ]

    def has_text(self) -> bool:
        written = {item["type"] for item in get_raw(self.interview)}
        return not self.is_demonstration and not written.isdisjoint({"exchange", "paragraph"})

    @property
    def plan(self) -> list[PlanEntry]:
        """The questions."""
        return [
            PlanEntry(strip_tags(entry["block"].value["question"]), entry["anchor"], 2)
            for entry in self.exchanges
            if entry["number"]
        ]

    def get_presentation(self, request):
        context = super().get_presentation(request)
        links = get_linked_pages(self)
        others = [row for row in self.loaded_contributions if row.role != ContributionRole.INTERVIEWEE]
        context.update(
            contributions=others,
            links=links,
            citing_pages=links.citing,
            others=[part for part in get_other_parts(self, links.part_of) if isinstance(part, ParolePage)],
        )
        return context
