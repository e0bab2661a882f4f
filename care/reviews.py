"""The rule of reviews: how long after its last reading a page is to be read again."""

import datetime

from django.conf import settings
from django.db.models import Case, DateTimeField, ExpressionWrapper, F, Value, When
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import Page, get_page_content_types

from .models import PageReview

#: Reviews due within this time are announced.
SOON = datetime.timedelta(days=30)
#: Nobody is written to twice about a page within this time.
REMINDED_EVERY = datetime.timedelta(days=30)
DAYS_A_MONTH = 365 / 12


def get_months(model) -> int:
    """The period of a type of page, in months; 0 when it is never to be reviewed.

    `CARE_REVIEW_MONTHS` maps `app_label.Model` to months, and "" to those of the other types.
    """
    rules = settings.CARE_REVIEW_MONTHS
    return rules.get(model._meta.label, rules.get("", 12)) if model else 0


def get_period(months: int) -> datetime.timedelta:
    return datetime.timedelta(days=round(months * DAYS_A_MONTH))


def annotate_reviews(pages):
    """Add to live pages `checked_at`, the later of publication and review, and `due_at`, null for never.

    A publication counts as a review: it took two readings to get there.
    """
    rules: dict[int, list[int]] = {}
    for content_type in get_page_content_types(include_base_page_type=True):
        rules.setdefault(get_months(content_type.model_class()), []).append(content_type.pk)
    checked = Greatest(
        Coalesce(F("review__reviewed_at"), F("last_published_at"), F("latest_revision_created_at")),
        Coalesce(F("last_published_at"), F("review__reviewed_at"), F("latest_revision_created_at")),
    )
    pages = pages.annotate(checked_at=checked)
    own = [
        When(review__months=months, then=_after(months))
        for months in PageReview.objects.exclude(months=None).values_list("months", flat=True).distinct()
    ]
    by_type = [When(content_type__in=types, then=_after(months)) for months, types in rules.items()]
    return pages.annotate(due_at=Case(*own, *by_type, default=Value(None), output_field=DateTimeField()))


def _after(months: int):
    if not months:
        return Value(None, output_field=DateTimeField())
    return ExpressionWrapper(F("checked_at") + Value(get_period(months)), output_field=DateTimeField())


def get_due_pages(pages=None, within: datetime.timedelta | None = None):
    """The live pages to be reviewed by now, or `within` some time, the oldest first."""
    pages = Page.objects.all() if pages is None else pages
    limit = timezone.now() + (within or datetime.timedelta())
    return annotate_reviews(pages.filter(live=True, depth__gt=1)).filter(due_at__lte=limit).order_by("due_at")


def mark_reviewed(page, user, months: int | None = None, keep_months: bool = True) -> PageReview:
    """Note that `user` read `page` again; `months` changes its period unless `keep_months`."""
    values = {"reviewed_at": timezone.now(), "reviewed_by": user, "reminded_at": None}
    if not keep_months:
        values["months"] = months
    review, _created = PageReview.objects.update_or_create(page_id=page.pk, defaults=values)
    log(instance=page.specific_deferred, action="care.review", user=user)
    return review


def may_review(page, user) -> bool:
    """Whether `user` may edit `page`, and so answer for its review."""
    return page.permissions_for_user(user).can_edit()
