"""Cafés that their hosts announce: nothing of them is a page, a place or a line anywhere before it is approved."""

import json
import uuid

from django.db import models, transaction
from django.db.models import Q
from django.db.models.signals import pre_delete
from django.dispatch import receiver
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import linebreaks
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _
from rapidfuzz import fuzz
from wagtail.models import ReferenceIndex

from content.blocks.media import FigureBlock
from content.fields import StreamField
from events.dates import DAY
from forms.models import ENDED, Status
from places.models import Place
from registers.names import find_free, get_words, make_slug
from sections.jobs import job
from sections.query import published

from ..choices import Audience, CafeStatus, Mode
from .cafes import CafePage
from .offered import Sited

#: How alike two titles are, of 100, that may be those of one café.
ALIKE = 85
#: The parameter of the private link by which one tells how it went; days after a café within which its host is asked to.
STORY, LATEST = "bilan", 30


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

    # How it went, told afterwards.
    participants = models.PositiveSmallIntegerField(_("how many you were"), null=True, blank=True)
    told = models.TextField(_("what was said"), max_length=3000, blank=True, default="", db_default="")
    photographs = StreamField([("figure", FigureBlock())], verbose_name=_("photographs"), null=True, blank=True)
    proposal = models.TextField(_("to share"), max_length=1500, blank=True, default="", db_default="")

    class Meta(Sited.Meta):
        verbose_name = _("announced café")
        verbose_name_plural = _("announced cafés")

    def __str__(self):
        return f"{self.heading} – {self.commune or self.get_mode_display()}, {date_format(self.date)}"

    def show(self, thing) -> dict:
        return {"page": write_page(thing, self.page, self)}

    @property
    def story_url(self) -> str:
        return f"{self.private_url}&{STORY}=1"

    @property
    def can_be_told(self) -> bool:
        """Whether it has begun, and the public knows of it."""
        return bool(self.page and self.page.live) and self.date <= timezone.localdate() and not self.is_over

    @transaction.atomic
    def cancel(self) -> None:
        """At once, whatever waits: who comes must know. What is not public yet never will be."""
        if self.page and self.page.live:
            # What was withdrawn does not come back by that.
            self.page.status = CafeStatus.CANCELLED
            self.page.save_revision().publish()
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


def write_page(thing: Announcement, page: CafePage | None, before: Announcement) -> CafePage:
    """Write what was approved of an announcement on its page, made if there is none; `before`, its row said otherwise."""
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
    if thing.told:
        write_story(thing, page, before)
    page.save_revision().publish()
    return page


def write_story(thing: Announcement, page: CafePage, before: Announcement) -> None:
    """Put how it went at the end of the page, in place of what was told of it before."""

    def make_part(title: str, text: str) -> list[dict]:
        values = {"heading": {"text": title, "level": "2"}, "paragraph": linebreaks(text, autoescape=True)}
        ids = {name: str(uuid.uuid5(page.translation_key, name + title)) for name in values}
        return [{"type": name, "id": ids[name], "value": value} for name, value in values.items()]

    page.participants, page.status = thing.participants, page.status if page.is_weekly else CafeStatus.HELD
    with override(page.locale.language_code):
        said = make_part(gettext("How it went"), thing.told)
        proposed = make_part(gettext("To share: a format or a resource"), thing.proposal)
    own = {block["id"] for block in (*said, *proposed, *before.photographs.raw_data)}
    kept = [block for block in page.body.raw_data if block.get("id") not in own]
    told = [*said, *thing.photographs.raw_data, *(proposed if thing.proposal else ())]
    page.body = json.dumps([*kept, *told])


@receiver(pre_delete, sender=Announcement)
def delete_photographs(instance: Announcement, **kwargs) -> None:
    """All that it ever brought, but for what is shown elsewhere."""
    versions = [instance, *(version.as_object() for version in instance.revisions)]
    for image in {block.value["image"] for one in versions for block in one.photographs} - {None}:
        others = ReferenceIndex.get_references_to(image)
        if not others.exclude(base_content_type=instance.get_base_content_type(), object_id=instance.pk).exists():
            image.delete()


@job(_("Asking the hosts of cafés how it went"), every=DAY)
def ask_hosts() -> None:
    """Once, the day after: of a café that comes back, its host tells when they like."""
    days = (timezone.localdate() - LATEST * DAY, timezone.localdate() - DAY)
    own = {"is_weekly": False, "page__live": True, "page__status": CafeStatus.ANNOUNCED}
    for one in Announcement.objects.live().filter(**own, told="", asked_on=None, date__range=days):
        with transaction.atomic():
            Announcement.objects.filter(pk=one.pk).update(asked_on=timezone.localdate())
            one.write(is_asked=True)
