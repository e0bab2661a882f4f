"""The StreamField blocks that every section shares."""

from . import media, reference, text


def get_body_blocks() -> list:
    """The blocks of a text, in the order of the editor's menu; each call makes new ones."""
    return [
        ("heading", text.HeadingBlock()),
        ("paragraph", text.ParagraphBlock()),
        ("quote", text.QuoteBlock()),
        ("highlight", text.HighlightBlock()),
        ("callout", text.CalloutBlock()),
        ("figure", media.FigureBlock()),
        ("key_figures", reference.KeyFiguresBlock()),
        ("table", text.TableBlock()),
        ("accordion", text.AccordionBlock()),
        ("document", media.DocumentBlock()),
        ("video", media.VideoBlock()),
        ("person", reference.PersonBlock()),
        ("related_pages", reference.RelatedPagesBlock()),
        ("call_to_action", reference.CallToActionBlock()),
        ("footnotes", reference.FootnotesBlock()),
        ("separator", text.SeparatorBlock()),
    ]
