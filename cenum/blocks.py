"""The sections of an issue."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from content.blocks import get_body_blocks


class SectionBlock(blocks.StructBlock):
    """A part of an issue. Its level nests it: a part of level 2 belongs to the part of level 1 before it."""

    level = blocks.ChoiceBlock(
        label=_("Level"),
        choices=[("1", _("Part")), ("2", _("Sub-part")), ("3", _("Under a sub-part"))],
        default="1",
        required=True,
    )
    emoji = blocks.CharBlock(
        label=_("Emoji"), required=False, max_length=16, help_text=_("Shown before the heading; never read aloud.")
    )
    heading = blocks.CharBlock(label=_("Heading"), required=False, max_length=255)
    plan_label = blocks.CharBlock(
        label=_("Words for the plan"),
        required=False,
        max_length=255,
        help_text=_("For a part without heading: what it is about, in a few words."),
    )
    anchor = blocks.RegexBlock(
        label=_("Anchor"),
        regex=r"^[a-z0-9][a-z0-9-]*$",
        required=False,
        max_length=80,
        help_text=_("Made from the heading when left empty. Keep it once the part has been shared."),
        error_messages={"invalid": _("Use lower-case letters, digits and hyphens only.")},
    )
    content = blocks.StreamBlock(
        [(name, block) for name, block in get_body_blocks() if name != "heading"], label=_("Text"), required=False
    )

    class Meta:
        icon = "list-ul"
        label = _("Part")
        label_format = "{emoji} {heading}{plan_label}"
        preview_value = None

    def clean(self, value):
        cleaned = super().clean(value)
        if not cleaned["heading"] and not cleaned["plan_label"]:
            raise blocks.StructBlockValidationError(
                {"plan_label": ValidationError(_("Give a heading, or words for the plan."))}
            )
        if any(character.isalpha() for character in cleaned["emoji"] or ""):
            raise blocks.StructBlockValidationError({"emoji": ValidationError(_("Write an emoji only, no letter."))})
        return cleaned
