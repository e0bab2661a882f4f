"""Emptying the site before loading it anew."""

from django.apps import apps
from wagtail.models import Page

from content.models import PermanentIdentifier
from sections.models import Referenced
from themes.models import Theme


def reset() -> int:
    """Delete every page but the root, every register, every permanent identifier; return the number of pages."""
    number = 0
    for page in Page.objects.filter(depth=2).specific():
        number += page.get_descendant_count() + 1
        page.delete()
    for model in apps.get_models():
        if issubclass(model, Referenced) and not issubclass(model, Page | Theme):
            model.objects.all().delete()
    Theme.objects.filter(parent__isnull=False).delete()
    Theme.objects.all().delete()
    PermanentIdentifier.objects.all().delete()
    return number
