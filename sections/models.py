"""Abstract models of the contract, and the one table of its own: what changed."""

from collections.abc import Iterable

from django.core.validators import validate_slug
from django.db import models
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.routable_page.models import RoutablePageMixin, re_path
from wagtail.fields import RichTextField
from wagtail.models import Page, PageViewRestriction
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from .cards import load_cards
from .feeds import ListingFeed
from .listing import FEED_ROUTE, Listing
from .query import newest_first, published
from .registry import get_section_for


def search_in(*names: str, completed: Iterable[str] = (), filters: Iterable[str] = ()) -> list[index.BaseField]:
    """How the admin finds the rows of a model: by the words of fields, of which some are completed; and its filters."""
    kinds = ((index.SearchField, names), (index.AutocompleteField, completed), (index.FilterField, filters))
    return [kind(name) for kind, fields in kinds for name in fields]


def share(*names: str) -> list[SynchronizedField]:
    """Fields that all the translations of a row share."""
    return [SynchronizedField(name, overridable=False) for name in names]


class Change(models.Model):
    """That a transaction changed a table; the database writes it (`sections.triggers`), `sections.generations` reads it."""

    relation = models.CharField(max_length=63)
    number = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["relation", "number"], name="one_change_a_transaction")]

    def __str__(self):
        return self.relation


class Referenced(models.Model):
    """Something with a permanent identifier: `/id/<reference>/` leads to it for ever.

    Translations of one thing share its reference. The identifiers themselves, unique and never
    forgotten, are kept by `content.identifiers`.
    """

    reference = models.CharField(
        _("reference"),
        max_length=120,
        blank=True,
        db_index=True,
        validators=[validate_slug],
        help_text=_("Permanent identifier, quoted by others: it never changes. Made from the title when left empty."),
    )

    class Meta:
        abstract = True

    def get_identifier_url(self) -> str:
        """The permanent address of this thing."""
        return reverse("identifier", args=[self.reference])

    def get_reference_source(self) -> str:
        """The words that a reference is made from."""
        return getattr(self, "title", "") or getattr(self, "name", "") or str(self)

    def propose_reference(self) -> str:
        """A readable reference from the title or name; it may be taken."""
        return slugify(self.get_reference_source())[:100] or self._meta.model_name


class Routed:
    """A page that its route found, and that the route may have found to be public; put it before `Page`."""

    is_known_public = False

    def get_view_restrictions(self):
        """None for a page that is known to be public: no query."""
        return PageViewRestriction.objects.none() if self.is_known_public else super().get_view_restrictions()


class SectionIndexPage(Routed, RoutablePageMixin, Page):
    """The front page of a section: an introduction, and the section's listing with its feed."""

    introduction = RichTextField(_("introduction"), blank=True, features=["bold", "italic", "link"])

    max_count_per_parent = 1
    parent_page_types = ["home.HomePage"]
    content_panels = [*Page.content_panels, "introduction"]

    class Meta:
        abstract = True

    @property
    def section(self):
        """The section that this page opens."""
        return get_section_for(type(self))

    def get_template(self, request, *args, **kwargs):
        """The section's own template if it has one (`<app>/<model>.html`), else the common one."""
        return [self.template, "sections/index.html"]

    def get_listing(self, request) -> Listing:
        """The section's listing, filtered by the address."""
        return self.section.get_listing(request.GET, self.get_url(request) or "")

    def get_latest(self, request) -> Page | None:
        """The first page of the listing, ready for its card: what other sites show of the section."""
        return next(iter(load_cards(self.get_listing(request).queryset[:1])), None)

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context["section"] = self.section
        context["listing"] = self.get_listing(request)
        return context

    @re_path(FEED_ROUTE, name="feed")
    def feed(self, request, name="atom"):
        """The same listing as a feed."""
        return ListingFeed(request, self.get_listing(request), name, self.title, self.section.section_summary)(request)


class InnerIndexPage(SectionIndexPage):
    """A room of a section: an introduction, and the list of one of the section's page types, with its feed.

    Its section names it in `inner_index_models`; the model names what it lists.
    """

    #: The page type that is listed, a model class of the section's `page_models`.
    listed_model: type
    #: The `Listing` subclass of that list.
    listing_class: type[Listing] = Listing

    parent_page_types: list[str] = []

    class Meta:
        abstract = True

    def get_listing(self, request) -> Listing:
        """The list of this room in the language of the request, filtered by the address."""
        pages = newest_first(published(self.listed_model.objects.all()))
        return self.listing_class(request.GET, pages, path=self.get_url(request) or "")
