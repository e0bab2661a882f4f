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

import services
from services import ROOT, VAR, say

REPORTS = VAR / "reports"
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


def main() -> int:
    services.end_on_signals()
    REPORTS.mkdir(parents=True, exist_ok=True)
    strict = os.environ.get("CI") == "true" or os.environ.get("REQUIRE_SERVICES") == "1"
    missing = services.install_missing()
    for what in missing:
        say(f"{'ERROR' if strict else 'WARNING'}: {what} is not here{'' if strict else '; its tests are skipped'}")
    if missing and strict:
        return 1
    only = sys.argv[1:]
    good = True
    environment = {"PYTHONDONTWRITEBYTECODE": "1", "DATABASE_URL": None, "REQUIRE_SERVICES": "1" if strict else None}
    with contextlib.ExitStack() as stack:
        if services.shutil.which("redis-server"):
            environment["TEST_REDIS_URL"] = stack.enter_context(services.redis())
        if not only or "check" in only:
            good &= subprocess.run([sys.executable, ROOT / "scripts" / "check.py"], cwd=ROOT).returncode == 0
        common = ["-n", "2", "--dist", "loadfile", "-m", "not browser"]
        if not only or "sqlite" in only:
            good &= pytest("SQLite: the suite", common, environment)
        if (not only or "postgresql" in only) and services.postgres_folder():
            with services.postgres() as url:
                good &= pytest("PostgreSQL: the suite", common, environment | {"DATABASE_URL": url})
        if (not only or "browser" in only) and services.chromium():
            good &= pytest("Browser: every page type", ["-m", "browser", "tests/browser"], environment)
    print(f"{COUNTS['passed']} passed, {COUNTS['failed']} failed, {COUNTS['skipped']} skipped", flush=True)
    return 0 if good and not COUNTS["failed"] else 1


if __name__ == "__main__":
    sys.exit(main())
