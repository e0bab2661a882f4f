"""Places: towns, and regions or countries when no more is known. Venues are said by each page."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldRowPanel, MultiFieldPanel
from wagtail.search import index

from registers.names import find_free
from sections.approved import Approved
from sections.models import search_in

from .choices import AREAS, COUNTRIES, DEPARTMENT_CHOICES, REGION_CHOICES, REGIONS
from .gazetteer import find_communes, find_main


class PlaceKind(models.TextChoices):
    """How precise a place is; only towns are drawn on maps."""

    CITY = "city", _("Town")
    REGION = "region", _("Region")
    COUNTRY = "country", pgettext_lazy("kind of place", "Country")


class Place(Approved, index.Indexed, models.Model):
    """A town with what maps and filters need; for a French one, the name is enough to know the rest."""

    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(_("slug"), max_length=120, unique=True, blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=PlaceKind.choices, default=PlaceKind.CITY)
    department = models.CharField(_("department"), max_length=3, choices=DEPARTMENT_CHOICES, blank=True)
    region = models.CharField(_("region"), max_length=2, choices=REGION_CHOICES, blank=True, db_index=True)
    country = models.CharField(_("country"), max_length=2, choices=COUNTRIES, default="FR", db_index=True)
    latitude = models.FloatField(
        _("latitude"), null=True, blank=True, validators=[MinValueValidator(-90), MaxValueValidator(90)]
    )
    longitude = models.FloatField(
        _("longitude"), null=True, blank=True, validators=[MinValueValidator(-180), MaxValueValidator(180)]
    )

    panels = [
        FieldRowPanel(["name", "kind"]),
        FieldRowPanel(["department", "region", "country"]),
        MultiFieldPanel(
            [FieldRowPanel(["latitude", "longitude"])],
            _("On the map"),
            help_text=_(
                "Found from the name for French communes, to some kilometres for the smallest; else type them."
            ),
        ),
        "slug",
    ]
    search_fields = search_in("name", completed=["name"], filters=["region", "department"])

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        ordering = ["name"]

    def __str__(self):
        return f"{self.label} ({self.context})" if self.context else self.label

    @classmethod
    def get_town(cls, name: str, department: str) -> "Place | None":
        """The town of this name in a department, made if there is none; None without a name."""
        own = {"name": name, "department": department}
        return (cls.objects.live().filter(**own).first() or cls.objects.create(**own)) if name else None

    @property
    def label(self) -> str:
        """The name on screen: a country's is in the language of the reader."""
        return str(self.get_country_display()) if self.kind == PlaceKind.COUNTRY else self.name

    @property
    def context(self) -> str:
        """Where the place is: its department, else its region, else its country; "" when its name says it."""
        for words in (self.department_name, self.region_name):
            if words:
                return "" if words == self.name else words
        if self.country == "FR" or self.kind == PlaceKind.COUNTRY:
            return ""
        return str(self.get_country_display())

    @property
    def department_name(self) -> str:
        return AREAS[self.department][0] if self.department in AREAS else ""

    @property
    def region_name(self) -> str:
        return REGIONS.get(self.region, "")

    def get_names(self) -> list[str]:
        """The town, its department, its region, and its country when it is another: what it is found by."""
        country = "" if self.country == "FR" else str(self.get_country_display())
        return list(dict.fromkeys(filter(None, [self.label, self.department_name, self.region_name, country])))

    @property
    def has_point(self) -> bool:
        """Whether the place can be drawn."""
        return self.kind == PlaceKind.CITY and self.latitude is not None and self.longitude is not None

    def complete(self) -> None:
        """Fill what the name and the department tell: coordinates, department, region, slug."""
        if self.country == "FR" and self.kind == PlaceKind.CITY:
            commune = find_main(self.name, self.department)
            if commune:
                self.department = commune.department
                if self.latitude is None or self.longitude is None:
                    self.latitude, self.longitude = commune.point
        if self.department:
            self.region = AREAS[self.department][1]
        if not self.slug:
            self.slug = self.propose_slug()

    def propose_slug(self) -> str:
        """The name, with the department when another place has it."""
        base = slugify(self.name)[:100] or "lieu"
        others = Place.objects.exclude(pk=self.pk)
        if others.filter(slug=base).exists():
            base = f"{base}-{slugify(self.department or self.country)}"
        return find_free(base, lambda slug: others.filter(slug=slug).exists())

    def clean(self):
        super().clean()
        if self.country == "FR" and self.kind == PlaceKind.CITY and not self.department:
            communes = find_communes(self.name)
            if communes and not find_main(self.name):
                names = ", ".join(AREAS[commune.department][0] for commune in communes)
                raise ValidationError(
                    {
                        "department": _("Several towns have this name: choose a department (%(names)s).")
                        % {"names": names}
                    }
                )
        if (self.latitude is None) != (self.longitude is None):
            raise ValidationError({"longitude": _("Give both the latitude and the longitude, or neither.")})
        self.complete()

    def save(self, *args, **kwargs):
        self.complete()
        super().save(*args, **kwargs)
