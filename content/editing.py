"""The editor of a content: the tabs that all sections share, around the panels of each."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import ObjectList, Panel, PublishingPanel, TabbedInterface
from wagtail.models import Page

from .models import ContentPage


def make_editor(heading, panels: Sequence[Panel], *tabs: ObjectList, links: Sequence[Panel] = ()) -> TabbedInterface:
    """The tab `heading` with `panels`, `tabs`, people and links (and `links` of one's own), checking and address."""
    return TabbedInterface(
        [
            ObjectList(panels, heading=heading),
            *tabs,
            ObjectList([*ContentPage.link_panels, *links], heading=_("People and links")),
            ObjectList(
                # The dates of publication open from the side panel, wherever their panel stands.
                [*ContentPage.checking_panels, *ContentPage.promote_panels, PublishingPanel()],
                heading=_("Checking and address"),
            ),
        ]
    )


def get_content_panels(*before: Panel, after: Sequence[Panel] = ()) -> list[Panel]:
    """The title, the panels `before`, those of every content, and those `after`."""
    shared = ContentPage.content_panels[len(Page.content_panels) :]
    return [*Page.content_panels, *before, *shared, *after]
