"""Typing while sessions end, servers die and networks drop: how many characters are lost.

    python -m tests.browser.losing 200 [seed]

One member of the staff writes in the editor of a page, with a second factor, on a served site. Each event
comes at a random moment while they type; afterwards the text of the latest draft is compared with what was typed.
"""

import contextlib
import json
import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import BrowserContext, expect

from scripts import services
from scripts.services import ROOT

from .chromium import launch
from .site import VAR, copy, environment, prepare
from .staff import HIRE, PASSWORD, PATIENCE, Member, make_code

SETTINGS = "tests.browser.staff_settings"
STAFF = {"camille": ["Rédaction"]}
WORDS = "le vent tourne et la girouette grince encore sur les toits de zinc vers la mer éte ça où naît".split()
ENOUGH = 300
EVENTS = ("session", "kill", "restart", "network", "crash")


class Server:
    """The site on a port that stays the same, to be killed and started again."""

    def __init__(self, var: Path):
        self.var, self.port, self.process = var, services.free_port(), None

    @property
    def base(self) -> str:
        return f"http://localhost:{self.port}"

    def start(self) -> None:
        command = [sys.executable, "-m", "gunicorn", "cnnum_site.wsgi", "--bind", f"127.0.0.1:{self.port}"]
        command += ["--workers", "1", "--threads", "4", "--preload", "--log-level", "warning"]
        log = self.var / "gunicorn.log"
        with log.open("ab") as output:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=environment(self.var, SETTINGS), stdin=subprocess.DEVNULL, stdout=output,
                stderr=output, start_new_session=True, preexec_fn=services.die_with_parent(15),
            )  # fmt: skip
        services.wait_for(lambda: services.accepts(self.port), "The site", self.process, log)

    def kill(self) -> None:
        """Master and worker at once, in the middle of whatever they do."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def end(self) -> None:
        services.end(self.process)

    def read(self, query: str, *values):
        with contextlib.closing(sqlite3.connect(self.var / "db.sqlite3", timeout=30)) as connection:
            found = connection.execute(query, values).fetchall()
            connection.commit()
        return found


@contextlib.contextmanager
def served(folder: Path) -> Iterator[Server]:
    prepare()
    copy(VAR, folder)
    hire = HIRE.format(staff=STAFF, password=PASSWORD)
    subprocess.run([sys.executable, "-c", hire], cwd=ROOT, env=environment(folder, SETTINGS), check=True)
    server = Server(folder)
    server.start()
    try:
        yield server
    finally:
        server.end()


class Writer(Member):
    """Types, whatever happens, and signs in again when the editor asks for it."""

    def __init__(self, browser, server: Server, chance: random.Random):
        super().__init__(browser, server.base, "camille")
        self.server, self.chance, self.code = server, chance, ""
        self.secret, self.summary, self.body, self.signed = "", "", "", 0

    @property
    def context(self) -> BrowserContext:
        return self.page.context

    def set_up(self) -> None:
        """The first sign-in, with the secret of the second factor kept."""
        page = self.go("/admin/")
        page.get_by_label("Identifiant", exact=True).fill(self.login)
        page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
        self.press("Se connecter")
        page.get_by_role("button", name="Confirmer", exact=True).wait_for()
        page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
        self.press("Confirmer")
        self.secret = re.sub(r"\s", "", page.locator("code").inner_text())
        self.code = make_code(self.secret)
        page.get_by_label(re.compile("^Code")).fill(self.code)
        self.press("Mettre en place")
        page.get_by_role("heading", name="Codes de secours").wait_for()

    def open(self, address: str) -> None:
        self.address = address
        self.go(address)
        self.find_body()

    def find_body(self) -> None:
        """An editor of rich text is put in place when it comes near the screen; writing begins at once afterwards."""
        self.page.locator("[data-contentpath=body]").scroll_into_view_if_needed()
        expect(self.page.locator("[data-contentpath=body] [contenteditable=true]").first).to_be_visible()

    @property
    def fields(self):
        return (
            self.page.locator("[name=summary]"),
            self.page.locator("[data-contentpath=body] [contenteditable=true]").first,
        )

    def type(self, count: int) -> None:
        """Some words, at the end of one of the two fields."""
        which = self.chance.randrange(2)
        words = "".join(f" {self.chance.choice(WORDS)}" for _word in range(count))
        self.fields[which].focus()
        self.page.keyboard.press("Control+End")
        self.page.keyboard.type(words, delay=self.chance.choice((0, 5, 20)))
        if which:
            self.body += words
        else:
            self.summary += words

    def sign_in_again(self) -> None:
        """By the button of what the editor says, in a window of its own, with both factors."""
        button = self.page.locator("#keeping").get_by_role("button", name="Se reconnecter").filter(visible=True)
        with self.context.expect_page() as opened:
            button.click()
        window = opened.value
        window.get_by_label("Identifiant", exact=True).fill(self.login)
        window.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
        window.get_by_role("button", name="Se connecter", exact=True).click()
        code = window.get_by_label(re.compile("^Code"))
        code.wait_for()
        while make_code(self.secret) == self.code:  # A code serves once.
            self.type(1)
        self.code = make_code(self.secret)
        code.fill(self.code)
        with window.expect_event("close"):
            code.press("Enter")
        self.signed += 1

    def wait_until_saved(self) -> None:
        """What the screen says when everything is on the server."""
        expect(self.page.locator("#keeping")).to_be_hidden(timeout=2 * PATIENCE)
        self.page.wait_for_function("() => window.keeping.isSaved()", timeout=2 * PATIENCE)

    # What happens.

    def session(self) -> None:
        self.server.read("DELETE FROM django_session")
        self.type(3)
        expect(self.page.locator("#keeping")).to_contain_text("Votre session est terminée", timeout=PATIENCE)
        self.type(2)
        self.sign_in_again()

    def kill(self) -> None:
        self.server.kill()
        self.type(4)
        self.server.start()

    def restart(self) -> None:
        self.server.end()
        self.type(1)
        self.server.start()

    def network(self) -> None:
        self.context.set_offline(True)
        self.type(self.chance.randrange(2, 6))
        self.context.set_offline(False)

    def crash(self) -> None:
        """The window dies while nothing can be saved: on return, what was kept is offered and taken up."""
        self.server.kill()
        self.type(3)
        expect(self.page.locator("#keeping")).to_contain_text("Le serveur ne répond pas", timeout=PATIENCE)
        # A window that dies takes with it what its editor had not written into the form yet.
        for words in filter(None, (self.summary.strip(), self.body.strip())):
            self.page.wait_for_function(
                "words => (localStorage.getItem(keeping.held()) || '').includes(words)", arg=words
            )
        context, url = self.context, self.page.url
        self.page.close(run_before_unload=False)
        self.server.start()
        self.page = context.new_page()
        self.page.goto(url, wait_until="load")
        self.press("Reprendre le texte gardé")
        expect(self.page.get_by_text("Voici le texte que ce navigateur a gardé")).to_be_visible()
        self.find_body()


def count_lost(server: Server, page: int, writer: Writer) -> int:
    """Characters typed that the latest draft does not hold."""
    query = "SELECT r.content FROM wagtailcore_revision r JOIN wagtailcore_page p ON p.latest_revision_id = r.id"
    content = json.loads(server.read(f"{query} WHERE p.id = ?", page)[0][0])
    body = re.sub(r"<[^>]+>", "", json.loads(content["body"])[0]["value"]).replace("\u00a0", " ")
    lost = 0
    for typed, kept in ((writer.summary, content["summary"]), (writer.body, body)):
        if typed and typed.strip() not in kept.replace("\u00a0", " "):
            rest = iter(kept)
            lost += sum(1 for letter in typed if letter not in rest) or 1
            print(f"typed {typed!r}, kept {kept!r}", flush=True)
    return lost


def play(server: Server, browser, number: int, seed: int, tell=print) -> int:
    """`number` events at random, in one page; how many characters were lost in all."""
    chance = random.Random(seed)
    writer = Writer(browser, server, chance)
    writer.set_up()
    page = server.read("SELECT MIN(contentpage_ptr_id) FROM news_newspage")[0][0]
    writer.open(f"/admin/pages/{page}/edit/")
    lost = 0
    events = [EVENTS[i % len(EVENTS)] for i in range(number)]
    chance.shuffle(events)
    for index, event in enumerate(events):
        begun = time.monotonic()
        writer.summary = writer.body = ""
        if len(writer.fields[0].input_value()) > ENOUGH:
            # A summary that is full takes nothing more.
            writer.fields[0].fill("")
        writer.type(chance.randrange(1, 5))
        writer.page.wait_for_timeout(chance.randrange(0, 1500))
        getattr(writer, event)()
        writer.type(2)
        writer.wait_until_saved()
        found = count_lost(server, page, writer)
        lost += found
        typed, seconds = len(writer.summary) + len(writer.body), time.monotonic() - begun
        tell(f"{index + 1}/{number} {event}: {typed} typed, {found} lost, {seconds:.0f} s", flush=True)
    return lost


def main() -> int:
    number, seed = int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1
    services.end_on_signals()
    with tempfile.TemporaryDirectory(prefix="losing-") as folder:
        with served(Path(folder) / "site") as server, launch() as browser:
            lost = play(server, browser, number, seed)
    print(f"{lost} characters lost in {number} events")
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
