"""A breaker: after a failure nobody waits for the service, but one caller now and then who tries it again."""

import threading
import time
from collections.abc import Callable


class Breaker:
    """Closed while all goes well; opened by a failure, for longer and longer; then one trial at a time."""

    def __init__(self, pause: float = 2.0, longest: float = 15.0, clock: Callable[[], float] = time.monotonic):
        self._first, self._longest, self._clock = pause, longest, clock
        self._lock = threading.Lock()
        self._pause = pause
        #: When the next trial may be made; None while closed.
        self._next: float | None = None
        self._trying = False

    def may_try(self) -> bool:
        """Say whether to call the service; a yes while open is the trial, given to one caller only."""
        with self._lock:
            if self._next is None:
                return True
            now = self._clock()
            if now < self._next:
                return False
            # If nothing is ever heard of this trial, another is made after the same pause.
            self._next, self._trying = now + self._pause, True
            return True

    def succeeded(self) -> None:
        with self._lock:
            self._next, self._trying, self._pause = None, False, self._first

    def failed(self) -> None:
        with self._lock:
            if self._next is not None and not self._trying:
                return  # was on its way when another failed
            self._pause = self._first if self._next is None else min(self._pause * 2, self._longest)
            self._next, self._trying = self._clock() + self._pause, False
