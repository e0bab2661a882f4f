"""Who took part in a page, and as what."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldRowPanel
from wagtail.models import Orderable, TranslatableMixin


class ContributionRole(models.TextChoices):
    """Roles live on the relation: the same person is a lead member here, an interviewee there."""

    LEAD = "lead", _("Lead member")
    AUTHOR = "author", _("Author")
    CONTRIBUTOR = "contributor", _("Contributor")
    INTERVIEWEE = "interviewee", _("Interviewee")
    INTERVIEWER = "interviewer", _("Interviewer")
    #: Where those who speak in the page come from.
    AFFILIATION = "affiliation", _("Affiliation")
    SPEAKER = "speaker", _("Speaker")
    ORGANISER = "organiser", _("Organiser")
    JURY = "jury", _("Jury member")
    LAUREATE = "laureate", _("Laureate")
    PARTNER = "partner", _("Partner")
    PUBLISHER = "publisher", _("Publisher")
    EDITOR = "editor", _("Prepared by")
    #: Named in the page without having taken part in it.
    MENTIONED = "mentioned", _("Mentioned")


def group_by_role(contributions, roles=ContributionRole.values) -> list[dict]:
    """The contributions in `roles`, in that order: [{role, title, rows}]; the title, by how many they are, has no gender."""
    groups = []
    for role in roles:
        rows = [row for row in contributions if row.role == role]
        headings = {
            ContributionRole.LEAD: ngettext("Lead member", "Lead members", len(rows)),
            ContributionRole.AUTHOR: ngettext("Author", "Authors", len(rows)),
            ContributionRole.CONTRIBUTOR: ngettext("Contributor", "Contributors", len(rows)),
            ContributionRole.SPEAKER: ngettext("Speaker", "Speakers", len(rows)),
            ContributionRole.ORGANISER: ngettext("Organiser", "Organisers", len(rows)),
            ContributionRole.LAUREATE: ngettext("Laureate", "Laureates", len(rows)),
            ContributionRole.PARTNER: ngettext("Partner", "Partners", len(rows)),
            ContributionRole.PUBLISHER: ngettext("Publisher", "Publishers", len(rows)),
        }
        if rows:
            groups.append({"role": role, "title": headings.get(role) or ContributionRole(role).label, "rows": rows})
    return groups


def is_of_one(name: str) -> models.CheckConstraint:
    """The rule, under a name, that a row names one of the two."""
    return models.CheckConstraint(
        condition=models.Q(person__isnull=False, organisation__isnull=True)
        | models.Q(person__isnull=True, organisation__isnull=False),
        name=name,
        violation_error_message=_("Choose a person or an organisation, not both."),
    )


class OfOne:
    """A row that names a person or an organisation, in a role."""

    def __str__(self):
        return f"{self.contributor} ({self.get_role_display()})"

    @property
    def contributor(self):
        """The person or the organisation."""
        return self.person or self.organisation


def refer(model: str, label, on_delete, related_name: str) -> models.ForeignKey:
    """One of the two that a row may name."""
    return models.ForeignKey(
        model, verbose_name=label, null=True, blank=True, on_delete=on_delete, related_name=related_name
    )


class Contribution(OfOne, TranslatableMixin, Orderable):
    """A person or an organisation (one of the two) who took part in a page, in a role."""

    page = ParentalKey("content.ContentPage", on_delete=models.CASCADE, related_name="contributions")
    person = refer("people.Person", _("person"), models.PROTECT, "contributions")
    organisation = refer("people.Organisation", _("organisation"), models.PROTECT, "contributions")
    role = models.CharField(_("role"), max_length=20, choices=ContributionRole.choices)
    role_label = models.CharField(
        _("capacity"),
        max_length=255,
        blank=True,
        help_text=_("Function at the time, for instance “sociologist, CNRS”."),
    )

    merge_identity = ("page", "role")
    panels = [
        FieldRowPanel(["role", "role_label"]),
        FieldRowPanel(["person", "organisation"]),
    ]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")
        constraints = [is_of_one("contribution_of_one")]


def load_contributions(pages) -> None:
    """Give each of `pages` its contributions in order, as `loaded_contributions`: one query for all.

    A page that is being edited has its own in memory: a preview shows those.
    """
    by_page: dict[int, list] = {}
    for page in pages:
        own = page.contributions.all()
        if isinstance(own, models.QuerySet):
            page.loaded_contributions = by_page.setdefault(page.pk, [])
        else:
            page.loaded_contributions = sorted(own, key=lambda row: row.sort_order or 0)
    rows = (
        Contribution.objects.filter(page__in=by_page)
        .select_related("person__portrait", "person__organisation", "organisation")
        .order_by("sort_order", "pk")
    )
    for row in rows:
        by_page[row.page_id].append(row)
