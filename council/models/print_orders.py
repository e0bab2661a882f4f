"""« Exemplaires imprimés »: the page and its form, and how long what is asked by it is kept."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import HttpResponseRedirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.models import Orderable

from content.models import ContentPage
from forms.receiving import receive
from sections.query import published

from .pages import CouncilSubPage
from .print_requests import PrintRequest, PrintRequestItem

STORED = ("name", "organisation", "email", "address", "postal_code", "city", "country", "copies", "reason")


class PrintOrderPage(RoutablePageMixin, CouncilSubPage):
    """Asking for printed copies: a form that works without JavaScript, and a page of thanks after it."""

    is_open = models.BooleanField(
        _("requests are open"), default=True, help_text=_("Without it, the page says that requests are suspended.")
    )
    max_copies = models.PositiveSmallIntegerField(
        _("copies at most, of each work"), default=5, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    retention_months = models.PositiveSmallIntegerField(
        _("months for which requests are kept"),
        default=12,
        validators=[MinValueValidator(1), MaxValueValidator(36)],
        help_text=_("The notice under the form says so; a daily job deletes older ones."),
    )
    thanks = models.TextField(
        _("thanks"), blank=True, max_length=600, help_text=_("Shown once a request has been received.")
    )

    content_panels = [
        *CouncilSubPage.content_panels,
        InlinePanel("offered_works", heading=_("Works offered"), label=_("Work")),
        MultiFieldPanel(["is_open", FieldRowPanel(["max_copies", "retention_months"]), "thanks"], _("Requests")),
    ]

    class Meta:
        verbose_name = _("printed copies page")
        verbose_name_plural = _("printed copies pages")

    def get_offered_pages(self) -> list[ContentPage]:
        """The works offered that the public may see, in the editors' order and in the page's language."""
        keys = list(self.offered_works.order_by("sort_order").values_list("page__translation_key", flat=True))
        pages = published(ContentPage.objects.filter(translation_key__in=keys), self.locale.language_code)
        return sorted(pages.select_related("locale"), key=lambda page: keys.index(page.translation_key))

    @path("")
    def order(self, request):
        """The form."""
        return never_cache(self._order)(request)

    def _order(self, request):
        from ..forms import PrintOrderForm

        works = self.get_offered_pages()
        data = request.POST if request.method == "POST" else None
        form = PrintOrderForm(data, request=request, page=self, works=works)
        if data is not None and self.is_open and works and form.is_valid():
            self.receive(form)
            return HttpResponseRedirect(self.get_url(request) + self.reverse_subpage("thanks"))
        response = self.render(request, context_overrides={"form": form, "works": works})
        return form.answer(response)

    def receive(self, form) -> None:
        """Store a request with its works."""
        made = PrintRequest(page=self, **{name: form.cleaned_data[name] for name in STORED})
        works = form.cleaned_data["works"]
        rows = [PrintRequestItem(request=made, page=work, title=work.title[:255]) for work in works]
        receive(made, form.is_proved, rows)

    @path("merci/", name="thanks")
    def thank(self, request):
        """What happens next; nothing personal is in its address nor on it."""
        return self.render(
            request, template="council/print_order_thanks.html", context_overrides={"crumb": _("Thank you")}
        )


class OfferedWork(Orderable):
    """A content of which printed copies can be asked for."""

    order_page = ParentalKey(PrintOrderPage, on_delete=models.CASCADE, related_name="offered_works")
    page = models.ForeignKey(ContentPage, verbose_name=_("work"), on_delete=models.CASCADE, related_name="+")

    panels = ["page"]

    class Meta(Orderable.Meta):
        verbose_name = _("work offered")
        verbose_name_plural = _("works offered")
