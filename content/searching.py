"""What a content gives to the search, read from raw data: no template is rendered; a query for each figure chosen."""

import dataclasses
import html
import re
from collections.abc import Iterable, Iterator

from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

from registers.streams import walk

from .reading import Anchors

_BREAKS = re.compile(r"<(?:/p|/li|/h[1-6]|/td|/th|/blockquote|br\s*/?)\s*>", re.IGNORECASE)
_TAGS = re.compile(r"<[^>]*>")
_SPACES = re.compile(r"[^\S\n]+")
_LINES = re.compile(r"\s*\n\s*")


@dataclasses.dataclass(frozen=True)
class SearchPassage:
    """A part of a page that the search finds and opens by itself."""

    #: chapter, question or part.
    kind: str
    title: str
    text: str
    #: What follows the page's own address: `#question-2`, `lire/attention/#sommeil`.
    path: str
    #: « 12:40 », for what is heard or seen.
    timecode: str = ""


@dataclasses.dataclass(frozen=True)
class SearchFile:
    """A document attached to a page."""

    document_id: int
    title: str = ""


def get_plain_text(source: str) -> str:
    """The words of rich text, one line for each paragraph."""
    text = html.unescape(_TAGS.sub("", _BREAKS.sub("\n", source)))
    return _LINES.sub("\n", _SPACES.sub(" ", text)).strip()


def read_raw_text(block: blocks.Block, value) -> str:
    """The words of the raw value of a block, one line for each text; of entries that it shows, those they have there."""
    lines = []
    for place in walk(block, value):
        if isinstance(place.block, blocks.RichTextBlock):
            lines.append(get_plain_text(str(place.value)))
        elif type(place.block) in (blocks.CharBlock, blocks.TextBlock, blocks.BlockQuoteBlock):
            lines.append(" ".join(str(place.value).split()))
        elif isinstance(place.block, SnippetChooserBlock):
            shown = place.block.target_model.objects.filter(pk=place.value, live=True)
            lines += [entry.sentence for entry in shown if hasattr(entry, "sentence")]
    return "\n".join(line for line in lines if line)


def get_raw(stream) -> list[dict]:
    """The raw blocks of a StreamField value: [{type, value}]."""
    return [{"type": item["type"], "value": item["value"]} for item in stream.raw_data]


def read_texts(stream_block: blocks.BaseStreamBlock, raw: Iterable[dict]) -> str:
    """The words of raw blocks, headings left out."""
    return read_raw_text(stream_block, [item for item in raw if item["type"] != "heading"])


def read_headings(raw: Iterable[dict]) -> list[str]:
    """The headings among raw blocks."""
    return [item["value"]["text"] for item in raw if item["type"] == "heading"]


def split_at_headings(stream_block, raw: Iterable[dict], anchors: Anchors) -> Iterator[tuple[str, str, str]]:
    """Cut raw blocks where headings stand: (heading, anchor, text); the first has neither of both."""
    heading, anchor, members = "", "", []
    for item in raw:
        if item["type"] == "heading":
            yield heading, anchor, read_raw_text(stream_block, members)
            heading, members = item["value"]["text"], []
            anchor = anchors.make(heading, item["value"].get("anchor") or "")
        else:
            members.append(item)
    yield heading, anchor, read_raw_text(stream_block, members)


def find_files(block: blocks.Block, raw) -> Iterator[SearchFile]:
    """The documents that document blocks show, wherever they are."""
    from .blocks.media import DocumentBlock

    for place in walk(block, raw):
        if isinstance(place.block, DocumentBlock) and place.value.get("document"):
            yield SearchFile(place.value["document"], place.value.get("title") or "")
