#!/usr/bin/env python
"""`make test`: the checks, then the whole suite on SQLite and on PostgreSQL, then the browser.

Every phase runs even when an earlier one failed; the last lines add the counts up. The
services are private to this run and end with it. With CI=true a missing service fails.
"""

import contextlib
import os
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from collections.abc import Iterator

import search_node
import services
from services import ROOT, VAR, say

REPORTS = VAR / "reports"
#: What hangs is a failure that says where, and the next phase runs: seconds, several times what is usual.
SUITE_LIMITS = ["--timeout=600", "--session-timeout=1800"]
BROWSER_LIMITS = ["--timeout=2400"]
PHASES = ["check", "sqlite", "postgresql", "browser"]
COUNTS = {"passed": 0, "failed": 0, "skipped": 0}


def count(report) -> None:
    """Add the counts of one JUnit report; a run that left none has failed."""
    if not report.exists():
        COUNTS["failed"] += 1
        return
    for suite in ET.parse(report).iter("testsuite"):
        total, skipped = int(suite.get("tests", 0)), int(suite.get("skipped", 0))
        failed = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
        COUNTS["failed"] += failed
        COUNTS["skipped"] += skipped
        COUNTS["passed"] += total - failed - skipped


def pytest(title: str, arguments: list[str], environment: dict) -> bool:
    say(title)
    started = time.monotonic()
    report = REPORTS / f"{title.split(':')[0].lower()}.xml"
    report.unlink(missing_ok=True)
    code = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", f"--junitxml={report}", *arguments],
        cwd=ROOT,
        env={name: value for name, value in (os.environ | environment).items() if value is not None},
        stdin=subprocess.DEVNULL,
    ).returncode
    count(report)
    say(
        f"{title.split(':')[0]}: {'passed' if code == 0 else f'FAILED (exit {code})'}, {time.monotonic() - started:.0f} s"
    )
    return code == 0


@contextlib.contextmanager
def start_elasticsearch(strict: bool) -> Iterator[str | None]:
    """Run a node; without one, its tests are skipped, or the run fails where everything must be here."""
    with contextlib.ExitStack() as stack:
        url = None
        try:
            url = stack.enter_context(search_node.elasticsearch())
        except (RuntimeError, OSError, services.subprocess.SubprocessError) as error:
            if strict:
                raise
            say(f"WARNING: {error} Its tests are skipped")
        yield url


def run_suites(databases: list[str], environment: dict, strict: bool) -> bool:
    """The whole suite on each database, with Redis and Elasticsearch."""
    good = True
    arguments = ["-n", "2", "--dist", "worksteal", *SUITE_LIMITS]
    with contextlib.ExitStack() as stack:
        if services.shutil.which("redis-server"):
            environment["TEST_REDIS_URL"] = stack.enter_context(services.redis())
        environment["TEST_ELASTICSEARCH_URL"] = os.environ.get("ELASTICSEARCH_URL") or stack.enter_context(
            start_elasticsearch(strict)
        )
        if "sqlite" in databases:
            good &= pytest("SQLite: the suite", [*arguments, "-m", "not browser"], environment)
        chosen = "not browser and not once" if "sqlite" in databases else "not browser"
        if "postgresql" in databases and services.postgres_folder():
            with services.postgres() as url:
                good &= pytest("PostgreSQL: the suite", [*arguments, "-m", chosen], environment | {"DATABASE_URL": url})
    return good


def main() -> int:
    services.end_on_signals()
    REPORTS.mkdir(parents=True, exist_ok=True)
    strict = os.environ.get("CI") == "true" or os.environ.get("REQUIRE_SERVICES") == "1"
    missing = services.install_missing(search_node.missing_packages)
    for what in missing:
        say(f"{'ERROR' if strict else 'WARNING'}: {what} is not here{'' if strict else '; its tests are skipped'}")
    if missing and strict:
        return 1
    only = sys.argv[1:] or PHASES
    good = True
    environment = {"PYTHONDONTWRITEBYTECODE": "1", "DATABASE_URL": None, "REQUIRE_SERVICES": "1" if strict else None}
    if "check" in only:
        good &= subprocess.run([sys.executable, ROOT / "scripts" / "check.py"], cwd=ROOT).returncode == 0
    if databases := [phase for phase in only if phase in ("sqlite", "postgresql")]:
        good &= run_suites(databases, environment, strict)
    if "browser" in only and services.chromium():
        good &= pytest("Browser: every page type", ["-m", "browser", "tests/browser", *BROWSER_LIMITS], environment)
    print(f"{COUNTS['passed']} passed, {COUNTS['failed']} failed, {COUNTS['skipped']} skipped", flush=True)
    return 0 if good and not COUNTS["failed"] else 1


if __name__ == "__main__":
    sys.exit(main())
