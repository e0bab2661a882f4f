"""A migrated database, made once and copied for each test process: migrating takes half a minute.

On SQLite the copy is kept in var/ from one run to the next, under a name that changes with the
migrations and the installed packages. On PostgreSQL a template lives as long as the server.
"""

import contextlib
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = Path(os.environ.get("VAR_DIR", ROOT / "var")) / "tests"


def fingerprint() -> str:
    """What the migrated tables depend on: our migrations, the packages' and Python's versions."""
    found = hashlib.sha256(f"{sys.version_info[:2]}{sys.prefix}".encode())
    apart = {"var", ".venv"}
    for file in sorted(ROOT.rglob("migrations/*.py")):
        if apart.isdisjoint(file.relative_to(ROOT).parts):
            found.update(str(file.relative_to(ROOT)).encode() + file.read_bytes())
    for name in ("requirements.txt", "cnnum_site/settings/base.py", "cnnum_site/settings/test.py"):
        found.update((ROOT / name).read_bytes())
    return found.hexdigest()[:12]


@contextlib.contextmanager
def one_at_a_time(name: str) -> Iterator[None]:
    """Hold a lock between the processes of a run."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def migrate(url: str) -> None:
    environment = os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "cnnum_site.settings.test"}
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    subprocess.run(command, cwd=ROOT, env=environment, check=True, stdin=subprocess.DEVNULL)


def copy_sqlite(target: Path) -> None:
    """Write a migrated database at `target`."""
    template = FOLDER / f"template-{fingerprint()}.sqlite3"
    with one_at_a_time("sqlite"):
        if not template.exists():
            for old in FOLDER.glob("template-*.sqlite3*"):
                old.unlink()
            new = template.with_suffix(".new")
            new.unlink(missing_ok=True)
            migrate(f"sqlite:///{new}")
            new.rename(template)
    shutil.copyfile(template, target)


def make_postgresql_template(settings: dict) -> str:
    """Make a migrated database on the server of `settings`, unless it is there; return its name."""
    name = f"template_{fingerprint()}"
    with one_at_a_time("postgresql"), connect(settings) as server:
        if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            server.execute(f'CREATE DATABASE "{name}_new"')
            migrate("postgresql://{USER}:{PASSWORD}@{HOST}:{PORT}/{name}_new".format(name=name, **settings))
            server.execute(f'ALTER DATABASE "{name}_new" RENAME TO "{name}"')
    return name


def connect(settings: dict):
    """A connection to the server of `settings`, to the database that every server has."""
    import psycopg

    at = {name.lower(): settings[name] for name in ("HOST", "PORT", "USER", "PASSWORD")}
    return psycopg.connect(dbname="postgres", autocommit=True, **at)


def put_back() -> None:
    """Give this process its copy anew: a test that commits ends by emptying every table."""
    from django.db import connection

    connection.close()
    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        for end in ("-wal", "-shm"):
            Path(f"{settings['NAME']}{end}").unlink(missing_ok=True)
        copy_sqlite(Path(settings["NAME"]))
        return
    with connect(settings) as server:
        server.execute(f'DROP DATABASE "{settings["NAME"]}" WITH (FORCE)')
        server.execute(f'CREATE DATABASE "{settings["NAME"]}" TEMPLATE "{settings["TEST"]["TEMPLATE"]}"')
