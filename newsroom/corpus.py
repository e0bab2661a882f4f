"""Many pages at once: what is changed of each is a draft for review, never what the public reads.

A page that is in review, scheduled or locked is left alone, and said.
"""

import html
import re
from collections.abc import Callable, Iterator

from django.db import models, transaction
from django.utils.translation import gettext
from modelcluster.models import get_all_child_relations
from wagtail import blocks
from wagtail.fields import RichTextField, StreamField
from wagtail.models.pages import COMMENTS_RELATION_NAME

from registers.streams import walk
from sections.page_reports import PageRow, get_editable_pages

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


@transaction.atomic
def write_draft(page, change: Callable, user) -> bool:
    """Have `change` write in the latest text of a page, and keep the version; nothing when it returns nothing."""
    text = page.specific.get_latest_revision_as_object()
    if not change(text):
        return False
    # What is incomplete is a draft all the same.
    text.save_revision(user=user, log_action=True, clean=False)
    return True


def compile_words(text: str, is_whole: bool = True, is_exact: bool = True) -> re.Pattern:
    """The pattern of what is looked for, which is words only: apostrophes and spaces of any kind are the same."""
    parts = [re.sub("['’]", "['’]", re.escape(part)) for part in text.split()]
    inside = r"[\s\u00a0\u202f]+".join(parts)
    return re.compile(rf"(?<!\w){inside}(?!\w)" if is_whole else inside, 0 if is_exact else re.IGNORECASE)


def replace_text(text: str, words: re.Pattern, by: str, is_html: bool, found: list) -> str:
    """The text with the words replaced; each place is added to `found` as (what is before, what is found, after)."""

    def put(match: re.Match) -> str:
        start, end = match.span()
        found.append((match.string[max(0, start - AROUND) : start], match[0], match.string[end : end + AROUND]))
        return by

    if not is_html:
        return words.sub(put, text)
    # Words, not tags nor what they hold: an address stays what it is.
    parts = _MARKUP.split(text)
    for number in range(0, len(parts), 2):
        plain = html.unescape(parts[number])
        written = words.sub(put, plain)
        if written != plain:
            parts[number] = html.escape(written, quote=False)
    return "".join(parts)


def replace_in(thing, words: re.Pattern, by: str) -> list[tuple[str, str, str]]:
    """Replace the words in every text of a page in memory, and of what belongs to it; the places where they stood."""
    found: list = []
    owners = [thing]
    for relation in get_all_child_relations(thing):
        if (name := relation.get_accessor_name()) != COMMENTS_RELATION_NAME:
            owners += getattr(thing, name).get_object_list()
    for owner in owners:
        for field in owner._meta.concrete_fields:
            if isinstance(field, StreamField):
                replace_in_stream(owner, field.name, words, by, found)
            elif is_text(field) and (text := getattr(owner, field.name)):
                setattr(owner, field.name, replace_text(text, words, by, isinstance(field, RichTextField), found))
    return found


def is_text(field) -> bool:
    """Whether people write words in a field."""
    return (
        isinstance(field, (models.CharField, models.TextField))
        and not isinstance(field, (models.SlugField, models.URLField, models.EmailField))
        and field.editable
        and not field.choices
        and field.name not in NO_WORDS
    )


def replace_in_stream(owner, name: str, words: re.Pattern, by: str, found: list) -> None:
    value = getattr(owner, name)
    raw, before = value.get_prep_value(), len(found)
    for place in walk(value.stream_block, raw):
        is_html = isinstance(place.block, blocks.RichTextBlock)
        if is_html or type(place.block) in (blocks.CharBlock, blocks.TextBlock, blocks.BlockQuoteBlock):
            place.put(replace_text(str(place.value), words, by, is_html, found))
    if len(found) > before:
        setattr(owner, name, value.stream_block.to_python(raw))


def find_in_pages(user, words: re.Pattern, by: str, types: list[int] | None = None) -> Iterator[PageRow]:
    """The pages whose latest text has the words, with their `passages`, and why they are left alone (`why_not`)."""
    pages = get_pages_to_write(user).select_related("latest_revision").order_by("path")
    if types is not None:
        pages = pages.filter(content_type__in=types)
    for page in pages.iterator(chunk_size=50):
        if page.latest_revision is None or not page.specific_class:
            continue
        text = page.specific_class.from_serializable_data(page.latest_revision.content, check_fks=False)
        if text and (passages := replace_in(text, words, by)):
            yield PageRow(page, passages=passages, why_not=why_left_alone(page, user))
