"""Blocks of images, documents and videos; nothing is asked of another site before a click."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents import get_document_model
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images import get_image_model
from wagtail.images.blocks import ImageChooserBlock

from .text import TEXT_FEATURES


def preview_figure() -> dict:
    """The latest image of the library, if it has any."""
    return {
        "image": get_image_model().objects.order_by("-created_at").first(),
        "alt": "Description de l’image",
        "caption": "La légende de l’image.",
        "credit": "Camille Exemple",
    }


def preview_document() -> dict:
    """The latest document of the library, if it has any."""
    return {
        "document": get_document_model().objects.order_by("-created_at").first(),
        "title": "Un document",
        "pages": 12,
    }


class FigureBlock(blocks.StructBlock):
    """An image with its alternative text, caption and credit."""

    image = ImageChooserBlock(label=_("Image"))
    alt = blocks.CharBlock(
        label=_("Alternative text"),
        required=False,
        max_length=255,
        help_text=_("What the image tells someone who cannot see it; tick below if it tells nothing."),
    )
    decorative = blocks.BooleanBlock(label=_("Decorative image"), required=False)
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=255)
    credit = blocks.CharBlock(label=_("Credit"), max_length=255)
    description = blocks.RichTextBlock(
        label=_("Long description"),
        required=False,
        features=TEXT_FEATURES,
        help_text=_("For a chart or a diagram: what it shows, in full."),
    )

    class Meta:
        icon = "image"
        label = _("Figure")
        group = _("Media")
        template = "content/blocks/figure.html"
        preview_value = staticmethod(preview_figure)

    def clean(self, value):
        cleaned = super().clean(value)
        if not cleaned["alt"] and not cleaned["decorative"]:
            raise blocks.StructBlockValidationError(
                {"alt": ValidationError(_("Describe the image, or say that it is decorative."))}
            )
        return cleaned


class DocumentAlternative(models.TextChoices):
    """Where what a PDF says can be read by those who cannot read a PDF."""

    HERE = "here", _("Its text is on this page")
    ELSEWHERE = "elsewhere", _("Its text is on another page")
    EXEMPT = "exempt", _("It has none, for a reason")


class DocumentBlock(blocks.StructBlock):
    """A file to download, shown with its type, pages and size, and where to read it otherwise."""

    document = DocumentChooserBlock(label=_("Document"))
    title = blocks.CharBlock(label=_("Title"), required=False, max_length=255)
    pages = blocks.IntegerBlock(label=_("Number of pages"), required=False, min_value=1)
    language = blocks.ChoiceBlock(
        label=_("Language"), choices=[("fr", _("French")), ("en", _("English"))], default="fr", required=False
    )
    alternative = blocks.ChoiceBlock(
        label=_("Accessible version"),
        choices=DocumentAlternative.choices,
        required=False,
        help_text=_("A PDF needs one: the law asks that everyone can read what the State publishes."),
    )
    alternative_page = blocks.PageChooserBlock(label=_("Page that has its text"), required=False)
    exemption = blocks.CharBlock(
        label=_("Reason for having none"), required=False, max_length=255, help_text=_("Shown to the reader.")
    )

    class Meta:
        icon = "doc-full"
        label = _("Document")
        group = _("Media")
        template = "content/blocks/document.html"
        preview_value = staticmethod(preview_document)


class VideoBlock(blocks.StructBlock):
    """A video: a link with a title, and its transcript in the page; the video opens on its own site."""

    title = blocks.CharBlock(label=_("Title"), max_length=255)
    url = blocks.URLBlock(label=_("Address"), help_text=_("PeerTube or another host."))
    host = blocks.CharBlock(label=_("Host"), max_length=100, help_text=_("Shown next to the link: “PeerTube”…"))
    duration = blocks.IntegerBlock(label=_("Duration, in minutes"), required=False, min_value=1)
    poster = ImageChooserBlock(label=_("Poster"), required=False)
    transcript = blocks.RichTextBlock(label=_("Transcript"), features=TEXT_FEATURES)

    class Meta:
        icon = "media"
        label = _("Video")
        group = _("Media")
        template = "content/blocks/video.html"
        preview_value = {
            "title": "Présentation d’un dossier",
            "url": "https://example.org/video",
            "host": "PeerTube",
            "duration": 4,
            "transcript": "<p>Le texte de la vidéo.</p>",
        }
