"""The chapter of a work."""

from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from content.blocks import get_body_blocks


class ChapterBlock(blocks.StructBlock):
    """A chapter with an address of its own under the work's."""

    title = blocks.CharBlock(label=_("Title"), max_length=255)
    slug = blocks.RegexBlock(
        label=_("Address"),
        regex=r"^[a-z0-9][a-z0-9-]*$",
        required=False,
        max_length=60,
        help_text=_("Made from the title when left empty. Keep it once the chapter has been quoted."),
        error_messages={"invalid": _("Use lower-case letters, digits and hyphens only.")},
    )
    summary = blocks.TextBlock(label=_("Summary"), required=False, max_length=300)
    body = blocks.StreamBlock(get_body_blocks(), label=_("Text"))

    def make_slug(self, value: dict, number: int) -> str:
        return value.get("slug") or slugify(value["title"])[:60].strip("-") or f"chapitre-{number}"

    def make_path(self, value: dict, number: int) -> str:
        """Where chapter `number` is read, under the address of its work."""
        return f"lire/{self.make_slug(value, number)}/"

    class Meta:
        icon = "doc-empty"
        label = _("Chapter")
        label_format = "{title}"
        preview_value = None
