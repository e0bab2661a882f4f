"""Draining the queue: at once for what is cheap, then in a thread of this process.

The thread is started by the first commit that leaves a task, or by the first search when tasks
wait (`start_if_needed`); it goes on by itself after an outage. `manage.py index_queue` does the same.
"""

import logging
import os
import threading
import time
from collections.abc import Mapping

from django.conf import settings
from django.db import close_old_connections, connection

from ..models import IndexTask
from .queue import ALL, process
from .store import get_other_engine

log = logging.getLogger(__name__)

#: Seconds that whoever changes something may spend on its indexing.
BUDGET = 0.1
#: More keys than this are left to the thread.
AT_ONCE = 3
#: How many things a thread remembers having done.
REMEMBERED = 50
#: Seconds between two looks at the queue: when tasks wait for their time, and when there is none.
SHORT, LONG = 2, 30

_state = threading.local()
_lock = threading.Lock()
_worker: "Worker | None" = None
_looked = False


class Worker(threading.Thread):
    """The thread of a process; it ends with it, and what it left is done by the next."""

    def __init__(self):
        super().__init__(name="indexing", daemon=True)
        self.pid = os.getpid()
        self.awake = threading.Event()

    def run(self) -> None:
        _state.busy = True
        while is_on():
            self.awake.clear()
            wait = LONG
            close_old_connections()
            try:
                process()
                wait = SHORT if IndexTask.objects.exists() else LONG
            except Exception:
                log.exception("Draining the indexing queue failed")
                wait = SHORT
            finally:
                connection.close()
            self.awake.wait(wait)


def is_on() -> bool:
    """Whether changes are followed by themselves; tests turn it off and call `process`."""
    return settings.SEARCH_INDEX_BY_ITSELF


def wake(tasks: Mapping[str, int]) -> None:
    """After a commit: do `tasks`, key → id, at once if that is cheap, and leave the rest to the thread.

    A change makes many tasks for one thing; the first that is done does them all.
    """
    if not is_on() or ALL in tasks:
        # Whoever makes very much says when it is time (`sections.signals.contents_committed`).
        return
    if getattr(_state, "busy", False):
        _state.more = True
        return
    handled = _state.__dict__.setdefault("handled", {})
    left = [key for key, pk in tasks.items() if handled.get(key, 0) < pk]
    if not left:
        return
    _state.busy, _state.more = True, len(left) > AT_ONCE
    started = time.monotonic()
    try:
        for key in left[:AT_ONCE]:
            if time.monotonic() - started > BUDGET:
                _state.more = True
                break
            outcome = process(limit=1, engine="database", keys=[key], read=False)
            _state.more = _state.more or bool(outcome.unread or outcome.failed)
            handled.update(outcome.handled)
    except Exception:
        # The tasks are still there.
        log.exception("Indexing after a change failed")
        _state.more = True
    finally:
        _state.busy = False
    while len(handled) > REMEMBERED:
        handled.pop(next(iter(handled)))
    if _state.more or get_other_engine():
        start()


def start() -> Worker | None:
    """Start the thread of this process, or wake it."""
    global _worker
    if not is_on():
        return None
    with _lock:
        if _worker is None or _worker.pid != os.getpid() or not _worker.is_alive():
            _worker = Worker()
            _worker.start()
        _worker.awake.set()
    return _worker


def start_if_needed() -> None:
    """At the first search of this process: do what another one left undone."""
    global _looked
    if not _looked and is_on():
        _looked = True
        if IndexTask.objects.exists():
            start()
