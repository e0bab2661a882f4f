"""Messages about the pages that wait to be read again."""

from urllib.parse import urljoin

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, override

from forms.mails import make_message
from sections.jobs import DAY, job

from .models import PageReview
from .reviews import REMINDED_EVERY, get_due_pages


@job(_("Reminders of the pages to review"), every=DAY)
def remind_daily() -> None:
    """Write to each owner once about all of their pages."""
    by_address = {}
    recent = timezone.now() - REMINDED_EVERY
    pages = get_due_pages().filter(Q(review=None) | Q(review__reminded_at=None) | Q(review__reminded_at__lt=recent))
    pages = list(pages.select_related("locale"))
    owners = get_user_model().objects.in_bulk({page.owner_id for page in pages if page.owner_id})
    for page in pages:
        for address in get_addresses(page, owners.get(page.owner_id)):
            by_address.setdefault(address, []).append(page)
    for address, own in by_address.items():
        with transaction.atomic():
            send(address, own)
            for page in own:
                PageReview.objects.update_or_create(page_id=page.pk, defaults={"reminded_at": timezone.now()})


def get_addresses(page, owner) -> list[str]:
    """The owner's if they still work on the page, else those of `CARE_REVIEW_MAILS`."""
    if owner and owner.is_active and owner.email and page.permissions_for_user(owner).can_edit():
        return [owner.email]
    return list(settings.CARE_REVIEW_MAILS)


def send(address: str, pages: list) -> None:
    base = settings.WAGTAILADMIN_BASE_URL
    rows = [(page, urljoin(base, reverse("care_review", args=[page.pk]))) for page in pages]
    context = {"rows": rows, "report": urljoin(base, reverse("care_reviews")), "site": settings.WAGTAIL_SITE_NAME}
    with override(settings.LANGUAGE_CODE):
        subject = ngettext("%(count)s page to read again", "%(count)s pages to read again", len(pages)) % {
            "count": len(pages)
        }
        make_message(subject, "care/mails/reviews", address, context).send()
