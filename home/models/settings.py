"""What staff may change of every page: contact, accounts, footer."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from content.fields import StreamField


class AccountBlock(blocks.StructBlock):
    """An account on a social network."""

    network = blocks.ChoiceBlock(
        label=_("Network"),
        choices=[
            ("mastodon", "Mastodon"),
            ("linkedin", "LinkedIn"),
            ("bluesky", "Bluesky"),
            ("peertube", "PeerTube"),
            ("autre", _("Other")),
        ],
    )
    label = blocks.CharBlock(label=_("Name"), max_length=80)
    url = blocks.URLBlock(label=_("Address"))

    class Meta:
        icon = "group"
        label = _("Account")


class FooterLinkBlock(blocks.StructBlock):
    """A link of the footer."""

    label = blocks.CharBlock(label=_("Words of the link"), max_length=80)
    url = blocks.URLBlock(label=_("Address"))

    class Meta:
        icon = "link"
        label = _("Link")


@register_setting(icon="cog")
class SiteSettings(BaseGenericSetting):
    """The settings of the site; texts in French and English."""

    tagline = models.CharField(_("tagline"), max_length=200, blank=True)
    tagline_en = models.CharField(_("tagline, in English"), max_length=200, blank=True)
    footer_text = models.TextField(_("text of the footer"), blank=True)
    footer_text_en = models.TextField(_("text of the footer, in English"), blank=True)
    address = models.TextField(_("postal address"), blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    newsletter_url = models.URLField(
        _("address of the newsletter"), blank=True, help_text=_("Where one subscribes; the block is hidden without it.")
    )
    accounts = StreamField([("account", AccountBlock())], verbose_name=_("accounts"), blank=True)
    footer_links = StreamField([("link", FooterLinkBlock())], verbose_name=_("institutional links"), blank=True)

    panels = [
        MultiFieldPanel([FieldPanel("tagline"), FieldPanel("tagline_en")], _("Header")),
        MultiFieldPanel([FieldPanel("address"), FieldPanel("email"), FieldPanel("newsletter_url")], _("Contact")),
        FieldPanel("accounts"),
        MultiFieldPanel(
            [FieldPanel("footer_text"), FieldPanel("footer_text_en"), FieldPanel("footer_links")], _("Footer")
        ),
    ]

    class Meta:
        verbose_name = _("site settings")

    @property
    def local_footer_text(self) -> str:
        """The text of the footer in the active language."""
        is_english = self.footer_text_en and (get_language() or "").startswith("en")
        return self.footer_text_en if is_english else self.footer_text
