"""The rules of the gate. A section adds its own by naming them in `SectionConfig.gate_rules`."""

import dataclasses
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextvars import ContextVar
from itertools import chain

from bs4 import BeautifulSoup
from django.db.models import ForeignKey
from django.utils.translation import gettext_lazy as _
from modelcluster.models import get_all_child_relations
from wagtail import blocks
from wagtail.fields import RichTextField
from wagtail.images.blocks import ImageChooserBlock
from wagtail.models import Page
from wagtail.snippets.blocks import SnippetChooserBlock

from registers.streams import lacks_alternative, walk_fields
from sections.approved import Approved, hold

from ..models import ContentPage


@dataclasses.dataclass(frozen=True)
class Problem:
    """One thing to put right on one page."""

    #: Code of the rule that found it.
    code: str
    #: What is wrong and what to do, in the active language.
    message: str
    #: Where to put it right: `summary`, or `body.<id of the block>.alt` for what is inside a text.
    field: str = ""
    #: Whether it stops the publication; else it is an advice.
    is_blocking: bool = True
    #: A few words of what is meant, when a page has many such places.
    extract: str = ""


class Rule:
    """What a page must have. A subclass gives its code and message, and finds where it fails.

    `find` is given the page as it would be published, saved or not; it changes nothing and is
    called for each save: a query or two, no more.
    """

    #: ASCII, unique: a page type leaves rules out by their codes (`gate_exempt`).
    code = ""
    #: What is wrong and what to do about it, translatable.
    message = ""
    #: The field of the editor, when there is only one.
    field = ""
    is_blocking = True
    #: The pages that the rule is for: contents, unless it says otherwise.
    page_class: type = ContentPage

    def find(self, page) -> Iterator[Problem]:
        raise NotImplementedError

    def make(self, field: str = "", extract: str = "") -> Problem:
        """A problem of this rule, at `field` or at the rule's own."""
        return Problem(self.code, str(self.message), field or self.field, self.is_blocking, extract[:80])


class AnyPageRule(Rule):
    """A rule for every page that has texts: contents, institutional pages, the home page."""

    page_class = Page


class ImageAlternative(AnyPageRule):
    code = "image-alternative"
    message = _("An image has no alternative text: describe it, or tick “Decorative image”.")

    def find(self, page):
        for place in walk_fields(page):
            block = place.block
            if not isinstance(block, blocks.BaseStructBlock) or "alt" not in block.child_blocks:
                continue
            images = [name for name, child in block.child_blocks.items() if isinstance(child, ImageChooserBlock)]
            if any(place.value.get(name) for name in images) and lacks_alternative(place.value):
                yield self.make(f"{place.path}.alt", place.value.get("caption") or "")


def find_headings(page) -> Iterator[list[tuple[str, dict]]]:
    """[(path, value)] of the headings of each sequence of blocks: its texts, and the texts inside them (chapters)."""
    for place in walk_fields(page):
        if isinstance(place.block, blocks.BaseStreamBlock):
            headings = [one for one in place.value if one["type"] == "heading" and isinstance(one["value"], dict)]
            yield [(f"{place.path}.{one.get('id') or ''}", one["value"]) for one in headings]


class HeadingOrder(AnyPageRule):
    code = "heading-order"
    message = _("A sub-heading stands before any heading: begin with a heading, so that the plan of the page holds.")

    def find(self, page):
        for headings in find_headings(page):
            level = 1
            for path, value in headings:
                wanted = int(value.get("level") or 2)
                if wanted > level + 1:
                    yield self.make(f"{path}.level", value.get("text") or "")
                level = wanted


class HeadingText(AnyPageRule):
    code = "heading-text"
    message = _("A heading is empty.")

    def find(self, page):
        for path, value in chain.from_iterable(find_headings(page)):
            if not (value.get("text") or "").strip():
                yield self.make(f"{path}.text")


#: What tells nothing of where a link leads, without its final marks.
VAGUE = frozenset(
    "ici|là|cliquer ici|cliquez ici|cliquez|clique ici|lien|ce lien|le lien|suivre ce lien|voir|voir ici|plus|"
    "lire|lire la suite|la suite|en savoir plus|plus d’informations|plus d’infos|consulter|télécharger|"
    "here|click here|click|link|this link|read more|more|learn more|see here|download".split("|")
)
ADDRESS = re.compile(r"^(?:https?://|www\.)\S*$|^[\w-]+(?:\.[\w-]+)+/\S*$", re.IGNORECASE)


def is_vague(text: str) -> bool:
    """Whether a link's words, read alone, say nothing of what it leads to."""
    words = text.replace("'", "’").replace("\u00a0", " ").strip(" .…:!?»«→>-–—[]()").casefold()
    return " ".join(words.split()) in VAGUE


class LinkText(AnyPageRule):
    code = "link-text"
    message = _("The words of a link do not say where it leads: name the page or the document.")

    def find(self, page):
        for path, source in find_rich_texts(page):
            for link in BeautifulSoup(source, "html.parser").find_all("a") if "<a" in source else ():
                text = " ".join(link.get_text(" ").split())
                if not text or is_vague(text) or ADDRESS.match(text):
                    yield self.make(path, text)


def find_rich_texts(page) -> Iterator[tuple[str, str]]:
    """(path, HTML as stored) of each rich text of the page."""
    for field in page._meta.get_fields():
        if isinstance(field, RichTextField):
            yield field.name, getattr(page, field.name) or ""
    for place in walk_fields(page):
        if isinstance(place.block, blocks.RichTextBlock):
            yield place.path, str(place.value)


class FieldRule(Rule):
    """A rule about one field, which fails where `fails` of the page is so."""

    def __init_subclass__(cls, fails: Callable[[ContentPage], object]):
        cls.fails = staticmethod(fails)

    def find(self, page):
        if self.fails(page):
            yield self.make()


class Summary(FieldRule, fails=lambda page: not page.summary.strip()):
    code = field = "summary"
    message = _("There is no summary: one to three sentences, for cards, search results and feeds.")


def lacks_theme(page: ContentPage) -> bool:
    """A new site has none to choose from: its first page goes live all the same."""
    return not page.themes.all() and page.themes.model.objects.filter(live=True).exists()


class Themes(FieldRule, fails=lacks_theme):
    code, field = "theme", "themes"
    message = _("No theme is chosen: readers could not find the page by its subject.")


class Date(FieldRule, fails=lambda page: page.is_dated and not (page.date or page.period_start or page.date_unknown)):
    code = field = "date"
    message = _("There is neither a date nor a period: give what is known, or tick “The date is not known”.")


class CoverCredit(FieldRule, fails=lambda page: page.cover_id and not page.cover_credit.strip()):
    code, field = "cover-credit", "cover_credit"
    message = _("The cover has no credit: say who made the image and under which rights.")


class CoverAlternative(FieldRule, fails=lambda page: page.cover_id and not page.cover_alt.strip()):
    code, field, is_blocking = "cover-alternative", "cover_alt", False
    message = _("The cover has no alternative text: it will be taken as decorative.")


class DecidedDoubt(Rule):
    code = "uncertain"
    message = _("A fact is marked as uncertain: settle it, or tick “Publish with the doubt shown”.")
    field = "doubt_shown"

    def find(self, page):
        if page.uncertain and not (page.doubt_shown and page.doubt.strip()):
            yield self.make("doubt_shown" if page.doubt.strip() else "doubt")


#: The entries that are approved together with what is checked.
_together: ContextVar[frozenset] = ContextVar("content_gate_together", default=frozenset())


def approved_together(things: Iterable):
    """Check in this block as if these entries were approved: they are published with the page, or it is not."""
    return hold(_together, frozenset((type(thing), thing.pk) for thing in things))


class ApprovedEntries(AnyPageRule):
    code = "unapproved-entry"
    message = _(
        "An entry that the page names is not approved yet, and readers would not see it: submit it too, or publish "
        "both together (“Batches of changes”)."
    )

    def find(self, page):
        named: dict[type, dict] = defaultdict(dict)
        for model, pk, path in find_named(page):
            if pk and issubclass(model, Approved) and not model.is_approved_with_pages:
                named[model].setdefault(pk, path)
        for model, paths in named.items():
            for entry in model._base_manager.filter(pk__in=paths, live=False):
                if (model, entry.pk) not in _together.get():
                    yield self.make(paths[entry.pk], str(entry))


def find_named(page) -> Iterator[tuple[type, int | None, str]]:
    """(model, primary key, field of the editor) of what the page and its rows name, as they are in memory."""
    rows = [(page, "")]
    for relation in get_all_child_relations(page):
        name = relation.get_accessor_name()
        rows += [(row, name) for row in getattr(page, name).all()]
    for row, name in rows:
        for field in row._meta.concrete_fields:
            if isinstance(field, ForeignKey):
                yield field.related_model, getattr(row, field.attname), name or field.name
    for field in page._meta.many_to_many:
        yield from ((field.related_model, one.pk, field.name) for one in getattr(page, field.name).all())
    for place in walk_fields(page):
        if isinstance(place.block, SnippetChooserBlock):
            yield place.block.target_model, place.value, place.path
