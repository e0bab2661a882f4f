"""Many pages at once: what is changed of each is a draft for review, never what the public reads.

A page that is in review, scheduled or locked is left alone, and said.
"""

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from django.db import models, transaction
from django.utils.translation import gettext
from modelcluster.models import get_all_child_relations
from wagtail import blocks
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page

from registers.streams import walk
from sections.page_reports import get_editable_pages

#: Fields of text that are no words of the page.
NO_WORDS = {"slug", "url_path", "reference", "draft_title", "content_hash"}
_MARKUP = re.compile(r"(<[^>]*>)")
#: Characters of a passage around what is found.
AROUND = 60


def get_pages_to_write(user):
    """The pages that `user` may edit, with what tells whether they can be written now."""
    return get_editable_pages(user).prefetch_workflow_states().annotate_approved_schedule()


def why_left_alone(page, user) -> str:
    """Why nothing is written of a page now, or ""; `page` comes from `get_pages_to_write`."""
    names = {"title": page.draft_title or page.title}
    if page.workflow_in_progress:
        return gettext("“%(title)s” is in review.") % names
    if page.approved_schedule:
        return gettext("“%(title)s” is approved and scheduled.") % names
    if page.locked and page.locked_by_id != user.pk:
        return gettext("“%(title)s” is locked.") % names
    return ""


def write_draft(page, change: Callable, user):
    """Have `change` write in the latest text of a page; the version that is saved."""
    text = page.specific.get_latest_revision_as_object()
    change(text)
    # What is incomplete is a draft all the same.
    return text.save_revision(user=user, log_action=True, clean=False)


@dataclass
class Words:
    """What is looked for: apostrophes and spaces of any kind are the same."""

    text: str
    is_whole: bool = True
    is_exact: bool = True
    pattern: re.Pattern = field(init=False)

    def __post_init__(self):
        parts = [re.sub("['’]", "['’]", re.escape(part)) for part in self.text.split()]
        inside = r"[\s\u00a0\u202f]+".join(parts)
        self.pattern = re.compile(
            rf"(?<!\w){inside}(?!\w)" if self.is_whole else inside, 0 if self.is_exact else re.IGNORECASE
        )


@dataclass
class Passage:
    """A text where the words stand, before and after."""

    before: str
    found: str
    after: str


def replace_text(text: str, words: Words, by: str, is_html: bool, found: list[Passage]) -> str:
    """The text with the words replaced; each place is added to `found`."""

    def put(match: re.Match) -> str:
        start, end = match.span()
        whole = match.string
        found.append(Passage(whole[max(0, start - AROUND) : start], match[0], whole[end : end + AROUND]))
        return by

    if not is_html:
        return words.pattern.sub(put, text)
    # Words, not tags nor what they hold: an address stays what it is.
    parts = _MARKUP.split(text)
    for number in range(0, len(parts), 2):
        plain = html.unescape(parts[number])
        written = words.pattern.sub(put, plain)
        if written != plain:
            parts[number] = html.escape(written, quote=False)
    return "".join(parts)


def replace_in(thing, words: Words, by: str) -> list[Passage]:
    """Replace the words in every text of a page in memory, and of what belongs to it; the places where they stood."""
    found: list[Passage] = []
    for owner in (thing, *find_parts(thing)):
        for name, text, is_html in read_fields(owner):
            written = replace_text(text, words, by, is_html, found)
            if written != text:
                setattr(owner, name, written)
        for stream in owner._meta.get_fields():
            if isinstance(stream, StreamField):
                replace_in_stream(owner, stream.name, words, by, found)
    return found


def read_fields(owner) -> Iterator[tuple[str, str, bool]]:
    """(name, text, whether it is HTML) of the fields that people write words in."""
    for own in owner._meta.concrete_fields:
        is_text = isinstance(own, (models.CharField, models.TextField)) and not isinstance(
            own, (StreamField, models.SlugField, models.URLField, models.EmailField, models.FileField)
        )
        if is_text and own.editable and not own.choices and own.name not in NO_WORDS:
            if text := getattr(owner, own.name):
                yield own.name, text, isinstance(own, RichTextField)


def find_parts(thing) -> list:
    """What belongs to a page and is written with it: its proposals, documents, dates; in memory, to be saved with it."""
    names = [relation.get_accessor_name() for relation in get_all_child_relations(thing)]
    return [
        part for name in names if name != "wagtail_admin_comments" for part in getattr(thing, name).get_object_list()
    ]


def replace_in_stream(owner, name: str, words: Words, by: str, found: list[Passage]) -> None:
    value = getattr(owner, name)
    raw, before = value.get_prep_value(), len(found)
    for place in walk(value.stream_block, raw):
        is_html = isinstance(place.block, blocks.RichTextBlock)
        if is_html or type(place.block) in (blocks.CharBlock, blocks.TextBlock, blocks.BlockQuoteBlock):
            place.put(replace_text(str(place.value), words, by, is_html, found))
    if len(found) > before:
        setattr(owner, name, value.stream_block.to_python(raw))


@dataclass
class Found:
    """A page where words stand, and why it is left alone, if it is."""

    page: Page
    passages: list[Passage]
    why_not: str


def find_in_pages(user, words: Words, by: str, types: list[int] | None = None) -> Iterator[Found]:
    """The pages whose latest text has the words; what has not the words in any version is not read."""
    pages = get_pages_to_write(user).select_related("latest_revision").order_by("path")
    if types is not None:
        pages = pages.filter(content_type__in=types)
    for page in pages.iterator(chunk_size=50):
        if page.latest_revision is None or not page.specific_class:
            continue
        text = page.specific_class.from_serializable_data(page.latest_revision.content, check_fks=False)
        if text and (passages := replace_in(text, words, by)):
            yield Found(page, passages, why_left_alone(page, user))


@transaction.atomic
def replace_in_page(page, words: Words, by: str, user) -> bool:
    """Write a draft of the page with the words replaced; False when it no longer has them."""
    found: list[Passage] = []
    text = page.specific.get_latest_revision_as_object()
    found = replace_in(text, words, by)
    if found:
        text.save_revision(user=user, log_action=True, clean=False)
    return bool(found)
