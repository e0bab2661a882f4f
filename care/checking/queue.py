"""When addresses are asked: one job lists those that are due, and one for each server asks them, one by one.

A process that dies meanwhile leaves the address as it was: due.
"""

import datetime
import logging

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sections.jobs import job, put_once

from ..models import CheckedLink, LinkHost, LinkState
from .asking import Asker, Verdict
from .collecting import collect
from .guard import Guard

log = logging.getLogger(__name__)

QUEUE = "links"
ROBOTS_KEPT = datetime.timedelta(days=1)
#: A failure is confirmed by so many checks, over so much time, before a link is called broken.
CONFIRMATIONS, CONFIRMED_AFTER = 3, datetime.timedelta(days=3)
NEXT_CHECK = {
    LinkState.GOOD: datetime.timedelta(days=14),
    LinkState.MOVED: datetime.timedelta(days=14),
    LinkState.CLOSED: datetime.timedelta(days=30),
    LinkState.REFUSED: datetime.timedelta(days=30),
    LinkState.FAILING: datetime.timedelta(days=1),
    LinkState.BROKEN: datetime.timedelta(days=7),
}


def make_asker(guard: Guard | None = None, **options) -> Asker:
    """An asker that keeps what robots.txt files say for a day, and says who asks and where to complain."""
    name = f"cnnum-liens/1.0 (+{settings.WAGTAILADMIN_BASE_URL}; {settings.CARE_CONTACT})"
    return Asker(guard or Guard(), name, read_robots, keep_robots, **options)


def read_robots(origin: str) -> str | None:
    since = timezone.now() - ROBOTS_KEPT
    kept = LinkHost.objects.filter(name=_get_host(origin), robots_read_at__gte=since)
    return kept.values_list("robots", flat=True).first()


def keep_robots(origin: str, text: str) -> None:
    values = {"robots": text, "robots_read_at": timezone.now()}
    LinkHost.objects.update_or_create(name=_get_host(origin), defaults=values)


def _get_host(origin: str) -> str:
    return origin.partition("://")[2][:255]


def get_due():
    return CheckedLink.objects.filter(is_ignored=False, next_check__lte=timezone.now()).exclude(uses=None)


@job(_("Links to other sites: list of what to ask"), every=datetime.timedelta(hours=1), priority=-10)
def check_links() -> None:
    """Bring the list of addresses up to date, and see that each server that has one due is asked."""
    if settings.CARE_CHECK_LINKS:
        collect()
        ask_servers()


def ask_servers() -> None:
    for host in get_due().order_by().values_list("host", flat=True).distinct():
        put_once(check_server, host)


@job(_("Links to other sites: one request to a server"), queue=QUEUE, priority=-10, comes_back=True)
def check_server(host: int) -> float | None:
    """Ask the address of a server that has waited longest; return how long the server rests if there is another.

    There is one such job for a server: it gets one request at a time, from whichever process.
    """
    link = get_due().filter(host=host).select_related("host").order_by("next_check", "pk").first()
    if link is None:
        return None
    asker = make_asker()
    verdict = asker.check(link.url)
    log.info("%s %s %s", verdict.state, verdict.status or "", link.url)
    keep_verdict(link, verdict)
    return asker.delays.get(link.host.name, asker.delay) if get_due().filter(host=host).exists() else None


def keep_verdict(link: CheckedLink, verdict: Verdict) -> None:
    """Write what was learnt: a failure is called broken once it has lasted."""
    now = timezone.now()
    link.status, link.reason, link.moved_to = verdict.status, verdict.reason, verdict.moved_to.replace("\x00", "")
    link.checked_at, link.state = now, verdict.state
    if verdict.state == LinkState.FAILING:
        link.failures += 1
        link.failing_since = link.failing_since or now
        if link.failures >= CONFIRMATIONS and now - link.failing_since >= CONFIRMED_AFTER:
            link.state = LinkState.BROKEN
    else:
        link.failures, link.failing_since = 0, None
    link.next_check = now + NEXT_CHECK[LinkState(link.state)]
    link.save(
        update_fields=[
            *("status", "reason", "moved_to", "checked_at", "state"),
            *("failures", "failing_since", "next_check"),
        ]
    )
