"""The exchange of an interview."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from content.blocks import get_body_blocks
from content.blocks.text import TEXT_FEATURES


class AnswerBlock(blocks.StructBlock):
    """What one person answers; her or his name is said when several people answer."""

    speaker = blocks.CharBlock(label=_("Who answers"), required=False, max_length=200)
    text = blocks.RichTextBlock(label=_("Answer"), features=TEXT_FEATURES)

    class Meta:
        icon = "comment"
        label = _("Answer")


class ExchangeBlock(blocks.StructBlock):
    """A question and its answers; the question is an entry of the plan and can be quoted."""

    question = blocks.TextBlock(label=_("Question"))
    answers = blocks.ListBlock(AnswerBlock(), label=_("Answers"), min_num=1)

    class Meta:
        icon = "help"
        label = _("Question and answers")
        template = "paroles/blocks/exchange.html"
        preview_value = {
            "question": "Comment avez-vous commencé ?",
            "answers": [{"speaker": "Camille Exemple", "text": "<p>Par hasard, dans une médiathèque.</p>"}],
        }


def get_interview_blocks() -> list:
    """Exchanges, and the common blocks between them."""
    return [("exchange", ExchangeBlock()), *get_body_blocks()]
