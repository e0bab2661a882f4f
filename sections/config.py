"""What a section declares: one subclass of `SectionConfig` in the `apps.py` of its app.

`docs/section-contract.md` teaches it; a test fails when an attribute is missing from that page.
"""

from django.apps import AppConfig, apps
from django.utils.functional import cached_property
from django.utils.module_loading import import_string


class SectionConfig(AppConfig):
    """A section of the site: an app, with an index page, page types and a listing.

    Wrong declarations are reported by `manage.py check` (`sections.checks`).
    """

    # Django takes the one AppConfig of an app's `apps.py`: this base, imported there, is not it.
    default = False

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        cls.default = True
        if "verbose_name" not in vars(cls):
            cls.verbose_name = cls.section_title

    #: Short ASCII name, unique among sections: CSS classes, search facet, admin addresses.
    section_slug: str = ""
    #: Name on screen (navigation, cards, breadcrumb), translatable.
    section_title = ""
    #: One sentence for the home page and the site map, translatable.
    section_summary = ""
    #: Place in the navigation; smaller comes first.
    section_order: int = 100
    #: Icon of the admin menu, a name known to Wagtail.
    section_icon: str = "doc-full"
    #: "app_label.Model" of the index page, a `sections.models.SectionIndexPage`.
    index_model: str = ""
    #: "app_label.Model" of each page type of the section, `content.ContentPage` subclasses.
    page_models: tuple[str, ...] = ()
    #: "app_label.Model" of each index page inside the section, `sections.models.InnerIndexPage` subclasses.
    inner_index_models: tuple[str, ...] = ()
    #: Dotted path of the section's `Listing`: its facets, sorts and page size.
    listing_class: str = "sections.listing.Listing"
    #: Template of one card; it is given `page`.
    card_template: str = "components/card.html"
    #: Heading above this section's pages when another page links to them, translatable.
    related_heading = ""
    #: How many of its latest pages the home page shows; 0 hides the section there.
    home_limit: int = 3
    #: Whether the main navigation leads to the section; the home page, site map and feeds do anyway.
    in_navigation: bool = True
    #: Template of the section's block on the home page; it is given `block` (see `get_home_block`).
    home_template: str = "sections/home_block.html"
    #: Dotted path of a function `load(section, request)` that returns what `home_template` shows
    #: (a dict, empty when there is nothing to show), or "" for the latest pages as `pages`. Give
    #: pages from `load_pages` under that name: the home page makes cards of all sections at once.
    #: A page given as `opening` is what the home page opens with.
    home_loader: str = ""
    #: Dotted paths of `imports.importer.Importer` subclasses: what becomes of imported documents.
    importers: tuple[str, ...] = ()
    #: Dotted paths of `content.gate.Rule` subclasses: what its pages must have besides, to be published.
    gate_rules: tuple[str, ...] = ()
    #: Dotted path of a function `load(demo)` that loads the section's demo content, or "".
    demo_loader: str = ""

    @cached_property
    def index_class(self):
        """The index page's model class."""
        return apps.get_model(self.index_model)

    @cached_property
    def page_classes(self) -> list[type]:
        """The section's page types, as model classes."""
        return [apps.get_model(name) for name in self.page_models]

    @cached_property
    def inner_index_classes(self) -> list[type]:
        """The index pages inside the section, as model classes."""
        return [apps.get_model(name) for name in self.inner_index_models]

    def get_pages(self, language: str | None = None):
        """Return the section's public pages as a `ContentPage` queryset, newest first."""
        from .query import get_content_model, newest_first, published

        if len(self.page_classes) == 1:
            queryset = self.page_classes[0].objects.all()
        else:
            queryset = get_content_model().objects.type(*self.page_classes)
        return newest_first(published(queryset, language=language))

    def get_home_block(self, request) -> dict:
        """What the home page shows of the section; empty when it shows nothing."""
        if not self.home_limit:
            return {}
        if self.home_loader:
            return import_string(self.home_loader)(self, request)
        from .specific import load_pages

        pages = load_pages(self.get_pages()[: self.home_limit])
        return {"pages": pages} if pages else {}

    def get_listing_class(self) -> type:
        """The section's `Listing` subclass."""
        return import_string(self.listing_class)

    def get_listing(self, data, path: str, language: str | None = None):
        """Build the section's listing from `request.GET` (any QueryDict)."""
        return self.get_listing_class()(data, self.get_pages(language), path=path)
