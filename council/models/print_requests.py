"""Requests for printed copies: kept for a time, handled by the staff."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from content.models import ContentPage


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
