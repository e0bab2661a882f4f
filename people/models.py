"""People and organisations: registers, not pages; each has a public page of its own all the same."""

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Orderable, TranslatableMixin
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from registers.merging.relations import mergeable
from registers.redirects import check_slug
from registers.searchable import SearchableEntry
from sections.approved import Approved
from sections.dates import DatePrecision, display_period, precision_of
from sections.models import Referenced, search_in, share
from sections.naming import NamedByPages


class OrganisationKind(models.TextChoices):
    """What an organisation is."""

    ADMINISTRATION = "administration", _("Administration")
    ASSEMBLEE = "assemblee", _("Assembly")
    ASSOCIATION = "association", _("Association")
    AUTORITE = "autorite", _("Independent authority")
    COLLECTIF = "collectif", _("Collective")
    COLLECTIVITE = "collectivite", _("Local authority")
    DEMARCHE_PUBLIQUE = "demarche_publique", _("Public initiative")
    EDITEUR = "editeur", pgettext_lazy("organisation", "Publisher")
    ENSEIGNEMENT = "enseignement", _("Education")
    ENTREPRISE = "entreprise", _("Company")
    ENTREPRISE_PUBLIQUE = "entreprise_publique", _("State-owned company")
    ETABLISSEMENT_PUBLIC = "etablissement_public", _("Public institution")
    EVENEMENT_RECURRENT = "evenement_recurrent", _("Recurring event")
    FONDATION = "fondation", _("Foundation")
    INITIATIVE = "initiative", _("Initiative")
    INSTANCE_CONSULTATIVE = "instance_consultative", _("Advisory body")
    INSTITUTION_EUROPEENNE = "institution_europeenne", _("European institution")
    MEDIA = "media", _("Media")
    ORGANISATION_INTERNATIONALE = "organisation_internationale", _("International organisation")
    PROGRAMME = "programme", _("Programme")
    RECHERCHE = "recherche", _("Research")
    RESEAU = "reseau", _("Network")
    SYNDICAT = "syndicat", _("Trade union")
    THINK_TANK = "think_tank", _("Think tank")
    TIERS_LIEU = "tiers_lieu", _("Third place")
    AUTRE = "autre", _("Other")


class RegisterEntry(
    NamedByPages, SearchableEntry, Approved, Referenced, TranslatableMixin, index.Indexed, models.Model
):
    """What a person and an organisation have in common."""

    name = models.CharField(_("name"), max_length=200)
    slug = models.SlugField(_("slug"), max_length=200)
    aliases = models.TextField(
        _("other spellings"), blank=True, help_text=_("One a line; they serve the search and are not shown.")
    )
    editor_note = models.TextField(_("internal note"), blank=True, help_text=_("Never shown to the public."))
    uncertain = models.BooleanField(_("uncertain"), default=False)
    doubt = models.TextField(_("doubt"), blank=True, help_text=_("Shown to the public when the record is uncertain."))

    on_its_own = models.BooleanField(
        _("public on its own"),
        default=False,
        help_text=_("Readers find it even when no published page names it. Otherwise it waits for one."),
    )

    stands_alone = models.Q(on_its_own=True)

    entry_panels = [
        MultiFieldPanel(["uncertain", "doubt", "editor_note"], _("Checking")),
        MultiFieldPanel(["slug", "reference", "aliases", "on_its_own"], _("Identity")),
    ]
    override_translatable_fields = share("reference", "slug", "aliases", "editor_note", "on_its_own")
    search_fields = search_in("name", "aliases", completed=["name"], filters=["locale"])

    class Meta(TranslatableMixin.Meta):
        abstract = True

    def __str__(self):
        return self.name

    def clean(self):
        super().clean()
        check_slug(self)


@mergeable
class Organisation(RegisterEntry):
    """An organisation, a medium, a programme, a public initiative."""

    acronym = models.CharField(_("acronym"), max_length=60, blank=True)
    kind = models.CharField(_("kind"), max_length=40, choices=OrganisationKind.choices, default=OrganisationKind.AUTRE)
    parent = models.ForeignKey(
        "self", verbose_name=_("part of"), null=True, blank=True, on_delete=models.SET_NULL, related_name="children"
    )
    country = models.CharField(_("country"), max_length=100, blank=True)
    website = models.URLField(_("website"), blank=True)
    description = RichTextField(_("description"), blank=True, features=["bold", "italic", "link"])

    search_family = "organisation"
    search_order = 20

    panels = [
        MultiFieldPanel(
            [
                "name",
                FieldRowPanel(["acronym", "kind"]),
                FieldRowPanel(["parent", "country"]),
                "website",
                "description",
            ],
            _("Organisation"),
        ),
        *RegisterEntry.entry_panels,
    ]
    search_fields = [*RegisterEntry.search_fields, *search_in("acronym", filters=["kind"])]

    class Meta(RegisterEntry.Meta):
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["slug", "locale"], name="unique_organisation_slug")]

    def get_absolute_url(self) -> str:
        return reverse("people:organisation", args=[self.slug])

    @property
    def search_label(self) -> str:
        return self.get_kind_display()

    def get_search_other_titles(self):
        """Its acronym, alone and as its page writes it after the name."""
        named = [self.acronym, self.search_name] if self.acronym else []
        return [*named, *super().get_search_other_titles()]

    def get_search_summary(self) -> str:
        return str(self.get_kind_display())

    def get_search_text(self):
        return [self.description]


@mergeable
class Person(RegisterEntry, ClusterableModel):
    """A person: a member, an author, an interviewee, a speaker…"""

    sort_name = models.CharField(
        _("sort name"), max_length=200, blank=True, help_text=_("“Surname, First name”; made from the name when empty.")
    )
    role = models.CharField(_("role"), max_length=255, blank=True, help_text=_("Who she or he is, in a few words."))
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="people",
    )
    biography = RichTextField(_("biography"), blank=True, features=["bold", "italic", "link"])
    portrait = models.ForeignKey(
        "wagtailimages.Image",
        verbose_name=_("portrait"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    portrait_credit = models.CharField(_("credit of the portrait"), max_length=200, blank=True)

    #: Initials, and one more last name, make no other person (see `registers.duplicates`).
    has_personal_names = True

    #: Whoever has or had a mandate: the pages of Le Conseil list them, whatever else names them.
    stands_alone = RegisterEntry.stands_alone | models.Q(mandates__isnull=False)

    search_family = "person"
    search_order = 10
    search_related = search_uses = ("organisation",)
    search_prefetch = ("mandates",)

    panels = [
        MultiFieldPanel(
            ["name", "sort_name", "role", "organisation", "biography", FieldRowPanel(["portrait", "portrait_credit"])],
            _("Person"),
        ),
        InlinePanel("mandates", label=_("Mandate or function at the Conseil")),
        *RegisterEntry.entry_panels,
    ]
    search_fields = [*RegisterEntry.search_fields, index.SearchField("role")]
    override_translatable_fields = [
        *RegisterEntry.override_translatable_fields,
        *share("name", "sort_name"),
        SynchronizedField("portrait_credit"),
    ]

    class Meta(RegisterEntry.Meta):
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["sort_name", "name"]
        constraints = [models.UniqueConstraint(fields=["slug", "locale"], name="unique_person_slug")]

    def save(self, *args, **kwargs):
        if not self.sort_name:
            first, _space, last = self.name.partition(" ")
            self.sort_name = f"{last}, {first}" if last else first
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("people:person", args=[self.slug])

    def get_search_other_titles(self):
        """The family name alone: who types it looks for the person before what tells of them."""
        family = self.sort_name.partition(",")[0]
        return [*([family] if family != self.name else []), *super().get_search_other_titles()]

    def get_search_summary(self) -> str:
        return self.role

    def get_search_headings(self):
        return [mandate.label for mandate in sorted(self.mandates.all(), key=lambda row: row.sort_order or 0)]

    def get_search_text(self):
        return [self.biography, escape(self.organisation.search_name) if self.organisation else ""]

    def get_search_facets(self):
        return [("person", self.slug)]


class MandateKind(models.TextChoices):
    """What someone is or was at the Conseil."""

    CO_CHAIR = "copresident", _("Co-chair")
    MEMBER = "membre", _("Member")
    SECRETARY_GENERAL = "secretaire_general", _("Secretary general")
    TEAM = "equipe", _("Secretariat")
    FORMER_TEAM = "ancienne_equipe", _("Former member of the secretariat")
    INTERN = "stagiaire", _("Intern at the secretariat")


class Mandate(TranslatableMixin, Orderable):
    """A mandate or function at the Conseil, with what is known of its dates."""

    person = ParentalKey(Person, verbose_name=_("person"), on_delete=models.CASCADE, related_name="mandates")
    kind = models.CharField(_("kind"), max_length=30, choices=MandateKind.choices)
    title = models.CharField(_("title"), max_length=200, blank=True, help_text=_("As it is written on the site."))
    start = models.DateField(_("start"), null=True, blank=True)
    end = models.DateField(_("end"), null=True, blank=True)
    precision = precision_of(_("precision of the dates"), DatePrecision.YEAR)

    merge_identity = ("kind", "title", "start", "end")
    panels = [FieldRowPanel(["kind", "title"]), FieldRowPanel(["start", "end", "precision"])]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        verbose_name = _("mandate")
        verbose_name_plural = _("mandates")

    def __str__(self):
        return f"{self.label} ({self.display_period})" if self.display_period else self.label

    def clean(self):
        super().clean()
        if self.start and self.end and self.start > self.end:
            raise ValidationError({"end": _("The mandate ends before it starts.")})
        if self.person_id:
            # A mandate is in the language of the entry that it belongs to.
            self.locale_id = self.person.locale_id

    @property
    def label(self) -> str:
        return self.title or self.get_kind_display()

    @property
    def display_period(self) -> str:
        return display_period(self.start, self.end, self.precision)
