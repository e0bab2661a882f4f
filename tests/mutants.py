"""`make mutants`: break the code in each place that tests/mutants.toml names, and see the tests turn red.

Each is made on one copy of the tree and undone before the next. The tests named are run first on the
sound copy, all at once: they must be green there, or red would prove nothing. Exits with 1 unless every
mutant is seen by an assertion; NAMES choose the mutants whose name holds one of these words.
"""

import os
import shutil
import subprocess
import sys
import time
import tomllib
import xml.etree.ElementTree as ET
from pathlib import Path

from scripts.services import ROOT, VAR, end_on_signals, say

MUTANTS = Path(__file__).with_suffix(".toml")


def read() -> list[dict]:
    """The mutants: {name, file, old, new, tests, also: [[old, new]…]}."""
    return tomllib.loads(MUTANTS.read_text(encoding="utf-8"))["mutant"]


def change(mutant: dict, text: str) -> str:
    """`text`, broken. Raises ValueError when it is not the one that the mutant was written for."""
    for old, new in [(mutant["old"], mutant["new"]), *mutant.get("also", [])]:
        if (count := text.count(old)) != 1:
            raise ValueError(f"{mutant['name']}: {count} times in {mutant['file']}: {old.strip()!r}")
        text = text.replace(old, new)
    return text


def copy_tree(target: Path) -> None:
    """Copy the tree as it is, with what is not committed yet."""
    shutil.rmtree(target, ignore_errors=True)
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    for name in subprocess.run(listed, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split("\0"):
        if name and (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target / name)
    (target / "var").mkdir()
    shutil.copytree(VAR / "locale", target / "var" / "locale")


def run(tree: Path, tests: list[str], report: Path) -> tuple[int, list[str]]:
    """(pytest's exit code, the tests that failed)."""
    report.unlink(missing_ok=True)
    # The databases are those of the sound tree: made once.
    environment = os.environ | {"TEMPLATES_OF": str(ROOT), "PYTHONPYCACHEPREFIX": str(VAR / "pycache")}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    command = [sys.executable, "-m", "pytest", "-q", "--no-header", "--tb=line", f"--junitxml={report}", *tests]
    done = subprocess.run(command, cwd=tree, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if not report.exists():
        return done.returncode, [done.stdout[-2000:] + done.stderr[-2000:]]
    cases = ET.parse(report).iter("testcase")
    return done.returncode, [case.get("name") for case in cases if case.find("failure") is not None]


def main() -> int:
    end_on_signals()
    mutants = [m for m in read() if not sys.argv[1:] or any(word in m["name"] for word in sys.argv[1:])]
    started, green = time.monotonic(), []
    tree, report = VAR / "mutants", VAR / "mutants.xml"
    try:
        copy_tree(tree)
        say(f"{len(mutants)} mutants; their tests on the sound code first")
        code, failed = run(tree, sorted({test for mutant in mutants for test in mutant["tests"]}), report)
        if code:
            say(f"ERROR: the tests are not green on the sound code: {', '.join(failed)}")
            return 1
        for mutant in mutants:
            file = tree / mutant["file"]
            sound = file.read_text(encoding="utf-8")
            try:
                file.write_text(change(mutant, sound), encoding="utf-8")
                code, failed = run(tree, ["-x", *mutant["tests"]], report)
            except ValueError as error:
                code, failed = 0, []
                print(f"    {error}")
            finally:
                file.write_text(sound, encoding="utf-8")
            # Another code than 1: nothing could be run, which proves nothing.
            is_red = code == 1 and bool(failed)
            green += [] if is_red else [mutant["name"]]
            print(f"    {'red  ' if is_red else 'GREEN'} {mutant['name']}: {', '.join(failed) or code}", flush=True)
    finally:
        shutil.rmtree(tree, ignore_errors=True)
    say(f"{len(mutants) - len(green)} red, {len(green)} green, {time.monotonic() - started:.0f} s")
    return 1 if green else 0


if __name__ == "__main__":
    sys.exit(main())
