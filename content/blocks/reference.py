"""Blocks that refer to something else: pages, people, figures, notes."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

from .text import SHORT_FEATURES


def preview_figures() -> dict:
    """The first key figures."""
    from ..models import KeyFigure

    return {"title": "En chiffres", "figures": list(KeyFigure.objects.order_by("pk")[:3])}


def preview_pages() -> dict:
    """The latest contents online."""
    from ..models import ContentPage

    return {"title": "À lire aussi", "pages": list(ContentPage.objects.live().order_by("-pk")[:2])}


class KeyFiguresBlock(blocks.StructBlock):
    """One to four key figures, side by side."""

    title = blocks.CharBlock(label=_("Title"), required=False, max_length=200)
    figures = blocks.ListBlock(SnippetChooserBlock("content.KeyFigure"), label=_("Figures"), min_num=1, max_num=4)

    class Meta:
        icon = "order"
        label = _("Key figures")
        group = _("Data")
        template = "content/blocks/key_figures.html"
        preview_value = staticmethod(preview_figures)


class PersonBlock(blocks.StructBlock):
    """A person or organisation named beside the text: the register's public page is linked."""

    name = blocks.CharBlock(label=_("Name"), max_length=200)
    capacity = blocks.CharBlock(label=_("Capacity"), required=False, max_length=255)
    reference = blocks.CharBlock(
        label=_("Identifier in the register"), required=False, help_text=_("For instance “anne-alombert”.")
    )

    class Meta:
        icon = "user"
        label = _("Person")
        group = _("Links")
        template = "content/blocks/person.html"
        preview_value = {"name": "Camille Exemple", "capacity": "chercheuse"}


class RelatedPagesBlock(blocks.StructBlock):
    """Pages to read next."""

    title = blocks.CharBlock(label=_("Title"), required=False, max_length=200)
    pages = blocks.ListBlock(blocks.PageChooserBlock(page_type="content.ContentPage"), label=_("Pages"), min_num=1)

    class Meta:
        icon = "link"
        label = _("Related pages")
        group = _("Links")
        template = "content/blocks/related_pages.html"
        preview_value = staticmethod(preview_pages)

    def get_context(self, value, parent_context=None):
        """Only pages that the public may read are shown."""
        from sections.cards import load_cards
        from sections.query import published

        from ..models import ContentPage

        context = super().get_context(value, parent_context)
        ids = [page.pk for page in value["pages"] if page]
        context["pages"] = load_cards(published(ContentPage.objects.filter(pk__in=ids))) if ids else []
        return context


class CallToActionBlock(blocks.StructBlock):
    """One thing to do next: a page or an address."""

    title = blocks.CharBlock(label=_("Title"), max_length=200)
    text = blocks.TextBlock(label=_("Text"), required=False)
    label = blocks.CharBlock(label=_("Words of the button"), max_length=80)
    page = blocks.PageChooserBlock(label=_("Page"), required=False)
    url = blocks.URLBlock(label=_("Address"), required=False)

    class Meta:
        icon = "arrow-right"
        label = _("Call to action")
        group = _("Links")
        template = "content/blocks/call_to_action.html"
        preview_value = {"title": "Participer", "label": "Écrire au Conseil", "url": "https://example.org/"}

    def clean(self, value):
        cleaned = super().clean(value)
        if bool(cleaned["page"]) == bool(cleaned["url"]):
            raise blocks.StructBlockValidationError(
                {"page": ValidationError(_("Choose a page or give an address, not both."))}
            )
        return cleaned


class FootnotesBlock(blocks.StructBlock):
    """Notes at the foot of a text; the text calls note 2 by writing [2]."""

    notes = blocks.ListBlock(
        blocks.RichTextBlock(features=SHORT_FEATURES, label=_("Note")), label=_("Notes"), min_num=1
    )

    class Meta:
        icon = "list-ol"
        label = _("Footnotes")
        group = _("Text")
        template = "content/blocks/footnotes.html"
        preview_value = {"notes": ["<p>Référence d’un rapport public, 2022.</p>"]}
