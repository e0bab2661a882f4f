"""The steps of a format or of a kit."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from content.blocks.text import TEXT_FEATURES


class StepBlock(blocks.StructBlock):
    """One step, numbered by its place."""

    title = blocks.CharBlock(label=_("Title"), max_length=200)
    minutes = blocks.IntegerBlock(label=_("Duration, in minutes"), required=False, min_value=1)
    text = blocks.RichTextBlock(label=_("Text"), features=TEXT_FEATURES, required=False)

    class Meta:
        icon = "list-ol"
        label = _("Step")
        template = "cafeia/blocks/step.html"
        preview_value = {"title": "Accueillir", "minutes": 10, "text": "<p>Chacun se présente en une phrase.</p>"}


def get_step_blocks() -> list:
    return [("step", StepBlock())]
