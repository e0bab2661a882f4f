"""Requests for printed copies: kept for a time, handled by the staff."""

from django.db import models
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from content.models import ContentPage
from forms.models import Received
from home.models import SiteSettings


class PrintRequest(Received):
    """Someone asks for printed copies. Personal data: deleted after the months that the page says."""

    admin_name = "print_requests"
    listed_with = ("items",)

    page = models.ForeignKey(
        "council.PrintOrderPage", verbose_name=_("page"), null=True, on_delete=models.SET_NULL, related_name="requests"
    )
    organisation = models.CharField(_("organisation"), max_length=160, blank=True)
    address = models.TextField(_("postal address"), max_length=400)
    postal_code = models.CharField(_("postal code"), max_length=12)
    city = models.CharField(_("city"), max_length=100)
    country = models.CharField(_("country"), max_length=80)
    copies = models.PositiveSmallIntegerField(_("copies of each work"), default=1)
    reason = models.TextField(_("reason"), max_length=1500)

    class Meta(Received.Meta):
        verbose_name = _("request for printed copies")
        verbose_name_plural = _("requests for printed copies")

    def __str__(self):
        return f"{self.name}, {self.city}"

    @property
    def title(self) -> str:
        """« Request for printed copies: 2 works, 3 copies of each »."""
        number = len(self.items.all())
        works = ngettext("%(n)d work", "%(n)d works", number) % {"n": number}
        copies = ngettext("%(n)d copy of each", "%(n)d copies of each", self.copies) % {"n": self.copies}
        return gettext("Request for printed copies: %(what)s") % {"what": f"{works}, {copies}"}

    @property
    def titles(self) -> str:
        """The works asked for, as they were called then."""
        return "; ".join(item.title for item in self.items.all())

    @property
    def lines(self) -> list[tuple[str, str]]:
        return [(gettext("Books"), self.titles), *super().lines]

    @property
    def months(self) -> int:
        return self.page.retention_months if self.page else super().months

    def get_staff_email(self) -> str:
        return SiteSettings.load().email

    def get_news(self) -> list[str]:
        return [self.titles, self.page.thanks if self.page else ""]


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
