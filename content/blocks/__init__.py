"""The StreamField blocks that every section shares."""

from .media import DocumentBlock, FigureBlock, VideoBlock
from .reference import CallToActionBlock, FootnotesBlock, KeyFiguresBlock, PersonBlock, RelatedPagesBlock
from .text import (
    AccordionBlock,
    CalloutBlock,
    HeadingBlock,
    HighlightBlock,
    ParagraphBlock,
    QuoteBlock,
    SeparatorBlock,
    TableBlock,
)


def get_body_blocks() -> list:
    """The blocks of a text, in the order of the editor's menu; each call makes new ones."""
    return [
        ("heading", HeadingBlock()),
        ("paragraph", ParagraphBlock()),
        ("quote", QuoteBlock()),
        ("highlight", HighlightBlock()),
        ("callout", CalloutBlock()),
        ("figure", FigureBlock()),
        ("key_figures", KeyFiguresBlock()),
        ("table", TableBlock()),
        ("accordion", AccordionBlock()),
        ("document", DocumentBlock()),
        ("video", VideoBlock()),
        ("person", PersonBlock()),
        ("related_pages", RelatedPagesBlock()),
        ("call_to_action", CallToActionBlock()),
        ("footnotes", FootnotesBlock()),
        ("separator", SeparatorBlock()),
    ]
