"""A breaker: after a failure nobody waits for the service, but one caller now and then who tries it again."""

import threading
import time

#: Seconds before the first trial, doubled after each, and how long they may become.
FIRST, LONGEST = 2.0, 15.0


class Breaker:
    """Closed while all goes well; opened by a failure, for longer and longer; then one trial at a time."""

    def __init__(self):
        self._lock = threading.Lock()
        self._pause = FIRST
        #: When the next trial may be made; None while closed.
        self._next: float | None = None
        self._trying = False

    def may_try(self) -> bool:
        """Say whether to call the service; a yes while open is the trial, given to one caller only."""
        with self._lock:
            if self._next is None:
                return True
            now = time.monotonic()
            if now < self._next:
                return False
            # If nothing is ever heard of this trial, another is made after the same pause.
            self._next, self._trying = now + self._pause, True
            return True

    def succeeded(self) -> None:
        with self._lock:
            self._next, self._trying, self._pause = None, False, FIRST

    def failed(self) -> bool:
        """Open it, or keep it open for longer; whether it was closed."""
        with self._lock:
            was_closed = self._next is None
            if was_closed or self._trying:  # else it was on its way when another failed
                self._pause = FIRST if was_closed else min(self._pause * 2, LONGEST)
                self._next, self._trying = time.monotonic() + self._pause, False
            return was_closed
