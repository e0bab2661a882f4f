"""« Exemplaires imprimés »: what is asked, the page and its form, and how long what is asked by it is kept."""

import datetime

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.models import Orderable

from content.models import ContentPage
from sections.jobs import DAY, job
from sections.query import published

from .pages import CouncilSubPage

DEFAULT_RETENTION_MONTHS, MONTH = 12, datetime.timedelta(days=30.44)


class RequestStatus(models.TextChoices):
    """Where a request stands."""

    PENDING = "a_traiter", _("To be handled")
    SENT = "envoye", _("Sent")
    REFUSED = "refuse", _("Refused")


class PrintRequest(models.Model):
    """Someone asks for printed copies. Personal data: deleted after the months that the page says."""

    #: Roles of the staff do not bring the right to read it.
    holds_personal_data = True

    page = models.ForeignKey(
        "council.PrintOrderPage", verbose_name=_("page"), null=True, on_delete=models.SET_NULL, related_name="requests"
    )
    created_at = models.DateTimeField(_("received"), auto_now_add=True, db_index=True)
    language = models.CharField(_("language"), max_length=5)
    name = models.CharField(_("name"), max_length=120)
    organisation = models.CharField(_("organisation"), max_length=160, blank=True)
    email = models.EmailField(_("e-mail"))
    address = models.TextField(_("postal address"), max_length=400)
    postal_code = models.CharField(_("postal code"), max_length=12)
    city = models.CharField(_("city"), max_length=100)
    country = models.CharField(_("country"), max_length=80)
    copies = models.PositiveSmallIntegerField(_("copies of each work"), default=1)
    reason = models.TextField(_("reason"), max_length=1500)
    notified = models.BooleanField(
        _("e-mails sent"), default=False, help_text=_("Whether the staff and the requester were written to.")
    )
    status = models.CharField(
        _("status"), max_length=12, choices=RequestStatus.choices, default=RequestStatus.PENDING, db_index=True
    )
    handled_at = models.DateTimeField(_("handled"), null=True, blank=True)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("handled by"), null=True, blank=True, on_delete=models.SET_NULL
    )
    staff_note = models.TextField(_("internal note"), blank=True)

    class Meta:
        verbose_name = _("request for printed copies")
        verbose_name_plural = _("requests for printed copies")
        ordering = ["-created_at"]

    def __str__(self):
        return f"{self.name}, {self.city}"

    @property
    def titles(self) -> str:
        """The works asked for, as they were called then."""
        return "; ".join(item.title for item in self.items.all())

    @property
    def summary(self) -> str:
        """« 2 works, 3 copies of each »."""
        number = len(self.items.all())
        works = ngettext("%(n)d work", "%(n)d works", number) % {"n": number}
        copies = ngettext("%(n)d copy of each", "%(n)d copies of each", self.copies) % {"n": self.copies}
        return f"{works}, {copies}"


class PrintRequestItem(models.Model):
    """A work that is asked for; its title is kept should the page go."""

    request = models.ForeignKey(PrintRequest, on_delete=models.CASCADE, related_name="items")
    page = models.ForeignKey(ContentPage, null=True, on_delete=models.SET_NULL, related_name="+")
    title = models.CharField(_("title"), max_length=255)

    class Meta:
        verbose_name = _("work asked for")
        verbose_name_plural = _("works asked for")

    def __str__(self):
        return self.title


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
