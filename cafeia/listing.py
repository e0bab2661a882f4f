"""The lists of Café IA: everything, and one for each room."""

import dataclasses
import re

from django.db.models import F, Q, prefetch_related_objects
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from content.models.contributions import load_contributions
from events.facets import COMING, ModeFacet
from events.listing import EventListing
from events.models import is_coming
from places.facets import AreaFacet, CityFacet
from places.models import Place
from sections.facets import ChoiceFacet, ConditionFacet, Facet, YearFacet
from sections.listing import Listing
from themes.facets import ThemeFacet

from .choices import SPOKEN, CafeKind, FormatFamily, KitPurpose, Mode
from .facets import (
    THIS_MONTH,
    WEEKEND,
    AudienceFacet,
    CafeWhenFacet,
    DurationFacet,
    MonthFacet,
    NearFacet,
    RadiusFacet,
    ReaderFacet,
    TypeFacet,
    has,
)
from .near import RADII, RADIUS, Area, find_area

#: The value of the facet `mode` for what takes place online.
ONLINE = "en-ligne"
#: What readers type beside a place: words → the filter that they are.
SAID = (
    (r"\b(ce |le )?week[- ]?end\b", "when", WEEKEND),
    (r"\bce mois([- ]ci)?\b", "when", THIS_MONTH),
    (r"\b(en ligne|[àa] distance|visio\w*)\b", "mode", ONLINE),
    (r"^\s*france\s*$", "", ""),
)
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


class NearMixin:
    """A listing of what has a place (`place_field`), that readers ask by the words of « près de chez moi »."""

    @property
    def near(self) -> str:
        """The words of « près de chez moi »."""
        return next(iter(self.values["near"]), "")

    @property
    def radius(self) -> int:
        return max(map(int, self.values["radius"]), default=RADIUS)

    @cached_property
    def known_places(self) -> list[Place]:
        """Where those are that the other filters keep."""
        return list(Place.objects.filter(pk__in=super()._filter().order_by().values(self.place_field)))

    @cached_property
    def area(self) -> Area:
        """What the words of « près de chez moi » mean: understood once for the list and its counts."""
        return find_area(self.near, self.known_places, self.radius) if self.near else Area()

    def _filter(self, without=None):
        queryset = super()._filter(without)
        # What is online is joined from anywhere.
        is_bound = self.near and self.values["mode"] != [ONLINE]
        if is_bound and getattr(without, "name", "") != "near":
            queryset = queryset.filter(place__in=self.area.places)
        return queryset

    def get_options(self, facet):
        """What the reader wrote has the results of the list, already counted."""
        options = super().get_options(facet)
        if isinstance(facet, ReaderFacet):
            options = [dataclasses.replace(option, count=self.total) for option in options]
        return options

    def load(self, queryset) -> list:
        return super().prepare(queryset)

    def prepare(self, queryset) -> list:
        found = self.load(queryset)
        for one in found:
            one.distance = self.area.distances.get(one.place_id)
        return found

    @cached_property
    def meanings(self) -> list[tuple[str, str]]:
        """(label, address) of each other thing that the words may mean."""
        others = [spot for spot in self.area.meaning.spots if spot != self.area.meaning.spot]
        return [(spot.label, self.url(remove=("near", self.near), add=("near", spot.words))) for spot in others]

    @property
    def radii(self) -> list[tuple[int, str]]:
        """(kilometres, address) of each radius, this one's without an address."""
        spot = self.area.meaning.spot
        if not spot or spot.areas:
            return []
        chosen = ("radius", str(self.radius))
        return [(n, "" if n == self.radius else self.url(remove=chosen, add=("radius", str(n)))) for n in RADII]

    @cached_property
    def nearest(self) -> list[dict]:
        """The nearest towns with a café that are not in the list, however far."""
        found = [place for place in self.known_places if place.pk in self.area.distances]
        found = [place for place in found if place.pk not in self.area.places]
        found.sort(key=lambda place: (self.area.distances[place.pk], place.slug))
        return [
            {
                "place": place,
                "distance": self.area.distances[place.pk],
                "url": self.url(remove=("near", self.near), add=("city", place.slug)),
            }
            for place in found[:4]
        ]


class CafeListing(NearMixin, EventListing):
    place_field = "place"
    facets = (
        CafeWhenFacet(),
        NearFacet(),
        RadiusFacet("radius", _("Radius"), "place"),
        ModeFacet(),
        CityFacet(),
        AreaFacet(),
        YearFacet(),
        MonthFacet("month", _("Month"), shown=12),
        ChoiceFacet("kind", _("Type of café"), "kind", CafeKind.choices),
    )

    def __init__(self, data, queryset, path: str = ""):
        super().__init__(data, queryset, path)
        for words, name, value in SAID:
            if re.search(words, self.near, re.IGNORECASE):
                rest = re.sub(words, " ", self.near, flags=re.IGNORECASE).strip(" ,")
                self.values["near"] = [rest] if rest else []
                if name and value not in self.values[name]:
                    self.values[name].append(value)

    @property
    def online_url(self) -> str:
        """When there is none near: the cafés to come that one joins from anywhere, if there are any."""
        if not self.near or self.total:
            return ""
        found = self.base_queryset.filter(is_coming(), online=True).exists()
        return f"{self.path}?when={COMING}&mode={ONLINE}" if found else ""

    @cached_property
    def otherwise(self) -> "CafeListing | None":
        """When there is none near as it was asked for: what is to come there, on another day or on site, else all."""
        data = QueryDict(self.query(), mutable=True)
        asked = [data.pop(name, []) for name in ("when", "year", "month", "mode")]
        if not self.near or self.total or not any(asked):
            return None
        for when in ([COMING], []):
            data.setlist("when", when)
            other = CafeListing(data, self.base_queryset, self.path)
            if other.total or other.nearest:
                return other
        return None


class FacilitatorListing(NearMixin, Listing):
    """The volunteers."""

    place_field = "place"
    page_size = 15
    facets = (
        ConditionFacet(
            "family", _("Format"), {value: (label, has("families", value)) for value, label in FormatFamily.choices}
        ),
        ConditionFacet("language", _("Language"), {value: (label, has("languages", value)) for value, label in SPOKEN}),
        NearFacet(),
        RadiusFacet("radius", _("Radius"), "place"),
        ConditionFacet(
            "mode",
            _("Online or on site"),
            {"sur-place": (_("On site"), ~Q(mode=Mode.ONLINE)), ONLINE: (_("Online"), ~Q(mode=Mode.ON_SITE))},
        ),
        CityFacet(),
        AreaFacet(),
    )
    sorts = {"name": (pgettext_lazy("sort", "By name"), lambda queryset: queryset.order_by("shown_name", "pk"))}

    def load(self, queryset) -> list:
        return list(queryset.select_related("place", "room"))

    @property
    def online_url(self) -> str:
        """When there is none near: those who help from anywhere."""
        return f"{self.path}?mode={ONLINE}" if self.near and not self.total else ""
