"""`make audit`: look at every page type as its readers do, one row each.

Exits with 1 past the limits. `--quick` looks at one sample of each type; `--only TEXT` at
the types whose name holds TEXT.
"""

import argparse
import bisect
import itertools
import statistics
import sys
import time
import zlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from playwright.sync_api import Browser

from scripts import services
from tests.queries import ARTICLE_QUERIES, PAGE_QUERIES

from .chromium import SCHEMES, WIDTHS, Visitor, launch, open_tab
from .discover import PageType, crawl, group
from .site import Answer, Site, prepare, serve
from .uses import keyboard, lost_without_scripts, walk, without_scripts
from .vnu import check_html

MAX_BYTES, MAX_REQUESTS, MAX_NODES = 350 * 1024, 25, 500
BROWSERS = 2
# The limit of nodes is for the pages that most readers see; a whole book may need more.
KINDS_WITH_NODE_LIMIT = {"home", "listing", "article"}
# Letters name all that they speak of, in seven lists, are cited in four styles and shared: to be brought below 500.
NODES_OF = {"cenum.CenumIssuePage": 540}
# The quantiles of EcoIndex (https://www.ecoindex.fr/comment-ca-marche/): half of the web's pages are below the tenth.
QUANTILES = {
    "nodes": (0, 47, 75, 159, 233, 298, 358, 417, 476, 537, 603, 674, 753, 843, 949, 1076, 1237, 1459, 1801, 2479),
    "requests": (0, 2, 15, 25, 34, 42, 49, 56, 63, 70, 78, 86, 95, 105, 117, 130, 147, 170, 205, 281),
    "kilobytes": (
        *(0, 1.37, 144.7, 319.53, 479.46, 631.97, 783.38, 937.91, 1098.62, 1265.47, 1448.32, 1648.27, 1876.08),
        *(2142.06, 2465.37, 2866.31, 3401.59, 4155.73, 5400.08, 8037.54),
    ),
}
WEIGHTS = {"nodes": 3, "requests": 2, "kilobytes": 1}
GRADES = (81, "A"), (71, "B"), (56, "C"), (41, "D"), (26, "E"), (11, "F"), (-100, "G")
# Both widths and both colour schemes, in two looks instead of four.
TWO_LOOKS = ((320, "dark"), (1280, "light"))


def get_ecoindex(**measured: float) -> float:
    """From 0 to 100, of the nodes, requests and kilobytes of a page."""
    lost = 0.0
    for name, value in measured.items():
        steps = QUANTILES[name]
        place = bisect.bisect_right(steps, value) - 1
        upper = steps[place + 1] if place + 1 < len(steps) else steps[place] * 100
        lost += WEIGHTS[name] * (place + (value - steps[place]) / (upper - steps[place]))
    return 100 - 5 * lost / sum(WEIGHTS.values())


@dataclass
class Row:
    """What was found on the samples of one page type."""

    type: PageType
    samples: list[Answer]
    axe: list[str] = field(default_factory=list)
    html: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    keyboard: list[str] = field(default_factory=list)
    scriptless: list[str] = field(default_factory=list)
    bytes: int = 0
    requests: int = 0
    nodes: int = 0
    queries: int = 0
    milliseconds: float = 0.0

    @property
    def is_variant(self) -> bool:
        """A page type seen elsewhere, in English or with filters: looked at less."""
        return "[en]" in self.type.name or "(filtered)" in self.type.name

    @property
    def ecoindex(self) -> float:
        return get_ecoindex(nodes=self.nodes, requests=self.requests, kilobytes=self.bytes / 1024)

    def over(self) -> list[str]:
        """The limits that this type exceeds."""
        most = ARTICLE_QUERIES if self.type.kind == "article" else PAGE_QUERIES
        limits = [
            ("bytes transferred", self.bytes, MAX_BYTES),
            ("requests", self.requests, MAX_REQUESTS),
            ("SQL queries", self.queries, most),
        ]
        if self.type.kind in KINDS_WITH_NODE_LIMIT:
            limits.append(("DOM nodes", self.nodes, NODES_OF.get(self.type.name.split(" ")[0], MAX_NODES)))
        return [f"{value} {what}, at most {limit}" for what, value, limit in limits if value > limit]

    def faults(self) -> list[str]:
        found = [("axe", self.axe), ("html", self.html), ("browser", self.problems), ("keyboard", self.keyboard)]
        found += [("no JavaScript", self.scriptless), ("limit", self.over())]
        return [f"{what}: {fault}" for what, faults in found for fault in dict.fromkeys(faults)]


@dataclass
class Report:
    rows: list[Row]
    broken: dict[str, str]
    pages: int

    def failures(self, pick: Callable[[Row], list[str]]) -> list[str]:
        """One line for each fault of one sort, for the message of a failed test."""
        return [f"{row.type.name}: {fault}" for row in self.rows for fault in dict.fromkeys(pick(row))]


def measure(site: Site, rows: list[Row], quick: bool) -> None:
    """SQL and milliseconds of warm, uncached answers; side by side when quick, where only the SQL is read."""

    def ask(row: Row) -> None:
        for sample in row.samples:
            answers = [site.get(sample.path) for _ in range(3 if quick else 5)]
            row.queries = max(row.queries, min(answer.queries for answer in answers))
            row.milliseconds = max(row.milliseconds, statistics.median(answer.milliseconds for answer in answers))

    with ThreadPoolExecutor(BROWSERS if quick else 1) as pool:
        list(pool.map(ask, rows))


def pick_look(row: Row) -> tuple[int, str]:
    """One of the two most telling looks: always the same for a type, and each for about half of them."""
    return TWO_LOOKS[zlib.crc32(row.type.name.encode()) % 2]


def is_looked_at(row: Row, look: tuple[int, str], quick: bool) -> bool:
    """A type is looked at in two widths and two schemes; in one when quick, where variants share its template."""
    if quick:
        return not row.is_variant and look == pick_look(row)
    return look in TWO_LOOKS or not row.is_variant


def is_used(row: Row, width: int) -> bool:
    """A type is used at both widths, a variant at the narrow one."""
    return not row.is_variant or width == min(WIDTHS)


def look(browser: Browser, site: Site, rows: list[Row], quick: bool, progress: Callable[[str], None]) -> None:
    """See the samples at each width and scheme; when quick, use each on the one visit that it gets."""
    for width, scheme in itertools.product(WIDTHS, SCHEMES):
        seen = [row for row in rows if is_looked_at(row, (width, scheme), quick)]
        if not seen:
            continue
        progress(f"Chromium at {width} px, {scheme}: {len(seen)} types")
        visitor = Visitor(browser, site.base, width, scheme)
        with open_tab(browser, width, scripts=False) as plain:
            for row, sample in ((one, sample) for one in seen for sample in one.samples):
                sight = visitor.see(sample.path, sample.status)
                where = f" [{sample.path}, {width} px, {scheme}]"
                row.axe += [fault + where for fault in sight.axe]
                row.bytes, row.nodes = max(row.bytes, sight.bytes), max(row.nodes, sight.nodes)
                row.requests = max(row.requests, sight.requests)
                if quick:
                    lost = lost_without_scripts(plain, visitor.page, site.base + sample.path)
                    row.scriptless += [f"{fault} [{sample.path}]" for fault in lost]
                    row.keyboard += [fault + where for fault in walk(visitor.page)]
                row.problems += [fault + where for fault in sight.problems]
        visitor.close()


def use(browser: Browser, site: Site, rows: list[Row], progress: Callable[[str], None]) -> None:
    """Keyboard alone, then no JavaScript."""
    for width in WIDTHS:
        progress(f"keyboard, then no JavaScript, at {width} px")
        with open_tab(browser, width) as page, open_tab(browser, width, scripts=False) as plain:
            for row in rows:
                if is_used(row, width):
                    url = site.base + row.samples[0].path
                    where = f" [{row.samples[0].path}, {width} px]"
                    row.keyboard += [fault + where for fault in keyboard(page, url)]
                    row.scriptless += [fault + where for fault in without_scripts(plain, page, url)]


def look_and_use(site: Site, rows: list[Row], quick: bool, progress: Callable[[str], None]) -> None:
    with launch() as browser:
        look(browser, site, rows, quick, progress)
        if not quick:
            use(browser, site, rows, progress)


def audit(site: Site, quick: bool = False, only: str = "", progress: Callable[[str], None] = services.say) -> Report:
    """Crawl, pick samples of each type (one when quick, else up to three), and look at them in two browsers."""
    progress("following every link")
    answers, broken = crawl(site, quick)
    types = [page_type for page_type in group(answers) if only in page_type.name]
    rows = [Row(page_type, page_type.samples(1 if quick else 3)) for page_type in types]
    for row in rows:
        row.samples = row.samples[:1] if row.is_variant else row.samples
    progress(f"{len(answers)} addresses, {len(rows)} page types; HTML checker")
    errors = check_html([sample for row in rows for sample in row.samples])
    for row in rows:
        row.html += [f"{error} [{s.path}]" for s in row.samples for error in errors.get(s.path, [])]
    measure(site, rows, quick)
    # Every other type, so that neither browser gets all the long ones.
    with ThreadPoolExecutor(BROWSERS) as pool:
        list(pool.map(lambda start: look_and_use(site, rows[start::BROWSERS], quick, progress), range(BROWSERS)))
    return Report(rows, broken, len(answers))


def show(report: Report) -> int:
    """Print one row per type, then every fault; return how many there are."""
    width = max([len(row.type.name) for row in report.rows] + [9])
    print(f"\n{'page type':{width}} pages  axe html   KB  req nodes  SQL   ms  other")
    total = len(report.broken)
    for row in report.rows:
        other = len(row.problems) + len(row.keyboard) + len(row.scriptless)
        total += len(row.faults())
        print(
            f"{row.type.name:{width}} {len(row.type.answers):5} {len(row.axe):4} {len(row.html):4} "
            f"{row.bytes / 1024:4.0f} {row.requests:4} {row.nodes:5} {row.queries:4} {row.milliseconds:4.0f} {other:6}"
            f"{'  <- over a limit' if row.over() else ''}"
        )
    print()
    for row in report.rows:
        for fault in row.faults():
            print(f"{row.type.name}: {fault}")
    for path, parent in report.broken.items():
        print(f"broken link: {path} (on {parent})")
    for row in sorted(report.rows, key=lambda row: row.ecoindex)[:5]:
        grade = next(letter for least, letter in GRADES if row.ecoindex >= least)
        print(f"EcoIndex {grade} {row.ecoindex:.0f}: {row.type.name}")
    print(f"\n{report.pages} addresses, {len(report.rows)} page types, {total} faults", flush=True)
    return total


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one sample of each type, fewer looks: as the tests do")
    parser.add_argument("--only", default="", help="the types whose name holds this")
    arguments = parser.parse_args()
    services.end_on_signals()
    if missing := services.install_missing():
        sys.exit("\n".join(f"ERROR: {what} is not here" for what in missing))
    started = time.monotonic()
    with serve(special=prepare()) as site:
        total = show(audit(site, arguments.quick, arguments.only))
    services.say(f"Audited in {time.monotonic() - started:.0f} s")
    return 1 if total else 0


if __name__ == "__main__":
    sys.exit(main())
