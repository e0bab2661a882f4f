"""Requests for printed copies: kept for a time, handled by the staff."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext, ngettext, override
from django.utils.translation import gettext_lazy as _

from content.models import ContentPage
from forms.mails import make_message
from forms.models import Received
from home.models import SiteSettings


class PrintRequest(Received):
    """Someone asks for printed copies. Personal data: deleted after the months that the page says."""

    admin_name = "print_requests"

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
        return gettext("Request for printed copies: %(what)s") % {"what": self.summary}

    @property
    def months(self) -> int:
        return self.page.retention_months if self.page else super().months

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

    def get_messages(self) -> list[EmailMultiAlternatives]:
        """To the address of the site's settings if there is one, and to the requester."""
        site = SiteSettings.load()
        context = {
            "request_made": self,
            "items": list(self.items.all()),
            "site": site,
            "months": self.months,
            "admin_url": settings.WAGTAILADMIN_BASE_URL + reverse("print_requests:edit", args=[self.pk]),
        }
        messages = []
        if site.email:
            with override(settings.LANGUAGE_CODE):
                messages.append(make_message(self.title, "council/mail/staff", site.email, context))
            messages[0].reply_to = [self.email]
        with override(self.language):
            subject = gettext("Your request for printed copies has been received")
            message = make_message(subject, "council/mail/requester", self.email, context, is_answer=True)
        if site.email:
            message.reply_to = [site.email]
        return [*messages, message]


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
