"""The queue of addresses to check: it survives a kill, and several processes may serve it.

A process takes a server for a while (`LinkHost.not_before`), asks one address, writes what it
learnt and lets the server rest. One that dies meanwhile leaves the address as it was: due.
"""

import datetime
import time
from collections.abc import Callable

from django.conf import settings
from django.db.models import Min
from django.utils import timezone

from ..models import CheckedLink, LinkHost, LinkState
from .asking import Asker, Verdict
from .guard import Guard

#: How long a server is taken for: longer than the longest check.
LEASE = datetime.timedelta(minutes=5)
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


def get_user_agent() -> str:
    """Who is asking, and where to complain."""
    return f"cnnum-liens/1.0 (+{settings.WAGTAILADMIN_BASE_URL}; {settings.CARE_CONTACT})"


def make_asker(guard: Guard | None = None, **options) -> Asker:
    """An asker that keeps what robots.txt files say for a day."""
    return Asker(guard or Guard(), get_user_agent(), read_robots, keep_robots, **options)


def read_robots(origin: str) -> str | None:
    since = timezone.now() - ROBOTS_KEPT
    kept = LinkHost.objects.filter(name=_get_host(origin), robots_read_at__gte=since)
    return kept.values_list("robots", flat=True).first()


def keep_robots(origin: str, text: str) -> None:
    values = {"robots": text, "robots_read_at": timezone.now()}
    LinkHost.objects.update_or_create(name=_get_host(origin), defaults=values)


def _get_host(origin: str) -> str:
    return origin.partition("://")[2][:255]


def run(asker: Asker, seconds: float, limit: int | None = None, report: Callable = lambda link, verdict: None) -> int:
    """Check the addresses that are due, for `seconds` or `limit` addresses at most; return how many were."""
    end, done = time.monotonic() + seconds, 0
    while (limit is None or done < limit) and time.monotonic() < end:
        link = take_link()
        if link is None:
            wait = get_wait()
            if wait is None or time.monotonic() + wait > end:
                break
            time.sleep(min(max(wait, 0.05), 1))
            continue
        verdict = asker.check(link.url)
        keep_verdict(link, verdict)
        rest = asker.delays.get(link.host.name, asker.delay)
        LinkHost.objects.filter(pk=link.host_id).update(not_before=timezone.now() + datetime.timedelta(seconds=rest))
        report(link, verdict)
        done += 1
    return done


def get_due():
    return CheckedLink.objects.filter(is_ignored=False, next_check__lte=timezone.now()).exclude(uses=None)


def take_link() -> CheckedLink | None:
    """The address that has waited longest among those of servers at rest, its server taken."""
    now = timezone.now()
    for link in get_due().filter(host__not_before__lte=now).select_related("host").order_by("next_check")[:20]:
        if LinkHost.objects.filter(pk=link.host_id, not_before__lte=now).update(not_before=now + LEASE):
            link.refresh_from_db(fields=["next_check"])
            if link.next_check <= now:
                return link
    return None


def get_wait() -> float | None:
    """Seconds until the first server with something due has rested; None when nothing is due."""
    first = get_due().aggregate(first=Min("host__not_before"))["first"]
    return None if first is None else (first - timezone.now()).total_seconds()


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
