"""Emptying the site before loading it anew."""

from wagtail.models import Page

from content.models import KeyFigure, PermanentIdentifier
from people.models import Organisation, Person
from themes.models import Keyword, Theme


def reset() -> int:
    """Delete every page but the root, every register, every permanent identifier; return the number of pages."""
    number = 0
    for page in Page.objects.filter(depth=2).specific():
        number += page.get_descendant_count() + 1
        page.delete()
    Person.objects.all().delete()
    Organisation.objects.all().delete()
    KeyFigure.objects.all().delete()
    Keyword.objects.all().delete()
    Theme.objects.filter(parent__isnull=False).delete()
    Theme.objects.all().delete()
    PermanentIdentifier.objects.all().delete()
    return number
