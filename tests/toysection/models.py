from django.db import models
from wagtail.admin.panels import FieldPanel

from content.editing import get_content_panels, make_editor
from content.models import ContentPage
from events.models import EventMixin
from events.views import EventIndexMixin
from sections.models import SectionIndexPage


class ToyIndexPage(EventIndexMixin, SectionIndexPage):
    subpage_types = ["toysection.ToyPage"]


class ToyPage(EventMixin, ContentPage):
    colour = models.CharField(max_length=20, choices=[("rouge", "Rouge"), ("bleu", "Bleu")], default="rouge")

    parent_page_types = ["toysection.ToyIndexPage"]
    edit_handler = make_editor("Jouet", get_content_panels(after=[FieldPanel("colour")]))
