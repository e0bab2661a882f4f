"""« Exemplaires imprimés »: the page, its form and the works that it offers."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldRowPanel, InlinePanel
from wagtail.models import Orderable

from content.models import ContentPage
from forms.pages import FormPage
from forms.receiving import receive
from sections.query import published

from .pages import CouncilSubPage
from .print_requests import PrintRequest, PrintRequestItem

#: What a request keeps of its form, besides who sends it.
STORED = ("organisation", "address", "postal_code", "city", "country", "copies", "reason")


class PrintOrderPage(FormPage, CouncilSubPage):
    """Asking for printed copies of the works that it offers."""

    usual_title = _("Printed copies")
    is_open = models.BooleanField(
        _("requests are open"), default=True, help_text=_("Without it, the page says that requests are suspended.")
    )
    max_copies = models.PositiveSmallIntegerField(
        _("copies at most, of each work"), default=5, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )

    content_panels = [
        *CouncilSubPage.content_panels,
        InlinePanel("offered_works", heading=_("Works offered"), label=_("Work")),
        FieldRowPanel(["is_open", "max_copies"]),
        *FormPage.form_panels,
    ]

    class Meta:
        verbose_name = _("printed copies page")
        verbose_name_plural = _("printed copies pages")

    @property
    def phase(self) -> str:
        return super().phase if self.is_open and self.offered_pages else "suspended"

    @cached_property
    def offered_pages(self) -> list[ContentPage]:
        """The works offered that the public may see, in the editors' order and in the page's language."""
        keys = list(self.offered_works.order_by("sort_order").values_list("page__translation_key", flat=True))
        pages = published(ContentPage.objects.filter(translation_key__in=keys), self.locale.language_code)
        return sorted(pages.select_related("locale"), key=lambda page: keys.index(page.translation_key))

    def get_form(self, *arguments, page=None, user=None, **kwargs):
        from ..forms import PrintOrderForm

        return PrintOrderForm(*arguments, page=self, request=self.request, **kwargs)

    def process_form_submission(self, form) -> PrintRequest:
        """Store a request with its works."""
        made = PrintRequest(page=self, **{name: form.cleaned_data[name] for name in ("name", "email", *STORED)})
        works = form.cleaned_data["works"]
        receive(
            made, form.is_proved, [PrintRequestItem(request=made, page=one, title=one.title[:255]) for one in works]
        )
        return made


class OfferedWork(Orderable):
    """A content of which printed copies can be asked for."""

    order_page = ParentalKey(PrintOrderPage, on_delete=models.CASCADE, related_name="offered_works")
    page = models.ForeignKey(ContentPage, verbose_name=_("work"), on_delete=models.CASCADE, related_name="+")

    panels = ["page"]

    class Meta(Orderable.Meta):
        verbose_name = _("work offered")
        verbose_name_plural = _("works offered")
