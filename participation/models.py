"""What editors make of the form builder, and then what became of it."""

from django.db import models
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.contrib.forms.models import FORM_FIELD_CHOICES, AbstractFormField
from wagtail.models import TranslatableMixin
from wagtail_localize.fields import SynchronizedField

from content.blocks import get_body_blocks
from content.editing import get_content_panels, make_editor
from content.fields import StreamField
from content.links import get_linked_pages
from content.models import ContentPage
from content.reading import read_stream
from forms.building import Builder, ConsentForm, IdentityForm
from forms.models import Answer, MonthlyCount
from forms.pages import FormPage
from sections.models import SectionIndexPage


class ParticipationIndexPage(SectionIndexPage):
    """Taking part."""

    subpage_types = ["participation.ParticipationPage"]

    class Meta:
        verbose_name = _("index of participation")
        verbose_name_plural = _("indexes of participation")


class Kind(models.TextChoices):
    """What a form page is for."""

    CONSULTATION = "consultation", _("Consultation")
    SURVEY = "enquete", _("Survey")
    TESTIMONY = "temoignage", _("Testimony")
    APPLICATION = "candidature", _("Application")
    REGISTRATION = "inscription", _("Registration")


class ParticipationPage(FormPage, ContentPage):
    """A consultation, survey, testimony, application or registration; once it is over, what was kept of it."""

    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.CONSULTATION)
    body = StreamField(get_body_blocks(), verbose_name=_("text"), blank=True)
    asks_who = models.BooleanField(_("ask for a name and an e-mail address"), default=True)
    may_be_quoted = models.BooleanField(
        _("ask whether answers may be quoted"), default=False, help_text=_("Quotations are chosen in the inbox.")
    )
    places = models.PositiveIntegerField(
        _("places"), null=True, blank=True, help_text=_("For a registration: those who come later wait for a place.")
    )
    outcome = StreamField(
        get_body_blocks(),
        verbose_name=_("what was kept of it"),
        blank=True,
        help_text=_("The works that came of it: “Links to other pages”, read from both ends."),
    )

    is_dated = False
    kind_field = "kind"
    parent_page_types = ["participation.ParticipationIndexPage"]
    subpage_types = []
    form_tab = [
        *FormPage.form_panels,
        MultiFieldPanel([FieldRowPanel(["asks_who", "places", "may_be_quoted"])], _("Who answers")),
        InlinePanel("form_fields", heading=_("Questions"), label=_("Question")),
    ]
    edit_handler = make_editor(
        _("Page"), get_content_panels("kind", after=["body", "outcome"]), ObjectList(form_tab, heading=_("Form"))
    )

    class Meta:
        verbose_name = _("form page")
        verbose_name_plural = _("form pages")

    def make_fields(self) -> dict:
        fields = IdentityForm.base_fields if self.asks_who else {}
        own = Builder(self.get_form_fields()).formfields
        return {**fields, **own, **(ConsentForm.base_fields if self.may_be_quoted else {})}

    def get_presentation(self, request):
        counts = MonthlyCount.objects.filter(kind=self.answer_kind)
        quoted = Answer.objects.filter(page__translation_key=self.translation_key, may_quote=True, is_quoted=True)
        links = get_linked_pages(self)
        return super().get_presentation(request) | {
            "reading": read_stream(self.body),
            "outcome": read_stream(self.outcome, prefix="retenu-"),
            "answered": counts.aggregate(number=Sum("received"))["number"] or 0,
            "quotations": quoted.exclude(quotation="").order_by("pk")[:30],
            "contributions": self.loaded_contributions,
            "links": links,
            "citing_pages": links.citing,
        }


class FormField(TranslatableMixin, AbstractFormField):
    """A question."""

    page = ParentalKey(ParticipationPage, on_delete=models.CASCADE, related_name="form_fields")
    field_type = models.CharField(
        _("type of answer"),
        max_length=16,
        choices=[*(row for row in FORM_FIELD_CHOICES if row[0] != "hidden"), ("document", _("File"))],
    )
    field_type.required_on_save = True

    override_translatable_fields = [SynchronizedField("clean_name", overridable=False)]

    class Meta(TranslatableMixin.Meta, AbstractFormField.Meta):
        verbose_name = _("question")
        verbose_name_plural = _("questions")
