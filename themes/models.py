"""The two-level tree of themes, and free keywords."""

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from modelcluster.models import ClusterableModel
from taggit.models import TagBase
from wagtail.fields import RichTextField
from wagtail.models import TranslatableMixin
from wagtail.search import index

from registers.merging.relations import mergeable
from registers.redirects import check_slug
from registers.searchable import SearchableEntry
from sections.approved import Approved
from sections.models import Referenced, search_in, share
from sections.naming import NamedByPages

from .panels import ThemesPanel


class ThemeColour(models.TextChoices):
    """The design system's illustrative colours."""

    GREEN_TILLEUL_VERVEINE = "green-tilleul-verveine", _("Lime green")
    GREEN_BOURGEON = "green-bourgeon", _("Bud green")
    GREEN_EMERAUDE = "green-emeraude", _("Emerald green")
    GREEN_MENTHE = "green-menthe", _("Mint green")
    GREEN_ARCHIPEL = "green-archipel", _("Archipelago green")
    BLUE_ECUME = "blue-ecume", _("Foam blue")
    BLUE_CUMULUS = "blue-cumulus", _("Cumulus blue")
    PURPLE_GLYCINE = "purple-glycine", _("Wisteria purple")
    PINK_MACARON = "pink-macaron", _("Macaron pink")
    PINK_TUILE = "pink-tuile", _("Tile pink")
    YELLOW_TOURNESOL = "yellow-tournesol", _("Sunflower yellow")
    YELLOW_MOUTARDE = "yellow-moutarde", _("Mustard yellow")
    ORANGE_TERRE_BATTUE = "orange-terre-battue", _("Clay orange")
    BROWN_CAFE_CREME = "brown-cafe-creme", _("White coffee brown")
    BROWN_CARAMEL = "brown-caramel", _("Caramel brown")
    BROWN_OPERA = "brown-opera", _("Opera brown")
    BEIGE_GRIS_GALET = "beige-gris-galet", _("Pebble beige")


class ThemePattern(models.TextChoices):
    """The patterns (« trames ») of generated covers and social cards."""

    POINTS = "points", _("Dots")
    ONDES = "ondes", _("Waves")
    GRILLE = "grille", _("Grid")
    TISSAGE = "tissage", _("Weave")
    BRIQUES = "briques", _("Bricks")
    RAYONS = "rayons", _("Rays")
    CIRCUITS = "circuits", _("Circuits")
    CHEVRONS = "chevrons", _("Chevrons")
    CERCLES = "cercles", _("Circles")
    LOSANGES = "losanges", _("Diamonds")
    LIGNES = "lignes", _("Lines")
    CROIX = "croix", _("Crosses")
    TRIANGLES = "triangles", _("Triangles")
    HEXAGONES = "hexagones", _("Hexagons")


@mergeable
class Theme(SearchableEntry, Approved, Referenced, TranslatableMixin, index.Indexed, models.Model):
    """A theme of the Conseil; its sub-themes name it as their parent. Pages keep the French row."""

    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(_("slug"), max_length=120)
    description = RichTextField(_("description"), blank=True, features=["bold", "italic", "link"])
    parent = models.ForeignKey(
        "self",
        verbose_name=_("broader theme"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
    )
    colour = models.CharField(_("colour"), max_length=40, choices=ThemeColour.choices, default=ThemeColour.BLUE_CUMULUS)
    pattern = models.CharField(_("pattern"), max_length=20, choices=ThemePattern.choices, default=ThemePattern.POINTS)

    search_family = "theme"
    search_order = 30
    search_related = search_uses = ("parent",)

    panels = ["name", "slug", "description", ThemesPanel("parent"), "colour", "pattern", "reference"]
    search_fields = search_in("name", completed=["name"], filters=["slug", "locale"])
    override_translatable_fields = share("slug", "reference", "colour", "pattern")

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("theme")
        verbose_name_plural = _("themes")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["slug", "locale"], name="unique_theme_slug")]

    def __str__(self):
        return self.name

    def clean(self):
        super().clean()
        check_slug(self)
        if self.parent_id and (
            self.parent.parent_id or self.parent_id == self.pk or (self.pk and self.children.exists())
        ):
            raise ValidationError({"parent": _("Themes have two levels: choose a theme that has no broader one.")})

    def get_absolute_url(self) -> str:
        return reverse("themes:theme", args=[self.slug])

    def get_search_headings(self):
        return [self.parent.name] if self.parent else []

    def get_search_text(self):
        return [self.description]

    def get_search_facets(self):
        return [("theme", self.slug), ("theme", self.parent.slug if self.parent else "")]


@mergeable
class Keyword(NamedByPages, Approved, Referenced, index.Indexed, ClusterableModel, TagBase):
    """A free keyword. Its English name is shown on English pages when there is one."""

    name_en = models.CharField(_("English name"), max_length=100, blank=True)
    themes = ParentalManyToManyField(Theme, verbose_name=_("themes"), blank=True, related_name="keywords")

    free_tagging = is_approved_with_pages = True
    search_fields = search_in("name", "name_en", completed=["name", "name_en"])
    panels = ["name", "slug", "name_en", ThemesPanel("themes"), "reference"]

    class Meta:
        verbose_name = _("keyword")
        verbose_name_plural = _("keywords")
        ordering = ["name"]

    def clean(self):
        super().clean()
        check_slug(self)

    def slugify(self, tag, i=None) -> str:
        """An ASCII slug, as in every address of the site: « éducation » gives `education`."""
        slug = slugify(tag) or "mot-cle"
        return slug if i is None else f"{slug}-{i}"

    @property
    def label(self) -> str:
        """The name in the active language."""
        return self.name_en if self.name_en and (get_language() or "").startswith("en") else self.name

    def get_absolute_url(self) -> str:
        return reverse("themes:keyword", args=[self.slug])
