from django.db import models
from wagtail.admin.panels import FieldPanel
from wagtail.models import TranslatableMixin

from content.editing import get_content_panels, make_editor
from content.models import ContentPage
from events.models import EventMixin
from events.views import EventIndexMixin
from registers.searchable import SearchableEntry
from sections.approved import Approved
from sections.models import Referenced, SectionIndexPage


class ToyIndexPage(EventIndexMixin, SectionIndexPage):
    subpage_types = ["toysection.ToyPage"]


class ToyPage(EventMixin, ContentPage):
    colour = models.CharField(max_length=20, choices=[("rouge", "Rouge"), ("bleu", "Bleu")], default="rouge")

    parent_page_types = ["toysection.ToyIndexPage"]
    edit_handler = make_editor("Jouet", get_content_panels(after=[FieldPanel("colour")]))


class ToyMaker(SearchableEntry, Approved, Referenced, TranslatableMixin, models.Model):
    """A register known to nobody: what it says of itself makes it appear in the search."""

    name = models.CharField(max_length=100)
    slug = models.SlugField(max_length=100)
    town = models.CharField(max_length=100, blank=True)
    history = models.TextField(blank=True)
    master = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="pupils")

    search_family = "fabricant"
    search_order = 40
    search_related = search_uses = ("master",)

    class Meta(TranslatableMixin.Meta):
        verbose_name = "fabricant"

    def __str__(self):
        return self.name

    def get_absolute_url(self) -> str:
        return f"/fabricants/{self.slug}/"

    def get_search_summary(self) -> str:
        return f"Fabricant à {self.town}"

    def get_search_headings(self):
        return [self.master.name] if self.master else []

    def get_search_text(self):
        return [self.history]
