"""The site map for search engines: pages of every section, then themes, people and organisations."""

from collections import defaultdict

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from wagtail.contrib.sitemaps import Sitemap as PageSitemap
from wagtail.models import Page

from content.references.models import Source
from people.models import Organisation, Person
from sections.naming import public
from sections.query import visible
from themes.models import Theme

#: Home pages stand under the root of the tree; the contents under them.
HOME_DEPTH = 2


class ContentSitemap(PageSitemap):
    """Every page that the public may read, in every language, each once."""

    def items(self):
        """All of each page, texts included: the address of each chapter comes from them."""
        return self.get_pages().order_by("path").specific()

    def get_pages(self):
        return visible(Page.objects.filter(depth__gte=HOME_DEPTH, alias_of__isnull=True))

    def _urls(self, page, protocol, domain):
        """The addresses that Wagtail gives; a page that exists in two languages names both."""
        urls, translations = super()._urls(page, protocol, domain), defaultdict(list)
        for item in self.get_pages().select_related("locale"):
            address = {"lang_code": item.locale.language_code, "location": item.get_full_url(self.request)}
            translations[item.translation_key].append(address)
        groups = [group for group in translations.values() if len(group) > 1]
        by_location = {address["location"]: group for group in groups for address in group}
        return [url | {"alternates": by_location.get(url["location"], [])} for url in urls]


class RegisterSitemap(Sitemap):
    """The public pages of a register, in every language of the site."""

    i18n = True
    languages = [code for code, _name in settings.LANGUAGES]
    alternates = True

    def __init__(self, model):
        self.model = model

    def items(self):
        return public(self.model.objects.filter(locale__language_code=settings.LANGUAGE_CODE)).order_by("slug")


def get_sitemaps() -> dict:
    """The parts of the site map, by name."""
    return {
        "pages": ContentSitemap,
        "themes": RegisterSitemap(Theme),
        "people": RegisterSitemap(Person),
        "organisations": RegisterSitemap(Organisation),
        "references": RegisterSitemap(Source),
    }
