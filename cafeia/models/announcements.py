"""Cafés that their hosts announce: nothing of them is a page, a place or a line anywhere before it is approved."""

from django.db import models, transaction
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from rapidfuzz import fuzz

from events.dates import DAY
from forms.models import ENDED, Status
from places.models import Place
from registers.names import find_free, get_words, make_slug
from sections.query import published

from ..choices import Audience, CafeStatus, Mode
from .cafes import CafePage
from .offered import Sited

#: How alike two titles are, of 100, that may be those of one café.
ALIKE = 85


class Announcement(Sited):
    """What a host says of a café. Publishing it is writing the café's page."""

    admin_name = "wagtailsnippets_cafeia_announcement"
    private_path, salt, mail = "annoncer/hote/", "cafeia.host", "cafeia/mail/announcement"
    acts = frozenset({"cancel"})

    page = models.OneToOneField(
        CafePage, null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="announcement"
    )
    heading = models.CharField(_("title of the café"), max_length=120)
    venue = models.CharField(_("venue"), max_length=200, blank=True)
    date = models.DateField(_("date"))
    start_time = models.TimeField(_("starts at"))
    is_weekly = models.BooleanField(_("every week, on the same day"), default=False)
    audience = models.CharField(_("audience"), max_length=20, choices=Audience.choices, default=Audience.EVERYONE)
    access = models.CharField(
        _("access for people with disabilities"),
        max_length=200,
        blank=True,
        help_text=_("Step-free entrance, captions, sign language, quiet room… or whom to ask."),
    )
    signup = models.CharField(
        _("signing up"),
        max_length=200,
        blank=True,
        help_text=_("The address of a page to sign up on, or a number of places. Empty when anyone can come."),
    )

    class Meta(Sited.Meta):
        verbose_name = _("announced café")
        verbose_name_plural = _("announced cafés")

    def __str__(self):
        return f"{self.heading} – {self.commune or self.get_mode_display()}, {date_format(self.date)}"

    def show(self, thing) -> dict:
        return {"page": write_page(thing, self.page)}

    @transaction.atomic
    def cancel(self) -> None:
        """At once, whatever waits: who comes must know. What is not public yet never will be."""
        if self.page and self.page.live:
            # What was withdrawn does not come back by that.
            self.page.status = CafeStatus.CANCELLED
            write_out(self.page)
        self.status = Status.REFUSED
        self.end(status=self.status)

    @property
    def is_over(self) -> bool:
        return super().is_over or bool(self.page and self.page.status == CafeStatus.CANCELLED)

    @property
    def received_subject(self) -> str:
        return gettext("Your Café IA: %(title)s") % {"title": self.heading}

    @property
    def public_doubles(self) -> list[CafePage]:
        """The public cafés that may be this one: same town, a day apart at most, a title that looks like it."""
        near = Q(date__range=(self.date - DAY, self.date + DAY)) | Q(weekday=self.date.isoweekday())
        pages = published(CafePage.objects.filter(near), self.room.locale.language_code).exclude(pk=self.page_id)
        if self.commune:
            pages = pages.filter(place__name=self.commune, place__department=self.department)
        else:
            pages = pages.filter(place=None, online=True)
        return [page for page in pages if self.is_like(page.title)]

    @property
    def waiting_doubles(self) -> list["Announcement"]:
        """Those among what waits, which only the staff may see."""
        same = {"commune": self.commune, "department": self.department, "live": False}
        others = Announcement.objects.filter(**same, date__range=(self.date - DAY, self.date + DAY))
        others = others.exclude(pk=self.pk).exclude(status__in=(Status.UNCONFIRMED, *ENDED))
        return [other for other in others if self.is_like(other.heading)]

    def is_like(self, title: str) -> bool:
        # « Café IA » is in most titles, and tells nothing unless it is all.
        words = [[word for word in get_words(one) if word not in ("cafe", "ia")] for one in (self.heading, title)]
        return fuzz.token_set_ratio(*(" ".join(one or ["cafe ia"]) for one in words)) >= ALIKE


def write_page(thing: Announcement, page: CafePage | None) -> CafePage:
    """Write what was approved of an announcement on its page, which is made if there is none."""
    page = page or CafePage(live=False, locale=thing.room.locale)
    page.title = page.draft_title = thing.heading
    page.date, page.start_time, page.venue, page.access = thing.date, thing.start_time, thing.venue, thing.access
    page.weekday = thing.date.isoweekday() if thing.is_weekly else None
    page.online = thing.mode != Mode.ON_SITE
    page.audiences = [thing.audience]
    page.seats = int(thing.signup) if thing.signup.isdecimal() else None
    page.website = "" if page.seats is not None else thing.signup
    page.place = Place.get_town(thing.commune, thing.department)
    if not page.pk:
        base = f"{make_slug(thing.heading, 60) or 'cafe'}-{thing.date}"
        page.slug = find_free(base, lambda slug: thing.room.get_children().filter(slug=slug).exists())
        thing.room.add_child(instance=page)
    write_out(page)
    return page


def write_out(page: CafePage) -> None:
    """Put online what a page says."""
    page.save_revision().publish()
