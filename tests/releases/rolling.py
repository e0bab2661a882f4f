"""Is the site upgraded while it serves, without an error? `python -m tests.releases.rolling [COMMIT]`.

Two nodes of an older commit (that of the last dump, unless another is named) serve what the release's dump holds, on
PostgreSQL and Redis, under visitors. The newer code migrates the database; the older one goes on serving, and publishes
every page again; then one node after the other is replaced. Ends with 1 when a visitor had any error, or a page that
the older code published before the migration cannot be published by it after.
"""

import contextlib
import json
import lzma
import os
import random
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

from scripts import services
from scripts.services import ROOT, say
from tests.alive.__main__ import COLLECT, Site, run, serve

#: How long each state of the upgrade is visited, in seconds; how many visitors come at once.
SECONDS, VISITORS = 5, 4
SETUP = "import django; django.setup(); "
LOAD = SETUP + "from pathlib import Path; from cnnum_site.backup import load_database as load; load(Path({dump!r}))"
#: Prints what could not be published.
PUBLISH = """
import django; django.setup()
from wagtail.models import Page
for page in Page.objects.live().filter(depth__gt=2).specific():
    try:
        page.specific_class and page.save_revision().publish()
    except Exception as error:
        print(page.url_path, repr(error))
"""
#: The section that tests alone have is on no server.
LEFT_OUT = re.compile(r"/(en/)?jouets/")
KINDS = ["page"] * 12 + ["search"] * 3 + ["sign_in"] * 2 + ["form"]


class Nodes(Site):
    """What stands behind one front server, which does not say when a request came: none is shed, a 503 is an error."""

    says_when = False

    def __init__(self, ports: list[int], pages: list[str]):
        self.ports, self.rounds, self.unanswered = ports, Counter(), Counter()
        super().__init__(0, {"page": pages})

    @property
    def port(self) -> int:
        return random.choice(self.ports)

    @port.setter
    def port(self, value: int) -> None:
        """Chosen for each request."""

    def do(self, kind: str):
        answer = super().do(kind)
        self.rounds[threading.get_ident()] += 1
        if answer[0] == 0:
            self.unanswered[answer[2].decode()] += 1
        return answer

    def settle(self) -> None:
        """Until each visitor's request of this moment is over, as a front server drains a node."""
        before = dict(self.rounds)
        while any(self.rounds[name] < count + 1 for name, count in before.items()):
            time.sleep(0.1)


@contextlib.contextmanager
def visited(nodes: Nodes, answers: Counter):
    """Visitors, one request after the other, until the end."""
    over = threading.Event()

    def visit() -> None:
        while not over.is_set():
            kind = random.choice(KINDS)
            answers[kind, nodes.do(kind)[0]] += 1
            time.sleep(0.05)

    threads = [threading.Thread(target=visit, daemon=True) for _number in range(VISITORS)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        over.set()
        for thread in threads:
            thread.join(60)


def git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=ROOT, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def main() -> int:
    services.end_on_signals()
    release = max(Path(__file__).parent.glob("*/pages.json")).parent
    commit = sys.argv[1] if len(sys.argv) > 1 else git("log", "-1", "--format=%h", "--", str(release))
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="cnnum-rolling-")))
        older = folder / "older"
        git("worktree", "add", "--detach", str(older), commit)
        stack.callback(git, "worktree", "remove", "--force", str(older))
        common = os.environ | {
            "DJANGO_SETTINGS_MODULE": "cnnum_site.settings.production",
            "DATABASE_URL": stack.enter_context(services.postgres()),
            "REDIS_URL": stack.enter_context(services.redis()),
            "SECRET_KEY": "rolling-only-" + "k3v9" * 12,
            "ALLOWED_HOSTS": "localhost",
            "BASE_URL": "https://localhost",
            "VAR_DIR": str(folder / "data"),
        }
        environments = {root: common | {"BUILD_DIR": str(folder / root.name)} for root in (older, ROOT)}
        say(f"Building {commit} and this tree")
        for root, environment in environments.items():
            run(["scripts/compile_messages.py"], environment, root)
            run(["-c", COLLECT], environment, root)
        dump = folder / "dump"
        dump.write_bytes(lzma.decompress((release / "postgresql.xz").read_bytes()))
        run(["-c", LOAD.format(dump=str(dump))], environments[older], older)
        for command in ("migrate", "setup_roles", "reindex"):
            run(["manage.py", command, "--verbosity", "0"], environments[older], older)

        def start(root: Path, name: str):
            own = contextlib.ExitStack()
            stack.push(own)
            port, _process = own.enter_context(
                serve(environments[root], folder / f"{name}.log", ["--log-level", "warning"], root)
            )
            return port, own

        running = [start(older, "older-1"), start(older, "older-2")]
        pages = json.loads((release / "pages.json").read_text(encoding="utf-8"))
        pages = [path for path in pages if not LEFT_OUT.match(path)]
        nodes, answers = Nodes([port for port, _own in running], pages), Counter()

        def publish() -> set[str]:
            told = run(["-c", PUBLISH], environments[older], older, stdout=subprocess.PIPE, text=True)
            return set(told.stdout.splitlines())

        with visited(nodes, answers):
            say("The older code publishes")
            before = publish()
            say("Migrating by this tree, while the older one serves")
            run(["manage.py", "migrate", "--verbosity", "0"], environments[ROOT])
            time.sleep(SECONDS)
            say("The older code publishes, on the migrated database")
            lost = publish() - before
            for number, (_port, own) in enumerate(running):
                say(f"Node {number + 1} is replaced")
                new, _own = start(ROOT, f"newer-{number + 1}")
                nodes.ports = [*nodes.ports[1:], new]
                nodes.settle()
                own.close()
                time.sleep(SECONDS)
        failed = {f"{kind} {status}": n for (kind, status), n in answers.items() if status not in (200, 302, 429)}
        for log in sorted(folder.glob("*.log")) if failed else ():
            errors = [line for line in log.read_text(errors="replace").splitlines() if '"ERROR"' in line]
            print(f"{log.stem}: {len(errors)} errors logged", *errors[:3], sep="\n", flush=True)
        print(*nodes.unanswered.items(), sep="\n")
        print(f"{answers.total()} requests from {commit} to this tree, {sum(failed.values())} errors {failed or ''}")
        print(
            "Not published any more:" if lost else f"Published as before, but for {len(before)} pages", *lost, sep="\n"
        )
    return 1 if failed or lost else 0


if __name__ == "__main__":
    sys.exit(main())
