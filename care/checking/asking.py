"""Asking whether an address answers: robots.txt, HEAD then GET, redirects looked at one by one."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urldefrag, urljoin, urlsplit
from urllib.robotparser import RobotFileParser

from ..models import LinkState
from .guard import Guard, RefusedAddressError, UnknownHostError, split_address
from .http import Answer, RequestError, ask

MAX_REDIRECTS = 5
REDIRECTS = {301, 302, 303, 307, 308}
FOR_GOOD = {301, 308}
#: The server is there and does not let a robot see: nothing says that the page is gone.
CLOSED = {401, 403, 407, 423, 429, 451, 999}
#: Seconds between two requests to one server; a longer Crawl-delay is honoured up to the limit.
DELAY, MAX_DELAY = 2.0, 30.0


@dataclass
class Verdict:
    """What asking an address tells: `moved_to` where it moved for good."""

    state: str
    status: int | None = None
    reason: str = ""
    moved_to: str = ""


class Asker:
    """Asks addresses, with a pause between two requests to one server.

    `read_robots(origin)` gives the text of a known robots.txt or None, `keep_robots(origin, text)`
    remembers it.
    """

    def __init__(
        self,
        guard: Guard,
        user_agent: str,
        read_robots: Callable[[str], str | None] = lambda origin: None,
        keep_robots: Callable[[str, str], None] = lambda origin, text: None,
        delay: float = DELAY,
        timeouts: dict | None = None,
    ):
        self.guard, self.user_agent, self.delay = guard, user_agent, delay
        self.read_robots, self.keep_robots = read_robots, keep_robots
        self.timeouts = timeouts or {}
        self.last: dict[str, float] = {}
        self.delays: dict[str, float] = {}

    def check(self, url: str) -> Verdict:
        """Ask `url`; never raises."""
        try:
            return self._follow(urldefrag(url).url)
        except (RefusedAddressError, ValueError):
            return Verdict(LinkState.REFUSED, reason="private")
        except UnknownHostError:
            return Verdict(LinkState.FAILING, reason="host")
        except RequestError as error:
            return Verdict(LinkState.FAILING, reason=error.reason)

    def _follow(self, url: str) -> Verdict:
        here, moved_to, is_permanent, seen = url, "", True, {url}
        for _hop in range(MAX_REDIRECTS + 1):
            if not self._is_allowed(here):
                return Verdict(LinkState.CLOSED, reason="robots")
            answer = self._ask_page(here)
            location = answer.headers.get("location", "")
            if answer.status not in REDIRECTS or not location:
                return self._judge(answer, moved_to)
            is_permanent = is_permanent and answer.status in FOR_GOOD
            here = urldefrag(urljoin(here, location)).url
            split_address(here)
            if here in seen:
                return Verdict(LinkState.FAILING, answer.status, "loop")
            seen.add(here)
            moved_to = here if is_permanent else moved_to
        return Verdict(LinkState.FAILING, None, "loop")

    @staticmethod
    def _judge(answer: Answer, moved_to: str) -> Verdict:
        if answer.status in CLOSED:
            return Verdict(LinkState.CLOSED, answer.status, "closed")
        if answer.status >= 400:
            return Verdict(LinkState.FAILING, answer.status, "gone" if answer.status in (404, 410) else "status")
        return Verdict(LinkState.MOVED if moved_to else LinkState.GOOD, answer.status, "", moved_to)

    def _ask_page(self, url: str) -> Answer:
        """HEAD, then GET where a server answers HEAD badly: many do."""
        try:
            answer = self._ask("HEAD", url)
        except RequestError as error:
            if error.reason != "connection":
                raise
            return self._ask("GET", url)
        return self._ask("GET", url) if answer.status >= 400 else answer

    def _ask(self, method: str, url: str, **kwargs) -> Answer:
        host = urlsplit(url).netloc.lower()
        wait = self.last.get(host, 0) + self.delays.get(host, self.delay) - time.monotonic()
        if host in self.last and wait > 0:
            time.sleep(wait)
        try:
            return ask(method, url, self.guard, self.user_agent, **self.timeouts, **kwargs)
        finally:
            self.last[host] = time.monotonic()

    def _is_allowed(self, url: str) -> bool:
        """Whether the robots.txt of the server lets a robot ask `url`; one that cannot be read does."""
        parts = split_address(url)
        origin = f"{parts.scheme}://{parts.netloc.lower()}"
        text = self.read_robots(origin)
        if text is None:
            text = self._fetch_robots(origin)
            self.keep_robots(origin, text)
        if not text:
            return True
        robots = RobotFileParser()
        robots.parse(text.splitlines())
        wanted = robots.crawl_delay(self.user_agent)
        self.delays[parts.netloc.lower()] = min(max(float(wanted or 0), self.delay), MAX_DELAY)
        return robots.can_fetch(self.user_agent, url)

    def _fetch_robots(self, origin: str) -> str:
        url = f"{origin}/robots.txt"
        try:
            for _hop in range(3):
                answer = self._ask("GET", url, with_body=True)
                location = answer.headers.get("location", "")
                if answer.status not in REDIRECTS or not location:
                    return answer.body.replace("\x00", "") if answer.status == 200 else ""
                url = urljoin(url, location)
        except (RequestError, RefusedAddressError, UnknownHostError):
            pass
        return ""
