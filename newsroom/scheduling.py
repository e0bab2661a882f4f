"""Publishing and withdrawing at the hour that was set: each page by itself.

The text was approved, with the date, by two people who did not write it, after the gate; it is
locked since. So nothing is checked again at the hour: an approved announcement is not stopped at
six in the morning by a rule that changed meanwhile.
"""

import logging
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Revision

from sections.jobs import job
from sections.query import get_installed_types

from .mails import get_publishers, send
from .models import ScheduledFailure

logger = logging.getLogger(__name__)


@dataclass
class Outcome:
    """What a run did: titles of pages."""

    published: list[str]
    expired: list[str]
    failed: list[str]


def get_due() -> tuple[list[int], list[int]]:
    """(pages to withdraw, revisions to publish), in the order of their dates.

    Those of a section that was taken out wait until it is back: nothing could be made of them.
    """
    now, types = timezone.now(), get_installed_types()
    expired = Page.objects.filter(live=True, expire_at__lt=now, content_type__in=types)
    revisions = Revision.page_revisions.filter(approved_go_live_at__lt=now, content_type__in=types)
    expired = expired.order_by("expire_at", "pk")
    revisions = revisions.order_by("approved_go_live_at", "pk")
    return list(expired.values_list("pk", flat=True)), list(revisions.values_list("pk", flat=True))


def run() -> Outcome:
    """Do what is due. A page that fails is recorded and told once; the others are not concerned."""
    outcome = Outcome([], [], [])
    expired, revisions = get_due()
    for kind, pks, act, done in (
        (ScheduledFailure.Kind.EXPIRE, expired, _expire, outcome.expired),
        (ScheduledFailure.Kind.PUBLISH, revisions, _publish, outcome.published),
    ):
        for pk in pks:
            try:
                # One transaction a page: whenever the process dies, a page is as it was or as it should be.
                with transaction.atomic():
                    done.extend(filter(None, [act(pk)]))
            except Exception as error:
                logger.exception("Scheduled %s failed (%s)", kind, pk)
                outcome.failed.append(_record(kind, pk, error))
    return outcome


@job(_("Publications and withdrawals at their hour"), every=timedelta(minutes=1), priority=50)
def publish_scheduled() -> list[str]:
    """Each minute. A page that fails is told here, once, and does not make the job fail: it is tried again with it."""
    outcome = run()
    return [*outcome.published, *outcome.expired]


def _expire(pk: int) -> str | None:
    """Withdraw a page; None when someone did meanwhile."""
    page = Page.objects.select_for_update().filter(pk=pk, live=True, expire_at__lt=timezone.now()).first()
    if page is None:
        return None
    page.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
    ScheduledFailure.objects.filter(page_id=pk, kind=ScheduledFailure.Kind.EXPIRE).delete()
    return page.title


def _publish(pk: int) -> str | None:
    """Publish a revision; None when someone did, or gave it up, meanwhile."""
    due = Revision.page_revisions.select_for_update().filter(pk=pk, approved_go_live_at__lt=timezone.now())
    if (revision := due.first()) is None:
        return None
    revision.publish(log_action="wagtail.publish.scheduled")
    return revision.object_str


def _record(kind: str, pk: int, error: Exception) -> str:
    """Keep a failure for the admin's home page, and tell those who publish the first time."""
    revision = None if kind == ScheduledFailure.Kind.EXPIRE else Revision.page_revisions.get(pk=pk)
    page = Page.objects.get(pk=revision.object_id if revision else pk)
    due = revision.approved_go_live_at if revision else page.expire_at
    values = {"due_at": due, "error": f"{type(error).__name__}: {error}"[:2000]}
    with transaction.atomic():
        failure, created = ScheduledFailure.objects.update_or_create(
            page=page, kind=kind, defaults=values | {"tries": F("tries") + 1}, create_defaults=values
        )
        if created:
            send("failure", get_publishers(), page.specific, failure=failure, is_expiry=revision is None)
    return page.title
