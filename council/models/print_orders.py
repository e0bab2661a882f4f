"""« Exemplaires imprimés »: the page and its form, and how long what is asked by it is kept."""

import datetime

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.models import Orderable

from content.models import ContentPage
from sections.jobs import DAY, job
from sections.query import published

from .pages import CouncilSubPage
from .print_requests import PrintRequest

DEFAULT_RETENTION_MONTHS, MONTH = 12, datetime.timedelta(days=30.44)


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
        default=DEFAULT_RETENTION_MONTHS,
        validators=[MinValueValidator(1), MaxValueValidator(36)],
        help_text=_("The notice under the form says so; “manage.py purge_print_requests” deletes older ones."),
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
        from ..services import is_over_limit, receive

        works = self.get_offered_pages()
        form = PrintOrderForm(request.POST if request.method == "POST" else None, page=self, works=works)
        status = 200
        if request.method == "POST" and self.is_open and works:
            if form.is_valid():
                if not is_over_limit(request):
                    receive(form, self)
                    return HttpResponseRedirect(self.get_url(request) + self.reverse_subpage("thanks"))
                form.say_wait()
                status = 429
        response = self.render(request, context_overrides={"form": form, "works": works})
        response.status_code = status
        if status == 429:
            response["Retry-After"] = "3600"
        return response

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


@job(_("Deletion of the old requests for printed copies"), every=DAY)
def purge_requests() -> None:
    """Delete the requests that were kept for as long as their page says."""
    now, pages = timezone.now(), list(PrintOrderPage.objects.all())
    old = models.Q(created_at__lt=now - DEFAULT_RETENTION_MONTHS * MONTH) & ~models.Q(page__in=pages)
    for page in pages:
        old |= models.Q(page=page, created_at__lt=now - page.retention_months * MONTH)
    PrintRequest.objects.filter(old).delete()
