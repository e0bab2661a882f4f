"""Blocks of text."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock

TEXT_FEATURES = ["bold", "italic", "superscript", "subscript", "ol", "ul", "link", "document-link"]
SHORT_FEATURES = ["bold", "italic", "superscript", "link", "document-link"]


class HeadingBlock(blocks.StructBlock):
    """A heading; its anchor is made from its words unless an editor gives one."""

    text = blocks.CharBlock(label=_("Heading"), max_length=255)
    level = blocks.ChoiceBlock(
        label=_("Level"), choices=[("2", _("Heading")), ("3", _("Sub-heading"))], default="2", required=True
    )
    anchor = blocks.RegexBlock(
        label=_("Anchor"),
        regex=r"^[a-z0-9][a-z0-9-]*$",
        required=False,
        max_length=80,
        help_text=_("Lower-case letters, digits and hyphens. Keep it once it has been quoted."),
        error_messages={"invalid": _("Use lower-case letters, digits and hyphens only.")},
    )

    class Meta:
        icon = "title"
        label = _("Heading")
        group = _("Text")
        template = "content/blocks/heading.html"
        preview_value = {"text": "Pourquoi l’attention est devenue une ressource", "level": "2"}


class ParagraphBlock(blocks.RichTextBlock):
    """One or more paragraphs; each is numbered where a text numbers them."""

    def __init__(self, **kwargs):
        super().__init__(features=TEXT_FEATURES, **kwargs)

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        group = _("Text")
        template = "content/blocks/paragraph.html"
        preview_value = "<p>Un paragraphe de texte, avec <b>un mot important</b> et <i>un autre</i>.</p>"


class QuoteBlock(blocks.StructBlock):
    """Someone's words, with who said them."""

    text = blocks.TextBlock(label=_("Quote"))
    person = blocks.CharBlock(label=_("Who"), required=False, max_length=200)
    capacity = blocks.CharBlock(label=_("Capacity"), required=False, max_length=200)
    source = blocks.CharBlock(label=_("Source"), required=False, max_length=255)
    source_url = blocks.URLBlock(label=_("Address of the source"), required=False)

    class Meta:
        icon = "openquote"
        label = _("Quote")
        group = _("Text")
        template = "content/blocks/quote.html"
        preview_value = {"text": "Une phrase à retenir.", "person": "Camille Exemple", "capacity": "chercheuse"}


class HighlightBlock(blocks.StructBlock):
    """A sentence set apart from the text."""

    text = blocks.TextBlock(label=_("Text"))

    class Meta:
        icon = "pick"
        label = _("Highlight")
        group = _("Text")
        template = "content/blocks/highlight.html"
        preview_value = {"text": "Ce qu’il faut retenir de cette partie, en une phrase."}


class CalloutBlock(blocks.StructBlock):
    """A box with a title."""

    title = blocks.CharBlock(label=_("Title"), required=False, max_length=200)
    text = blocks.RichTextBlock(label=_("Text"), features=TEXT_FEATURES)

    class Meta:
        icon = "info-circle"
        label = _("Callout")
        group = _("Text")
        template = "content/blocks/callout.html"
        preview_value = {"title": "À savoir", "text": "<p>Un complément utile à la lecture.</p>"}


class AccordionItemBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), max_length=200)
    text = blocks.RichTextBlock(label=_("Text"), features=TEXT_FEATURES)


class AccordionBlock(blocks.StructBlock):
    """Folded texts; all open when printed, and without JavaScript."""

    items = blocks.ListBlock(AccordionItemBlock(), label=_("Items"), min_num=1)

    class Meta:
        icon = "list-ul"
        label = _("Accordion")
        group = _("Text")
        template = "content/blocks/accordion.html"
        preview_value = {"items": [{"title": "Qui peut participer ?", "text": "<p>Tout le monde.</p>"}]}


def draw(table) -> list[dict]:
    """A bar for each row that has a number in the first column of numbers: its words, its width in hundredths."""
    numbers = [place for place, column in enumerate(table.columns) if isinstance(column["block"], blocks.DecimalBlock)]
    rows = [(row["values"][0], row["values"][numbers[0]]) for row in table.row_data] if numbers else []
    largest = max((number for _words, number in rows if number), default=0)
    return [
        {"words": words, "number": number, "width": f"{max(number, 0) / largest:.1%}", "y": 44 * place}
        for place, (words, number) in enumerate(row for row in rows if row[1] is not None)
        if largest > 0
    ]


class TableBlock(blocks.StructBlock):
    """A table with a caption; its first column can be a heading, and its numbers drawn."""

    caption = blocks.CharBlock(label=_("Caption"), max_length=255)
    row_headers = blocks.BooleanBlock(label=_("The first column is a heading"), required=False)
    table = TypedTableBlock(
        [
            ("text", blocks.CharBlock(label=_("Text"), required=False)),
            ("number", blocks.DecimalBlock(label=_("Number"), required=False)),
            ("rich_text", blocks.RichTextBlock(label=_("Rich text"), features=SHORT_FEATURES, required=False)),
        ],
        label=_("Table"),
    )
    drawn = blocks.BooleanBlock(label=_("Its first column of numbers is drawn above"), required=False)

    def get_context(self, value, parent_context=None):
        bars = draw(value["table"]) if value.get("drawn") else []
        return super().get_context(value, parent_context) | {"bars": bars, "height": 44 * len(bars)}

    class Meta:
        icon = "table"
        label = _("Table")
        group = _("Data")
        template = "content/blocks/table.html"
        preview_value = {
            "caption": "Travaux par année",
            "row_headers": True,
            "drawn": True,
            "table": {
                "columns": [{"type": "text", "heading": "Année"}, {"type": "number", "heading": "Travaux"}],
                "rows": [{"values": ["2022", 6]}, {"values": ["2023", 9]}],
            },
        }


class SeparatorBlock(blocks.StaticBlock):
    """A break between two parts."""

    class Meta:
        icon = "horizontalrule"
        label = _("Separator")
        admin_text = _("A line between two parts.")
        group = _("Text")
        template = "content/blocks/separator.html"
        preview_value = None
