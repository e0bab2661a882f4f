"""Institutional pages: legal notices, personal data, accessibility, contact…"""

import datetime

from django import forms
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Orderable, Page, TranslatableMixin
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from content.blocks import get_body_blocks
from content.fields import StreamField
from content.reading import read_stream
from forms.building import IdentityForm
from forms.fields import TextField
from forms.pages import FormPage

#: An audit older than this no longer says anything (decree 2019-768: three years).
AUDIT_VALIDITY = datetime.timedelta(days=3 * 365)


class InstitutionalPage(Page):
    """What the institutional pages have in common."""

    summary = models.TextField(_("summary"), blank=True, max_length=600)
    body = StreamField(get_body_blocks(), verbose_name=_("text"), blank=True)
    show_in_footer = models.BooleanField(_("in the footer"), default=False)
    footer_label = models.CharField(_("words in the footer"), max_length=80, blank=True)

    parent_page_types = ["home.HomePage", "home.StandardPage"]
    content_panels = [*Page.content_panels, FieldPanel("summary"), FieldPanel("body")]
    promote_panels = [
        *Page.promote_panels,
        MultiFieldPanel([FieldPanel("show_in_footer"), FieldPanel("footer_label")], _("Footer")),
    ]
    search_fields = [*Page.search_fields, index.SearchField("summary"), index.SearchField("body")]

    class Meta:
        abstract = True

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context["reading"] = read_stream(self.body)
        return context

    @property
    def footer_text(self) -> str:
        return self.footer_label or self.title


class StandardPage(InstitutionalPage):
    """A page of text."""

    class Meta:
        verbose_name = _("standard page")
        verbose_name_plural = _("standard pages")


class ContactPage(FormPage, InstitutionalPage):
    """How to reach the Conseil: the address, mail and accounts of the site's settings, a text, a form by subject."""

    usual_title = _("Contact")
    max_count_per_parent = 1
    content_panels = [
        *InstitutionalPage.content_panels,
        InlinePanel("subjects", heading=_("Subjects of the form"), label=_("Subject")),
        *FormPage.form_panels,
    ]

    class Meta:
        verbose_name = _("contact page")
        verbose_name_plural = _("contact pages")

    def make_fields(self) -> dict:
        """Nothing without a subject: the page has no form then."""
        subjects = [(row.label, row.label) for row in self.subjects.all()]
        subject = forms.ChoiceField(label=_("Subject"), choices=[("", _("Choose")), *subjects])
        message = TextField(label=_("Message"), rows=8, min_length=10, max_length=5000)
        return {**IdentityForm.base_fields, "subject": subject, "message": message}

    def get_staff_email(self, data: dict) -> str:
        emails = (row.email for row in self.subjects.all() if row.label == data["subject"])
        return next(filter(None, emails), self.staff_email)


class ContactSubject(TranslatableMixin, Orderable):
    """What one may write about, and who reads it."""

    page = ParentalKey(ContactPage, on_delete=models.CASCADE, related_name="subjects")
    label = models.CharField(_("subject"), max_length=120)
    email = models.EmailField(_("address of the staff"), blank=True)

    panels = [FieldRowPanel(["label", "email"])]
    override_translatable_fields = [SynchronizedField("email")]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        verbose_name = _("subject")
        verbose_name_plural = _("subjects")


class AccessibilityPage(InstitutionalPage):
    """The accessibility statement, in its official form; the status follows from the audit."""

    audit_date = models.DateField(_("date of the audit"), null=True, blank=True)
    auditor = models.CharField(_("audited by"), max_length=200, blank=True)
    compliance_rate = models.DecimalField(
        _("criteria met, in %"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    non_conformities = RichTextField(_("what does not conform"), blank=True, features=["ul", "bold", "link"])
    exemptions = RichTextField(_("exemptions and contents out of scope"), blank=True, features=["ul", "bold", "link"])
    technologies = models.CharField(_("technologies"), max_length=255, blank=True, default="HTML5, CSS, JavaScript")
    statement_date = models.DateField(_("date of the statement"), null=True, blank=True)

    max_count_per_parent = 1
    content_panels = [
        *InstitutionalPage.content_panels,
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("audit_date"), FieldPanel("auditor"), FieldPanel("compliance_rate")]),
                FieldPanel("non_conformities"),
                FieldPanel("exemptions"),
                FieldRowPanel([FieldPanel("technologies"), FieldPanel("statement_date")]),
            ],
            _("Audit"),
        ),
    ]

    class Meta:
        verbose_name = _("accessibility statement")
        verbose_name_plural = _("accessibility statements")

    @property
    def has_valid_audit(self) -> bool:
        if self.audit_date is None or self.compliance_rate is None:
            return False
        return timezone.localdate() - self.audit_date <= AUDIT_VALIDITY

    @property
    def status(self) -> str:
        """`full`, `partial` or `none`: half of the criteria make a partial conformity, all a full one."""
        if not self.has_valid_audit or self.compliance_rate < 50:
            return "none"
        return "full" if self.compliance_rate >= 100 else "partial"

    @property
    def status_label(self) -> str:
        labels = {"none": _("not compliant"), "partial": _("partially compliant"), "full": _("fully compliant")}
        return str(labels[self.status])

    def get_search_lines(self) -> list[str]:
        """What its form says in the words of the law."""
        law = (
            _("with the general accessibility improvement framework (RGAA), version 4.1.2."),
            _("Improvement and contact"),
            _("Remedies"),
            _("write to the Defender of Rights"),
        )
        return [self.status_label, *map(str, law), self.auditor, self.technologies]

    @property
    def footer_text(self) -> str:
        return _("Accessibility: %(status)s") % {"status": self.status_label}
