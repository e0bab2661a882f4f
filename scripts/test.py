#!/usr/bin/env python
"""`make test`: the checks, then the whole suite on SQLite and on PostgreSQL, then the browser.

What takes one core only (the checks, the databases that tests copy, the site that the browser
visits) is done first, two at a time. Every phase runs even when an earlier one failed; the last lines add the counts up. The
services are private to this run and end with it. With CI=true a missing service fails.

PostgreSQL runs what can differ there (`BOTH` in tests/conftest.py); alone (PHASES=postgresql), everything.
"""

import contextlib
import os
import subprocess
import sys
import tempfile
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
AT_ONCE = 2
COUNTS = {"passed": 0, "failed": 0, "skipped": 0}
#: (phase, seconds), (seconds, test) of each test with what is made for it, and what failed with the first line of why.
TIMES: list[tuple[str, float]] = []
TESTS: list[tuple[float, str]] = []
FAILED: list[str] = []
SLOWEST = 15


def count(report) -> None:
    """Add the counts of one JUnit report; a run that left none has failed."""
    if not report.exists():
        COUNTS["failed"] += 1
        FAILED.append(f"{report.stem}: the run left no report")
        return
    for suite in ET.parse(report).iter("testsuite"):
        total, skipped = int(suite.get("tests", 0)), int(suite.get("skipped", 0))
        failed = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
        COUNTS["failed"] += failed
        COUNTS["skipped"] += skipped
        COUNTS["passed"] += total - failed - skipped
        for case in suite.iter("testcase"):
            where = f"{report.stem}: {case.get('classname')}::{case.get('name')}"
            TESTS.append((float(case.get("time", 0)), where))
            for reason in [*case.iter("failure"), *case.iter("error")]:
                FAILED.append(f"{where}: {reason.get('message', '').partition(chr(10))[0]}")


@contextlib.contextmanager
def timed(title: str) -> Iterator[None]:
    started = time.monotonic()
    try:
        yield
    finally:
        TIMES.append((title, time.monotonic() - started))


def tell() -> None:
    """Where the time went, what failed, then the counts."""
    for title, seconds in TIMES:
        print(f"    {seconds:6.0f} s {title}")
    for seconds, where in sorted(TESTS, reverse=True)[:SLOWEST]:
        print(f"    {seconds:6.1f} s {where}")
    for line in FAILED:
        print(f"FAILED {line}")
    print(f"{COUNTS['passed']} passed, {COUNTS['failed']} failed, {COUNTS['skipped']} skipped", flush=True)


def pytest(title: str, arguments: list[str], environment: dict) -> bool:
    say(title)
    report = REPORTS / f"{title.split(':')[0].lower()}.xml"
    report.unlink(missing_ok=True)
    command = [sys.executable, "-m", "pytest", "-q", f"--junitxml={report}", *arguments]
    with timed(title):
        code = subprocess.run(command, cwd=ROOT, env=combine(environment), stdin=subprocess.DEVNULL).returncode
    count(report)
    say(f"{title.split(':')[0]}: {'passed' if code == 0 else f'FAILED (exit {code})'}, {TIMES[-1][1]:.0f} s")
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


def prepare(tasks: dict[str, tuple[list, dict]]) -> dict[str, bool]:
    """Run these commands (title → arguments, environment) two at a time; tell how each ended, with all it said."""
    waiting, running, good = list(tasks), {}, {}
    try:
        while waiting or running:
            while waiting and len(running) < AT_ONCE:
                title = waiting.pop(0)
                arguments, environment = tasks[title]
                output = tempfile.TemporaryFile()
                command = [sys.executable, *arguments]
                streams = {"stdin": subprocess.DEVNULL, "stdout": output, "stderr": subprocess.STDOUT}
                process = subprocess.Popen(command, cwd=ROOT, env=combine(environment), **streams)
                running[title] = (process, output, time.monotonic())
            time.sleep(0.2)
            for title, (process, output, started) in list(running.items()):
                if process.poll() is None:
                    continue
                del running[title]
                good[title] = process.returncode == 0
                output.seek(0)
                print(output.read().decode(errors="replace"), end="")
                output.close()
                say(f"{title}: {'done' if good[title] else 'FAILED'}, {time.monotonic() - started:.0f} s")
    finally:
        for process, output, _started in running.values():
            services.end(process)
            output.close()
    return good


def combine(environment: dict) -> dict:
    """The environment of a child: this one's, with changes; None takes a variable out."""
    return {name: value for name, value in (os.environ | environment).items() if value is not None}


def run_suites(only: list[str], environment: dict, strict: bool) -> bool:
    """The checks, the whole suite on each database, with Redis and Elasticsearch, then the browser."""
    arguments = ["-n", "2", "--dist", "worksteal", *SUITE_LIMITS]
    with contextlib.ExitStack() as stack:
        tests = environment | {"DJANGO_SETTINGS_MODULE": "cnnum_site.settings.test"}
        tasks = {}
        url = None
        if "postgresql" in only and services.postgres_folder():
            url = stack.enter_context(services.postgres())
            tasks["Databases for the tests, PostgreSQL"] = (["-m", "tests.databases"], tests | {"DATABASE_URL": url})
        if "browser" in only and services.chromium():
            tasks["Site for the browser"] = (["-m", "tests.browser.site"], environment)
        if "sqlite" in only:
            tasks["Databases for the tests, SQLite"] = (["-m", "tests.databases"], tests)
        if "check" in only:
            tasks["Checks"] = (["scripts/check.py"], {"DATABASE_URL": None})
        # What fails to be prepared fails again where it is used, and is counted there.
        with timed("Checks, databases and site"):
            good = prepare(tasks).get("Checks", True)
        if "sqlite" in only or url:
            if services.shutil.which("redis-server"):
                environment["TEST_REDIS_URL"] = stack.enter_context(services.redis())
            environment["TEST_ELASTICSEARCH_URL"] = os.environ.get("ELASTICSEARCH_URL") or stack.enter_context(
                start_elasticsearch(strict)
            )
        if "sqlite" in only:
            good &= pytest("SQLite: the suite", [*arguments, "-m", "not browser"], environment)
        chosen = "not browser and not once" if "sqlite" in only else "not browser"
        if url:
            good &= pytest("PostgreSQL: the suite", [*arguments, "-m", chosen], environment | {"DATABASE_URL": url})
    if "browser" in only and services.chromium():
        good &= pytest("Browser: every page type", ["-m", "browser", "tests/browser", *BROWSER_LIMITS], environment)
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
    environment = {
        # Compiled once for all the processes of all the phases, and not in the tree.
        "PYTHONDONTWRITEBYTECODE": None,
        "PYTHONPYCACHEPREFIX": str(VAR / "pycache"),
        "DATABASE_URL": None,
        "REQUIRE_SERVICES": "1" if strict else None,
    }
    good = run_suites(only, environment, strict)
    tell()
    return 0 if good and not COUNTS["failed"] else 1


if __name__ == "__main__":
    sys.exit(main())
