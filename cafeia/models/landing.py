"""The landing page of Café IA: what it is, where it comes from, who makes it."""

from functools import partial

from django.db import models
from django.db.models import Count
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldRowPanel, InlinePanel, ObjectList, TabbedInterface
from wagtail.models import Orderable, Page, TranslatableMixin
from wagtail_localize.fields import SynchronizedField

from content.models import ContentPage, PageFigure, load_figures
from events.listing import load_next
from people.models import Organisation
from sections.dates import Dated, precision_of
from sections.models import Referenced, SectionIndexPage
from sections.query import published
from themes.labels import localize

from ..choices import ContactKind, PartnerRole, Phase
from ..navigation import ROOMS, get_house
from .cafes import get_single_cafes

#: How many figures are shown large; the others come in a list.
MAIN_FIGURES = 4
#: How many cafés the landing page shows.
LATEST = 4


class CafeIaIndexPage(SectionIndexPage):
    """The front of the site within the site."""

    template = "cafeia/landing.html"
    subpage_types = [
        "cafeia.FormatIndexPage",
        "cafeia.ResourceIndexPage",
        "cafeia.KitIndexPage",
        "cafeia.CafeIndexPage",
        "cafeia.GuidePage",
    ]
    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    *SectionIndexPage.content_panels,
                    InlinePanel("figures", heading=_("Key figures"), label=_("Figure")),
                    InlinePanel("key_dates", heading=_("Key dates"), label=_("Date")),
                ],
                heading=_("Café IA"),
            ),
            ObjectList(
                [
                    InlinePanel("objectives", heading=_("Objectives"), label=_("Objective")),
                    InlinePanel("partners", heading=_("Partners"), label=_("Partner")),
                    InlinePanel("host_venues", heading=_("Where cafés are held"), label=_("Kinds of places")),
                    InlinePanel("contacts", heading=_("Contacts"), label=_("Contact")),
                ],
                heading=_("Who and why"),
            ),
            ObjectList(Page.promote_panels, heading=_("Address")),
        ]
    )

    class Meta:
        verbose_name = _("Café IA home page")
        verbose_name_plural = _("Café IA home pages")

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        listing = context["listing"]
        if listing.query() or listing.messages or listing.page_number > 1:
            context["is_list"] = True
        else:
            present = partial(self.get_presentation, request)
            context.update(
                listing=None, followed=("section", self.section.section_slug), is_whole=True, present=present
            )
        return context

    def get_presentation(self, request) -> dict:
        """What the front shows, read only when a part of it has to be made."""
        cafes, are_coming = load_next(get_single_cafes(), LATEST)
        figures, objectives = load_figures(self), list(self.objectives.order_by("sort_order"))
        by_phase = [(label, [row for row in objectives if row.phase == phase]) for phase, label in Phase.choices]
        return {
            "cafes": cafes,
            "are_coming": are_coming,
            "main_figures": figures[:MAIN_FIGURES],
            "other_figures": figures[MAIN_FIGURES:],
            "key_dates": list(self.key_dates.order_by("date", "sort_order")),
            "today": timezone.localdate(),
            "objectives": [(label, rows) for label, rows in by_phase if rows],
            "partners": get_partners(self),
            "venues": list(self.host_venues.order_by("sort_order")),
            "contacts": list(self.contacts.order_by("sort_order")),
            "rooms": get_room_counts(self, request),
        }


class LandingRow(Referenced, TranslatableMixin, Orderable):
    """A line of the landing page, which has a permanent address there."""

    override_translatable_fields = [SynchronizedField("reference", overridable=False)]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        abstract = True

    def __str__(self):
        return self.label

    def propose_reference(self) -> str:
        words = slugify(str(self))[:60].strip("-") or self._meta.model_name
        return f"cafeia-{words}-{str(self.translation_key)[:6]}"

    def get_absolute_url(self) -> str:
        return f"{self.page.get_url() or '/'}#{self.reference}"


class KeyDate(Dated, LandingRow):
    """What happened, and when."""

    page = ParentalKey(CafeIaIndexPage, on_delete=models.CASCADE, related_name="key_dates")
    label = models.CharField(_("label"), max_length=255)
    date = models.DateField(_("date"))
    date_precision = precision_of(_("precision of the date"))
    uncertain = models.BooleanField(_("uncertain"), default=False)
    doubt = models.CharField(
        _("doubt"), max_length=255, blank=True, help_text=_("What is not certain, for the reader.")
    )

    panels = ["label", FieldRowPanel(["date", "date_precision"]), FieldRowPanel(["uncertain", "doubt"])]

    class Meta(LandingRow.Meta):
        verbose_name = _("key date")
        verbose_name_plural = _("key dates")


class Partner(LandingRow):
    """An organisation, in a circle of partners."""

    page = ParentalKey(CafeIaIndexPage, on_delete=models.CASCADE, related_name="partners")
    organisation = models.ForeignKey(
        "people.Organisation", verbose_name=_("organisation"), on_delete=models.PROTECT, related_name="+"
    )
    role = models.CharField(_("circle"), max_length=20, choices=PartnerRole.choices)
    role_detail = models.CharField(_("for what"), max_length=120, blank=True)

    merge_identity = ("page", "role")
    panels = ["organisation", FieldRowPanel(["role", "role_detail"])]

    class Meta(LandingRow.Meta):
        verbose_name = _("partner")
        verbose_name_plural = _("partners")

    def __str__(self):
        return f"{self.organisation} ({self.get_role_display()})"


class Objective(LandingRow):
    """What Café IA aims at."""

    page = ParentalKey(CafeIaIndexPage, on_delete=models.CASCADE, related_name="objectives")
    label = models.CharField(_("label"), max_length=255)
    phase = models.CharField(_("phase"), max_length=20, choices=Phase.choices)

    panels = ["label", "phase"]

    class Meta(LandingRow.Meta):
        verbose_name = _("objective")
        verbose_name_plural = _("objectives")


class HostVenues(LandingRow):
    """Kinds of places that welcome cafés."""

    page = ParentalKey(CafeIaIndexPage, on_delete=models.CASCADE, related_name="host_venues")
    labels = models.TextField(_("kinds of places"), help_text=_("One a line."))

    panels = ["labels"]

    class Meta(LandingRow.Meta):
        verbose_name = _("kinds of places")
        verbose_name_plural = _("kinds of places")

    def __str__(self):
        return ", ".join(self.names)

    @property
    def names(self) -> list[str]:
        return [line.strip() for line in self.labels.splitlines() if line.strip()]


class ContactPoint(LandingRow):
    """An address to write to, or a site."""

    page = ParentalKey(CafeIaIndexPage, on_delete=models.CASCADE, related_name="contacts")
    kind = models.CharField(_("kind"), max_length=10, choices=ContactKind.choices)
    address = models.CharField(_("address"), max_length=200)
    scope = models.CharField(_("of whom"), max_length=120, blank=True)

    panels = [FieldRowPanel(["kind", "address"]), "scope"]

    class Meta(LandingRow.Meta):
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")

    def __str__(self):
        return self.address

    @property
    def url(self) -> str:
        """What the address opens."""
        if self.kind == ContactKind.EMAIL:
            return f"mailto:{self.address}"
        return self.address if "://" in self.address else f"https://{self.address}/"


class LandingFigure(PageFigure):
    """A key figure of Café IA."""

    page = ParentalKey(CafeIaIndexPage, on_delete=models.CASCADE, related_name="figures")


def get_partners(page) -> list[tuple[str, list]]:
    """Partners by circle: [(circle, rows)], each row with its `partner`, in the active language."""
    rows = list(page.partners.select_related("organisation").order_by("sort_order"))
    names = localize(Organisation, [row.organisation for row in rows]) if rows else []
    for row, name in zip(rows, names, strict=True):
        row.partner = name
    circles = [(label, [row for row in rows if row.role == role]) for role, label in PartnerRole.choices]
    return [(label, members) for label, members in circles if members]


def get_room_counts(page, request) -> dict:
    """Address, title and number of pages of each room, under its name (`navigation.ROOMS`)."""
    rows = published(ContentPage.objects.type(*page.section.page_classes), language=page.locale.language_code)
    counts = dict(rows.order_by().values_list("content_type__model").annotate(n=Count("pk")))
    found = {}
    for room in get_house(page, request).rooms:
        name, listed = ROOMS[room.model]
        found[name] = {"title": room.title, "url": room.url, "count": counts.get(listed, 0) if listed else None}
    return found
