"""Who took part in a page, and as what."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel
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


class Contribution(TranslatableMixin, Orderable):
    """A person or an organisation (one of the two) who took part in a page, in a role."""

    page = ParentalKey("content.ContentPage", on_delete=models.CASCADE, related_name="contributions")
    person = models.ForeignKey(
        "people.Person",
        verbose_name=_("person"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="contributions",
    )
    organisation = models.ForeignKey(
        "people.Organisation",
        verbose_name=_("organisation"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="contributions",
    )
    role = models.CharField(_("role"), max_length=20, choices=ContributionRole.choices)
    role_label = models.CharField(
        _("capacity"),
        max_length=255,
        blank=True,
        help_text=_("Function at the time, for instance “sociologist, CNRS”."),
    )

    merge_identity = ("page", "role")
    panels = [
        FieldRowPanel([FieldPanel("role"), FieldPanel("role_label")]),
        FieldRowPanel([FieldPanel("person"), FieldPanel("organisation")]),
    ]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(person__isnull=False, organisation__isnull=True)
                | models.Q(person__isnull=True, organisation__isnull=False),
                name="contribution_of_one",
                violation_error_message=_("Choose a person or an organisation, not both."),
            )
        ]

    def __str__(self):
        return f"{self.contributor} ({self.get_role_display()})"

    @property
    def contributor(self):
        """The person or the organisation."""
        return self.person or self.organisation

    def clean(self):
        super().clean()
        if bool(self.person_id) == bool(self.organisation_id):
            raise ValidationError(_("Choose a person or an organisation, not both."))


def load_contributions(pages) -> None:
    """Give each of `pages` its contributions in order, as `loaded_contributions`: one query for all.

    A page that is being edited has its own in memory: a preview shows those.
    """
    by_page: dict[int, list] = {}
    for page in pages:
        own = page.contributions.all()
        if isinstance(own, models.QuerySet):
            by_page[page.pk] = []
        else:
            page.loaded_contributions = sorted(own, key=lambda row: row.sort_order or 0)
    rows = (
        Contribution.objects.filter(page__in=by_page)
        .select_related("person__portrait", "person__organisation", "organisation")
        .order_by("sort_order", "pk")
    )
    for row in rows:
        by_page[row.page_id].append(row)
    for page in pages:
        if page.pk in by_page:
            page.loaded_contributions = by_page[page.pk]
