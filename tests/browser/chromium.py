"""One headless Chromium, and what it sees of a page."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.resources import files
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from scripts.services import chromium

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-default-apps",
    "--disable-dev-shm-usage",
]
WIDTHS = {320: 640, 1280: 800}
SCHEMES = ("light", "dark")
LISTEN = """
window.__violations = [];
document.addEventListener("securitypolicyviolation", (event) =>
    window.__violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));
"""
AXE = """async () => {
    const result = await axe.run(document, {resultTypes: ["violations"]});
    return result.violations.map((rule) =>
        `${rule.id}: ${rule.help} — ` + rule.nodes.slice(0, 3).map((node) => node.target.join(" ")).join(" | ")
        + (rule.nodes.length > 3 ? ` (${rule.nodes.length} in all)` : ""));
}"""
# Fonts are there, scripts have run, the page is drawn: much sooner than half a second of silence.
SETTLED = """async () => {
    await document.fonts.ready;
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 50))));
}"""
LOOK = """() => ({
    nodes: document.getElementsByTagName("*").length,
    overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    theme: document.documentElement.dataset.frTheme || "",
    violations: window.__violations,
})"""
# Too wide: what sticks out on the right, to name the culprit.
CULPRITS = """() => [...document.querySelectorAll("body *")]
    .filter((e) => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1 && !e.closest("[hidden]"))
    .slice(-3).map((e) => e.tagName.toLowerCase() + "." + [...e.classList].join("."))"""


@dataclass
class Sight:
    """What the browser saw of one page, at one width, in one colour scheme."""

    nodes: int = 0
    bytes: int = 0
    requests: int = 0
    axe: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


@contextlib.contextmanager
def launch() -> Iterator[Browser]:
    program = chromium()
    if program is None:
        raise RuntimeError("Chromium is not here (Debian package chromium).")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


def new_context(browser: Browser, width: int, scheme: str = "light", scripts: bool = True) -> BrowserContext:
    context = browser.new_context(
        viewport={"width": width, "height": WIDTHS.get(width, 800)},
        color_scheme=scheme,
        reduced_motion="reduce",
        java_script_enabled=scripts,
        locale="fr-FR",
    )
    context.set_default_timeout(30_000)
    if scripts:
        context.add_init_script(LISTEN)
    return context


def axe_source() -> str:
    return files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")


def go(page: Page, url: str) -> None:
    """Open an address and wait until its page is settled."""
    page.goto(url, wait_until="load")
    page.evaluate(SETTLED)


@contextlib.contextmanager
def open_tab(browser: Browser, width: int, scripts: bool = True) -> Iterator[Page]:
    """A tab for one page after the other: a new one each time costs three times what the page does."""
    context = new_context(browser, width, scripts=scripts)
    try:
        yield context.new_page()
    finally:
        context.close()


class Visitor:
    """Visits pages in one tab, each as a first visit, and tells what it saw."""

    def __init__(self, browser: Browser, base: str, width: int, scheme: str):
        self.base, self.width, self.scheme = base, width, scheme
        self.context = new_context(browser, width, scheme)
        self.axe = axe_source()
        self.page = self.context.new_page()
        self.sight, self.url, self.status, self.begun = Sight(), "", 200, set()
        self.listen()

    def see(self, path: str, status: int = 200, run_axe: bool = True) -> Sight:
        page, sight = self.page, Sight()
        self.sight, self.url, self.status = sight, self.base + path, status
        self.begun.clear()
        go(page, self.url)
        looked = page.evaluate(LOOK)
        sight.nodes = looked["nodes"]
        sight.problems += [f"CSP: {violation}" for violation in looked["violations"]]
        if looked["overflow"] > 0:
            culprits = ", ".join(page.evaluate(CULPRITS))
            sight.problems.append(f"{looked['overflow']} px too wide at {self.width} px: {culprits}")
        if looked["theme"] != self.scheme:
            sight.problems.append(f"theme is {looked['theme']!r}, not {self.scheme}")
        if run_axe:
            # Run through the debugger, which the page's policy does not forbid.
            page.evaluate(self.axe + "; undefined")
            sight.axe = page.evaluate(AXE)
        return sight

    def listen(self) -> None:
        host = urlsplit(self.base).netloc
        session = self.context.new_cdp_session(self.page)
        session.send("Network.enable")
        # Every visit is a first visit.
        session.send("Network.setCacheDisabled", {"cacheDisabled": True})

        def finished(event):
            self.sight.bytes += int(event["encodedDataLength"])

        def requested(request):
            if request.url.startswith(("data:", "blob:", "about:")):
                return
            self.begun.add(request)
            self.sight.requests += 1
            if urlsplit(request.url).netloc != host:
                self.sight.problems.append(f"request to another host: {request.url}")

        def said(message):
            own = message.location.get("url") == self.url and self.status >= 400
            if message.type == "error" and not (own and "Failed to load resource" in message.text):
                self.sight.problems.append(f"console: {message.text}")

        def failed(request):
            # Not what the page before had begun and the visit of this one stopped.
            if request in self.begun:
                self.sight.problems.append(f"request failed: {request.url}")

        session.on("Network.loadingFinished", finished)
        self.page.on("request", requested)
        self.page.on("console", said)
        self.page.on("pageerror", lambda error: self.sight.problems.append(f"script error: {error}"))
        self.page.on("requestfailed", failed)

    def close(self) -> None:
        self.context.close()
