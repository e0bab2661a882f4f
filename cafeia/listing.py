"""The lists of Café IA: everything, and one for each room."""

from django.db.models import F, prefetch_related_objects
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from content.models.contributions import load_contributions
from events.listing import EventListing
from places.facets import AreaFacet, CityFacet
from places.models import Place
from sections.facets import ChoiceFacet, Facet, Option, YearFacet
from sections.listing import Listing
from themes.facets import ThemeFacet

from .choices import CafeKind, FormatFamily, KitPurpose
from .facets import AudienceFacet, CafeWhenFacet, DurationFacet, MonthFacet, NearFacet, TypeFacet
from .near import Area, get_nearest, understand

BY_TITLE = (pgettext_lazy("sort", "By title"), lambda queryset: queryset.order_by("title"))


class CafeIaListing(Listing):
    """All of Café IA, whatever its type."""

    facets = (
        TypeFacet(
            {
                "formats": ("animationformatpage", _("Facilitation formats")),
                "ressources": ("resourcepage", _("Resources")),
                "kits": ("kitpage", _("Kits")),
                "cafes": ("cafepage", _("Cafés")),
            }
        ),
        ThemeFacet(),
        YearFacet(),
    )

    @classmethod
    def prepare_pages(cls, pages):
        """Cards tell the place of a café, and who made a format, a resource or a kit."""
        prefetch_related_objects([page for page in pages if hasattr(page, "place_id")], "place")
        others = (page for page in pages if not hasattr(page, "place_id"))
        load_contributions([page for page in others if "loaded_contributions" not in vars(page)])


class FormatListing(Listing):
    facets = (
        ChoiceFacet("family", _("Type"), "family", FormatFamily.choices),
        AudienceFacet(),
        DurationFacet(),
    )
    sorts = {
        "title": BY_TITLE,
        "duration": (
            pgettext_lazy("sort", "Shortest first"),
            lambda queryset: queryset.order_by(F("duration_min").asc(nulls_last=True), "title"),
        ),
    }
    page_size = 15


class ResourceListing(Listing):
    facets = (Facet("kind", _("Kind"), "kind_detail"), AudienceFacet())
    sorts = {"title": BY_TITLE}


class KitListing(Listing):
    facets = (ChoiceFacet("purpose", _("What it helps with"), "purpose", KitPurpose.choices),)
    sorts = {"title": BY_TITLE}


class CafeListing(EventListing):
    place_field = "place"
    facets = (
        CafeWhenFacet(),
        NearFacet(),
        CityFacet(),
        AreaFacet(),
        MonthFacet(),
        ChoiceFacet("kind", _("Type of café"), "kind", CafeKind.choices),
    )

    @property
    def near(self) -> str:
        """The words of « près de chez moi »."""
        return next(iter(self.values["near"]), "")

    @cached_property
    def known_places(self) -> list[Place]:
        """Where public cafés are."""
        return list(Place.objects.filter(pk__in=self.base_queryset.order_by().values("place")))

    @cached_property
    def area(self) -> Area:
        """What the words of « près de chez moi » mean: understood once for the list and its counts."""
        return understand(self.near, self.known_places) if self.near else Area()

    def _filter(self, without=None):
        queryset = super()._filter(without)
        if self.near and getattr(without, "name", "") != "near":
            queryset = queryset.filter(place__in=self.area.places)
        return queryset

    def get_options(self, facet):
        """The words of « près de chez moi » have the results of the list, already counted."""
        if facet.name == "near":
            return [Option(self.near, self.near, self.total, True)] if self.near else []
        return super().get_options(facet)

    @cached_property
    def nearest(self) -> list[dict]:
        """The nearest towns that have a café, when the reader's own town is known."""
        if not self.area.point:
            return []
        return [
            {
                "place": place,
                "distance": distance,
                "url": self.url(remove=("near", self.near), add=("city", place.slug)),
            }
            for distance, place in get_nearest(self.area.point, self.known_places)
        ]
