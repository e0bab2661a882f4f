"""The page that every content of every section is."""

from functools import partial

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from taggit.models import ItemBase
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Page
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from registers.names import find_free
from sections.dates import Dated, DatePrecision, display_partial, display_period, precision_of
from sections.models import Referenced, Routed, share
from sections.specific import load_texts
from themes.labels import localize
from themes.models import Keyword, Theme
from themes.panels import ThemesPanel

from ..saving import ReadOnce
from .citations import CitableMixin
from .contributions import load_contributions
from .identifiers import PermanentIdentifier
from .provenance import ProvenanceMixin, TextPlace
from .searchable import SearchableMixin


class ContentPageTag(ItemBase):
    """A keyword of a page."""

    tag = models.ForeignKey(Keyword, on_delete=models.CASCADE, related_name="tagged_pages")
    content_object = ParentalKey("content.ContentPage", on_delete=models.CASCADE, related_name="tagged_items")

    merge_identity = ("content_object",)


class ContentPage(ReadOnce, SearchableMixin, CitableMixin, ProvenanceMixin, Dated, Referenced, Routed, Page):
    """Concrete, so that one query lists, filters and searches across sections; never created as such."""

    summary = models.TextField(
        _("summary"), blank=True, max_length=600, help_text=_("One to three sentences: cards, search results, feeds.")
    )
    cover = models.ForeignKey(
        "wagtailimages.Image",
        verbose_name=_("cover"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Without one, the cover is drawn from the colour and pattern of the first theme."),
    )
    cover_alt = models.CharField(
        _("alternative text of the cover"), max_length=255, blank=True, help_text=_("Empty if the cover is decorative.")
    )
    cover_credit = models.CharField(_("credit of the cover"), max_length=255, blank=True)
    date = models.DateField(_("date"), null=True, blank=True)
    date_precision = precision_of(_("precision of the date"))
    date_unknown = models.BooleanField(
        _("the date is not known"), default=False, help_text=_("The page says so; the publication is not held back.")
    )
    period_start = models.DateField(_("start of the period"), null=True, blank=True)
    period_end = models.DateField(_("end of the period"), null=True, blank=True)
    period_precision = precision_of(_("precision of the period"), DatePrecision.YEAR)
    other_titles = models.TextField(
        _("other titles"), blank=True, help_text=_("One a line; they serve the search and are not shown.")
    )
    themes = ParentalManyToManyField("themes.Theme", verbose_name=_("themes"), blank=True, related_name="pages")
    tags = ClusterTaggableManager(through=ContentPageTag, blank=True, verbose_name=_("keywords"))
    editor_note = models.TextField(_("internal note"), blank=True, help_text=_("Never shown to the public."))
    uncertain = models.BooleanField(
        _("uncertain"), default=False, help_text=_("Something here is not settled: the doubt is shown to the public.")
    )
    doubt = models.TextField(_("doubt"), blank=True, help_text=_("What is not certain and why, for the reader."))

    doubt_shown = models.BooleanField(
        _("publish with the doubt shown"),
        default=False,
        help_text=_("Decided: the page is published and says what is not certain."),
    )

    change_note = models.CharField(
        _("what changes"),
        max_length=300,
        blank=True,
        help_text=_("Since the last publication: readers find it beside this version of the text."),
    )
    is_descriptive = models.BooleanField(
        _("descriptive title"), default=False, help_text=_("The text bears no title of its own: this one describes it.")
    )
    is_demonstration = models.BooleanField(
        _("written for the demonstration"),
        default=False,
        help_text=_("The words are not the Conseil’s: wherever they are read, found, quoted or taken away says so."),
    )
    persistent_id = models.CharField(
        _("ARK or DOI"),
        max_length=200,
        blank=True,
        default="",
        db_default="",
        validators=[RegexValidator(r"^(ark:[0-9]{5,9}|10[.][0-9]{4,9})/[!-~]+\Z")],
        help_text=_("As it was attributed, `ark:12345/x1` or `10.12345/x1`: citations give it, and it leads here."),
    )
    #: Known from the text whenever the page is saved.
    text_place = models.CharField(
        _("text"), max_length=10, choices=TextPlace.choices, default=TextPlace.HERE, editable=False
    )

    is_creatable = False
    is_content_page = True
    #: Codes of the rules of the publication gate (`content.gate`) that are not for this type.
    gate_exempt: frozenset[str] = frozenset()
    #: False for a type whose pages have no date of their own: nobody is told that it is unknown.
    is_dated = True
    # A copy is another page; a translation finds its reference again (`propose_reference`).
    exclude_fields_in_copy = ["reference", "persistent_id"]

    content_panels = [
        *Page.content_panels,
        "summary",
        MultiFieldPanel(
            [
                FieldRowPanel(
                    [
                        FieldPanel("date", help_text=_("For a month or a year: its first day, and the precision.")),
                        "date_precision",
                        "date_unknown",
                    ]
                ),
                FieldRowPanel(["period_start", "period_end", "period_precision"]),
            ],
            _("Date"),
        ),
        MultiFieldPanel(
            [
                ThemesPanel(
                    "themes",
                    help_text=_("One at least: readers find the page by it. Hold Ctrl (or ⌘) to choose several."),
                ),
                "tags",
            ],
            _("Subject"),
        ),
        MultiFieldPanel(
            [
                "cover",
                "cover_alt",
                FieldPanel("cover_credit", help_text=_("Who made the image, and under which rights.")),
            ],
            _("Cover"),
        ),
    ]
    link_panels = [
        InlinePanel(
            "contributions",
            heading=_("Who took part"),
            label=_("Contribution"),
            help_text=_("People and organisations of the registers, in the role that they had then."),
        ),
        InlinePanel("related_pages", heading=_("Links to other pages"), label=_("Link")),
        InlinePanel("citations", heading=_("Cited references"), label=_("Reference")),
    ]
    checking_panels = [
        MultiFieldPanel(
            ["uncertain", "doubt", "doubt_shown", "is_demonstration", "change_note", "editor_note"], _("Checking")
        ),
    ]
    promote_panels = [
        *Page.promote_panels,
        MultiFieldPanel(["reference", "persistent_id", "is_descriptive", "other_titles"], _("Identity")),
    ]
    search_fields = [
        *Page.search_fields,
        index.SearchField("summary"),
        index.SearchField("other_titles"),
        index.FilterField("date"),
        index.RelatedFields("themes", [index.SearchField("name"), index.FilterField("slug")]),
        index.RelatedFields("tags", [index.SearchField("name"), index.FilterField("slug")]),
    ]
    # wagtail-localize leaves many-to-many relations out unless told.
    override_translatable_fields = [
        *share("themes", "tags", "reference", "persistent_id"),
        SynchronizedField("other_titles"),
        SynchronizedField("editor_note"),
        SynchronizedField("change_note"),
    ]

    class Meta:
        verbose_name = _("content")
        verbose_name_plural = _("contents")
        indexes = [models.Index(fields=["date"], name="content_date")]

    def propose_reference(self) -> str:
        """The reference of the page's translations if it has any, else a free one from its slug."""
        if known := PermanentIdentifier.objects.filter(key=str(self.translation_key)).first():
            return known.value
        base = (self.slug or super().propose_reference())[:100]
        return find_free(base, lambda value: PermanentIdentifier.objects.filter(value=value).exists())

    def clean(self):
        super().clean()
        if not self.reference:
            self.reference = self.propose_reference()
        self.checked_identifier = PermanentIdentifier.objects.filter(value=self.reference).first()
        if self.checked_identifier and self.checked_identifier.key != str(self.translation_key):
            raise ValidationError({"reference": _("This identifier was already given to another content.")})
        others = ContentPage.objects.exclude(translation_key=self.translation_key)
        if self.persistent_id and others.filter(persistent_id=self.persistent_id).exists():
            raise ValidationError({"persistent_id": _("This identifier was already given to another content.")})
        if self.period_start and self.period_end and self.period_start > self.period_end:
            raise ValidationError({"period_end": _("The period ends before it starts.")})
        if self.uncertain and not self.doubt:
            raise ValidationError({"doubt": _("Say what is uncertain.")})

    def save(self, *args, **kwargs):
        if kwargs.get("update_fields") is None and not self.get_deferred_fields():
            self.text_place = TextPlace.HERE if self.has_text() else TextPlace.RECORD
        return super().save(*args, **kwargs)

    def get_context(self, request, *args, **kwargs):
        """A preview has the reference that the page would get, and its own themes, which are not saved yet."""
        if getattr(request, "is_preview", False):
            self.reference = self.reference or self.propose_reference()
        own = {"present": partial(self.get_presentation, request), "is_whole": self.is_known_public}
        return super().get_context(request, *args, **kwargs) | own

    def get_presentation(self, request) -> dict:
        """What its templates show besides the page itself; read only when a part of the page has to be made."""
        if not getattr(request, "is_preview", False):
            load_texts(self)
        # They dress the whole page: loaded once.
        self.localized_themes = localize(Theme, self.themes.all())
        return {}

    @property
    def display_date(self) -> str:
        """The date or the period in words, as far as it is known; "" if unknown."""
        return display_partial(self.date, self.date_precision) or display_period(
            self.period_start, self.period_end, self.period_precision
        )

    @property
    def kind_label(self) -> str:
        """What this page is, in one or two words; page types say it better."""
        if self.kind_field:
            return getattr(self, f"get_{self.kind_field}_display")()
        return str(self._meta.verbose_name).capitalize()

    @cached_property
    def localized_themes(self):
        """The page's themes in the active language."""
        return localize(Theme, self.themes.all())

    @property
    def main_theme(self):
        """The theme whose colour and pattern the page wears, or None: a sub-theme says more than a theme.

        No query after `load_cards`.
        """
        themes = self.localized_themes if "localized_themes" in self.__dict__ else self.themes.all()
        return min(themes, key=lambda theme: (theme.parent_id is None, theme.name), default=None)

    @cached_property
    def loaded_contributions(self) -> list:
        """The contributions in order; `load_contributions` fills them for many pages at once."""
        load_contributions([self])
        return self.__dict__["loaded_contributions"]

    @property
    def keywords(self):
        """The page's keywords, in alphabetical order."""
        return Keyword.objects.filter(tagged_pages__content_object=self.pk).order_by("name")
