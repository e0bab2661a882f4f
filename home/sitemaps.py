"""The site map for search engines: pages of every section, then themes, people and organisations."""

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from wagtail.contrib.sitemaps import Sitemap as PageSitemap

from people.models import Organisation, Person
from references.models import Source
from themes.models import Theme


class RegisterSitemap(Sitemap):
    """The public pages of a register, in every language of the site."""

    i18n = True
    languages = [code for code, _name in settings.LANGUAGES]
    alternates = True

    def __init__(self, model):
        self.model = model

    def items(self):
        return self.model.objects.filter(locale__language_code=settings.LANGUAGE_CODE).order_by("slug")


def get_sitemaps() -> dict:
    """The parts of the site map, by name."""
    return {
        "pages": PageSitemap,
        "themes": RegisterSitemap(Theme),
        "people": RegisterSitemap(Person),
        "organisations": RegisterSitemap(Organisation),
        "references": RegisterSitemap(Source),
    }
