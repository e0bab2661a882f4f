"""A served site to look at: production settings, demo content, gunicorn on a free port."""

import contextlib
import hashlib
import http.client
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from scripts import services
from scripts.services import ROOT, say
from tests.databases import FOLDER, find, one_at_a_time

VAR = ROOT / "var" / "audit"
DEMO_SOURCES = ("*.py", "*.json", "*.md", "*.csv", "*.yml", "*.toml")
APART = {ROOT / "tests", ROOT / "scripts"}


@dataclass
class Answer:
    """One response, with what the server said that it cost."""

    path: str
    status: int
    body: bytes
    headers: dict = field(repr=False)

    @property
    def kind(self) -> str:
        return self.headers.get("x-page-type", "none; none").split("; ")[0]

    @property
    def type(self) -> str:
        return self.headers.get("x-page-type", "none; none").split("; ")[1]

    @property
    def is_html(self) -> bool:
        return self.headers.get("content-type", "").startswith("text/html")

    @property
    def queries(self) -> int:
        found = re.search(r'sql;desc="(\d+)"', self.headers.get("server-timing", ""))
        return int(found[1]) if found else 0

    @property
    def milliseconds(self) -> float:
        found = re.search(r"app;dur=([\d.]+)", self.headers.get("server-timing", ""))
        return float(found[1]) if found else 0.0

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")


@dataclass
class Site:
    """A running site on loopback."""

    port: int
    special: dict

    @property
    def base(self) -> str:
        return f"http://localhost:{self.port}"

    def get(self, path: str, headers: dict | None = None) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request("GET", path, headers={"Host": f"localhost:{self.port}"} | (headers or {}))
            response = connection.getresponse()
            names = {name.lower(): value for name, value in response.getheaders()}
            return Answer(path, response.status, response.read(), names)
        finally:
            connection.close()


def environment(var: Path, settings: str = "tests.browser.settings") -> dict:
    kept = {name: value for name, value in os.environ.items() if name not in ("REDIS_URL", "PYTEST_CURRENT_TEST")}
    return kept | {
        "DJANGO_SETTINGS_MODULE": settings,
        "DATABASE_URL": f"sqlite:///{var / 'db.sqlite3'}",
        "VAR_DIR": str(var),
        "BUILD_DIR": str(var),
        "TEMPLATES_FOLDER": str(FOLDER),
        "SECRET_KEY": "audit-only-" + "k3v9" * 12,
        "ALLOWED_HOSTS": "localhost",
        "BASE_URL": "http://localhost:8000",
        "DEMO": "1",
        "AUDIT_SPECIAL": str(var / "special.json"),
    }


def fingerprint(files: set[Path]) -> str:
    content = hashlib.sha256()
    for file in sorted(files):
        content.update(str(file).encode() + file.read_bytes())
    return content.hexdigest()


def demo_files() -> set[Path]:
    """All that makes the database."""
    mine = {file for file in find(*DEMO_SOURCES) if APART.isdisjoint(file.parents)}
    return mine | {ROOT / "requirements.txt", Path(__file__).with_name("prepare.py")}


def static_files() -> set[Path]:
    """All that makes the static files."""
    return {file for file in ROOT.glob("*/static/**/*") if file.is_file()} | {ROOT / "requirements.txt"}


def prepare(var: Path = VAR) -> dict:
    """Build the database and the static files, unless they are already those of this code; one process at a time."""
    var.mkdir(parents=True, exist_ok=True)
    with one_at_a_time(f"site-{var.name}"):
        compile_catalogues(var)
        build(var)
    return json.loads((var / "special.json").read_text(encoding="utf-8"))


def build(var: Path) -> None:
    parts = [
        ("static", "collect_static", static_files(), [var / "static"]),
        ("database", "load", demo_files(), [*var.glob("db.sqlite3*"), var / "media", var / "pages"]),
    ]
    for name, function, files, outputs in parts:
        stamp, wanted = var / f"stamp-{name}", fingerprint(files)
        if stamp.exists() and stamp.read_text() == wanted:
            continue
        say(f"Preparing the audited site: {name}")
        stamp.unlink(missing_ok=True)
        for output in outputs:
            shutil.rmtree(output) if output.is_dir() else output.unlink(missing_ok=True)
        code = f"from tests.browser.prepare import {function}; {function}()"
        subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment(var), check=True)
        stamp.write_text(wanted)


def copy(source: Path, target: Path) -> None:
    """A prepared site that may be written in: its database, its files, its catalogues."""
    target.mkdir(parents=True, exist_ok=True)
    with contextlib.closing(sqlite3.connect(source / "db.sqlite3")) as theirs:
        with contextlib.closing(sqlite3.connect(target / "db.sqlite3")) as ours:
            theirs.backup(ours)
    for name in ("media", "locale"):
        if (source / name).is_dir():
            shutil.copytree(source / name, target / name)


def compile_catalogues(var: Path) -> None:
    from scripts.compile_messages import compile_messages

    compile_messages(target=var / "locale")


@contextlib.contextmanager
def serve(
    var: Path = VAR,
    workers: int = 2,
    threads: int = 4,
    special: dict | None = None,
    settings: str = "tests.browser.settings",
) -> Iterator[Site]:
    """Serve the prepared site, and end the server on the way out."""
    port, log = services.free_port(), var / "gunicorn.log"
    command = [sys.executable, "-m", "gunicorn", "cnnum_site.wsgi", "--bind", f"127.0.0.1:{port}"]
    command += ["--workers", str(workers), "--threads", str(threads), "--preload", "--log-level", "warning"]
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment(var, settings),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=services.die_with_parent(15),
        )
    try:
        services.wait_for(lambda: services.accepts(port), "The site", process, log)
        yield Site(port, special or {})
    finally:
        # SIGINT: at once, without waiting for the connections that a browser keeps open.
        services.end(process, signal.SIGINT)


if __name__ == "__main__":
    prepare()
