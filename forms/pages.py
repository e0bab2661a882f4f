"""What every form page has, on Wagtail's form pages."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from wagtail.admin.panels import FieldRowPanel, MultiFieldPanel
from wagtail.contrib.forms.models import FormMixin
from wagtail.models import Page

from .building import PageForm
from .models import Answer
from .receiving import receive

#: The parameter of the address once a form was sent; nothing personal is in it.
SENT = "envoye"


class LegalBasis(models.TextChoices):
    """Why the law allows to keep what is sent (article 6 of the GDPR)."""

    MISSION = "mission", _("a mission of public interest")
    CONSENT = "consentement", _("your consent, which you may withdraw at any time")
    CONTRACT = "contrat", _("what you ask us to do")


class FormPage(FormMixin, models.Model):
    """What it is for, until when, how long answers are kept; a form that needs no JavaScript. Put it before `Page`."""

    purpose = models.CharField(
        _("what the data are for"), max_length=300, blank=True, help_text=_("Shown under the form: “to answer you”.")
    )
    legal_basis = models.CharField(
        _("legal basis"), max_length=12, choices=LegalBasis.choices, default=LegalBasis.MISSION
    )
    retention_months = models.PositiveSmallIntegerField(
        _("months for which answers are kept"),
        default=12,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
        help_text=_("The notice under the form says so; a daily job deletes older ones."),
    )
    opens_at = models.DateTimeField(_("opens"), null=True, blank=True)
    closes_at = models.DateTimeField(_("closes"), null=True, blank=True)
    staff_email = models.EmailField(
        _("address of the staff"), blank=True, help_text=_("Told of each answer; empty: the inbox alone.")
    )
    thanks = models.TextField(
        _("thanks"), blank=True, max_length=600, help_text=_("Shown, and sent, once an answer was received.")
    )

    preview_modes = Page.DEFAULT_PREVIEW_MODES
    form_rows = [["legal_basis", "retention_months"], ["opens_at", "closes_at"]]
    form_panels = [MultiFieldPanel(["purpose", *map(FieldRowPanel, form_rows), "staff_email", "thanks"], _("Answers"))]

    class Meta:
        abstract = True

    @property
    def phase(self) -> str:
        """`before`, `open` or `after`."""
        now = timezone.now()
        if self.opens_at and now < self.opens_at:
            return "before"
        return "after" if self.closes_at and now >= self.closes_at else "open"

    @property
    def answer_kind(self) -> str:
        """What its answers are counted with, in every language."""
        return f"{Answer._meta.label_lower}:{self.translation_key}"

    def make_fields(self) -> dict:
        """The fields of the form, by name."""
        raise NotImplementedError

    def get_form(self, *arguments, page=None, user=None, **kwargs):
        form_class = type("Form", (PageForm,), self.make_fields())
        return form_class(*arguments, kind=self.answer_kind, request=self.request, **kwargs)

    def serve(self, request, *arguments, **kwargs):
        self.request = request
        if self.phase != "open":
            # What is sent too late is answered by the page, which says so.
            request.method = "GET"
        response = never_cache(super().serve)(request, *arguments, **kwargs)
        form = (getattr(response, "context_data", None) or {}).get("form")
        return form.answer(response) if form else response

    def serve_preview(self, request, mode_name):
        self.request = request
        return super().serve_preview(request, mode_name)

    def get_context(self, request, *arguments, **kwargs):
        own = {"is_whole": False, "is_sent": SENT in request.GET}
        return super().get_context(request, *arguments, **kwargs) | own

    def process_form_submission(self, form) -> Answer:
        data = form.cleaned_data
        answer = Answer(page=self, page_title=self.title, texts=form.get_texts())
        answer.attachment = next(filter(None, form.files.values()), "")
        answer.name, answer.email = data.get("sender_name", ""), data.get("sender_email", "")
        answer.may_quote, answer.signature = data.get("consent_to_quote", False), data.get("consent_signature", "")
        answer.staff_email = self.get_staff_email(data)
        receive(answer, form.is_proved)
        return answer

    def get_staff_email(self, data: dict) -> str:
        """Who is told of an answer, "" for nobody."""
        return self.staff_email

    def render_landing_page(self, request, form_submission=None, *arguments, **kwargs):
        return HttpResponseRedirect(f"{self.get_url(request)}?{SENT}=1")
