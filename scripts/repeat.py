"""`make browser`: the tests in the browser, as many times as asked, idle or beside busy processes; how many passed.

What waits for the right thing passes on a machine that is quick, and on one that is busy.
"""

import argparse
import contextlib
import subprocess
import sys
import time
from collections.abc import Iterator

from scripts import services
from scripts.services import ROOT, say


@contextlib.contextmanager
def busy(count: int) -> Iterator[None]:
    """Keep `count` processes computing."""
    arm = services.die_with_parent(9)
    loops = [subprocess.Popen([sys.executable, "-c", "while True: pass"], preexec_fn=arm) for _ in range(count)]
    try:
        yield
    finally:
        for loop in loops:
            services.end(loop)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("times", type=int)
    parser.add_argument("tests", nargs="*", default=["tests/browser"])
    parser.add_argument("--load", type=int, default=0, help="busy processes beside")
    arguments = parser.parse_args()
    services.end_on_signals()
    passed = 0
    with busy(arguments.load):
        for number in range(arguments.times):
            started = time.monotonic()
            command = [sys.executable, "-m", "pytest", "-q", "-m", "browser", *arguments.tests]
            good = subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL).returncode == 0
            passed += good
            say(f"run {number + 1}: {'passed' if good else 'FAILED'}, {time.monotonic() - started:.0f} s")
    say(f"{passed} of {arguments.times} passed, {arguments.load} busy processes beside")
    return 0 if passed == arguments.times else 1


if __name__ == "__main__":
    sys.exit(main())
