"""Kills processes that publish, at random, and looks at what they leave: `python -m tests.newsroom.killing 200`.

Each child approves pages for the second time, then publishes what is scheduled, until it is killed. After each
kill, every page is as it was before or as it should be after; at the end each is published, once.
`DATABASE_URL` names a migrated database of its own, which is filled.
"""

import os
import random
import signal
import sys
import time
from datetime import timedelta

import django

BATCH = 12


def make_batch(author) -> tuple[list[int], list[int]]:
    """Pages approved once, and pages scheduled for a moment that has passed: their keys."""
    from django.utils import timezone
    from wagtail.models import Revision

    from tests.factories import make_page
    from tests.toysection.models import ToyPage

    from .conftest import approve, make_draft, submit

    approved, scheduled = [], []
    for _number in range(BATCH):
        page = make_draft(author["camille"])
        submit(page, author["camille"])
        approve(page, author["rene"])
        approved.append(page.pk)
        page = make_page(ToyPage, live=False, go_live_at=timezone.now() + timedelta(days=1))
        page.get_latest_revision().publish()
        revision = Revision.objects.get(pk=page.latest_revision_id)
        past = timezone.now() - timedelta(minutes=5)
        revision.content["go_live_at"], revision.approved_go_live_at = past.isoformat(), past
        revision.save(update_fields=["content", "approved_go_live_at"])
        scheduled.append(page.pk)
    return approved, scheduled


def work(approved: list[int], sacha) -> None:
    """What a child does."""
    from newsroom import scheduling
    from tests.toysection.models import ToyPage

    from .conftest import approve

    for pk in approved:
        page = ToyPage.objects.get(pk=pk)
        if page.workflow_in_progress:
            approve(page, sacha)
    scheduling.run()


def check(approved: list[int], scheduled: list[int]) -> int:
    """How many pages are published; a page that is half so, or twice, ends everything."""
    from wagtail.models import Page, PageLogEntry, Revision, TaskState, WorkflowState

    done = 0
    for pk in (*approved, *scheduled):
        page = Page.objects.get(pk=pk)
        due = Revision.objects.filter(object_id=str(pk), approved_go_live_at__isnull=False).count()
        entries = PageLogEntry.objects.filter(
            page=pk, action__in=("wagtail.publish", "wagtail.publish.scheduled")
        ).count()
        found = (page.live, page.live_revision_id == page.latest_revision_id, entries)
        if pk in approved:
            state = WorkflowState.objects.get(object_id=str(pk))
            approvals = TaskState.objects.filter(workflow_state=state, status=TaskState.STATUS_APPROVED).count()
            found += (state.status, approvals)
            before, after = (False, False, 0, "in_progress", 1), (True, True, 1, "approved", 2)
        else:
            found += (due,)
            before, after = (False, False, 0, 1), (True, True, 1, 0)
        assert found in (before, after), (pk, found)
        done += found == after
    return done


def main(kills: int, seed: int) -> None:
    django.setup()
    from django.db import connections

    from newsroom.roles import setup_roles

    from .conftest import make_user

    setup_roles()
    staff = {name: make_user(name, group) for name, group in
             (("camille", "Rédaction"), ("rene", "Relecture"), ("sacha", "Publication"))}  # fmt: skip
    chance, killed, total, batch = random.Random(seed), 0, 0, ([], [])
    while killed < kills:
        if check(*batch) == len(batch[0]) + len(batch[1]):
            total += len(batch[0]) + len(batch[1])
            batch = make_batch(staff)
        connections.close_all()
        child = os.fork()
        if not child:
            try:
                work(batch[0], staff["sacha"])
            except BaseException:
                sys.excepthook(*sys.exc_info())
                os._exit(1)
            os._exit(0)
        time.sleep(chance.uniform(0.005, 1.5))
        os.kill(child, signal.SIGKILL)
        _pid, status = os.waitpid(child, 0)
        assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, "a publication failed"
        killed += os.WIFSIGNALED(status)
        check(*batch)
    work(batch[0], staff["sacha"])
    assert check(*batch) == len(batch[0]) + len(batch[1])
    print(f"{killed} kills, {total + len(batch[0]) + len(batch[1])} pages, none lost, half done or doubled")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1)
