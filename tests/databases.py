"""Databases made once and copied for each test process: migrating takes half a minute.

Each is made from another: `migrated` has its tables, `furnished` a home page and the index page of
each section (what every test starts with), `newsroom` the roles, the workflow and six members of
the staff besides, `demo` the whole demo content.
On SQLite they are kept in var/ from one run to the next, under names that change with what they
are made from; on PostgreSQL they live as long as the server. Several trees of the project may share
them (TEMPLATES_FOLDER), and KEEP_DEMO=1 keeps the demo that was loaded while its tables are the same,
for who changes code that the demo does not come from.
"""

import contextlib
import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

#: A tree that is broken on purpose (`make mutants`) works on the databases of the sound one.
ROOT = Path(os.environ.get("TEMPLATES_OF", Path(__file__).resolve().parent.parent))
FOLDER = Path(os.environ.get("TEMPLATES_FOLDER") or Path(os.environ.get("VAR_DIR", ROOT / "var"), "tests"))
#: How many files of each template are kept, those that were used last.
KEPT = 8
APART = {"var", ".venv", ".git", "docs"}
FURNISH = "import django; django.setup(); from tests.factories import furnish; furnish()"
HIRE = "import django; django.setup(); from tests.newsroom.conftest import hire; hire()"
#: With the folder of its documents, which the settings of the tests make anew for each process.
LOAD = """
import sys
from django.conf import settings
settings.MEDIA_ROOT = sys.argv[1]
import django
django.setup()
from django.core.management import call_command
call_command("load_demo", verbosity=0)
"""
#: name → (the database that it is a copy of, the command that fills it).
TEMPLATES = {
    "migrated": (None, ["manage.py", "migrate", "--verbosity", "0"]),
    "furnished": ("migrated", ["-c", FURNISH]),
    "newsroom": ("furnished", ["-c", HIRE]),
    "demo": ("migrated", ["-c", LOAD]),
}


@cache
def list_files() -> list[Path]:
    """The files of the project, without a look into the folders apart: those hold many times as many."""
    found = []
    for folder, names, files in os.walk(ROOT):
        names[:] = [name for name in names if name not in APART]
        found += [Path(folder, name) for name in files]
    return found


def find(*patterns: str) -> Iterator[Path]:
    return (file for file in list_files() if any(file.match(pattern) for pattern in patterns))


@cache
def fingerprint(name: str) -> str:
    """What a template depends on: migrations, packages and Python's version; then all of our code and facts."""
    if name == "demo" and os.environ.get("KEEP_DEMO"):
        return f"{fingerprint('migrated')}-kept"
    found = hashlib.sha256(f"{sys.version_info[:2]}".encode())
    settings = [ROOT / "requirements.txt", *(ROOT / f"cnnum_site/settings/{part}.py" for part in ("base", "test"))]
    beside = {ROOT / "tests", ROOT / "scripts"}
    furnished = [*find("apps.py", "models.py", "models/*.py", "migrations/*.py", "factories.py"), *settings]
    files = {
        "migrated": [*find("migrations/*.py"), *settings],
        "furnished": furnished,
        "newsroom": [*furnished, *find("roles.py", "wagtail_hooks.py", "admin_views.py", "newsroom/conftest.py")],
        "demo": [file for file in find("*.py", "*.json", "*.md", "*.csv") if beside.isdisjoint(file.parents)],
    }
    for file in sorted(files[name]):
        found.update(str(file.relative_to(ROOT)).encode() + file.read_bytes())
    return found.hexdigest()[:12]


@contextlib.contextmanager
def one_at_a_time(name: str) -> Iterator[None]:
    """Hold a lock between the processes of a run."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def find_files(url: str = "sqlite") -> Path:
    """The folder of the documents that came with the demo content."""
    return FOLDER / f"demo-{fingerprint('demo')}-{url.partition(':')[0]}.media"


def bring_files(vendor: str = "sqlite") -> None:
    """Give this process's media folder the documents of the demo content."""
    from django.conf import settings

    if find_files(vendor).is_dir():
        shutil.copytree(find_files(vendor), settings.MEDIA_ROOT, dirs_exist_ok=True)


def fill(name: str, url: str) -> None:
    """Run the command of a template on the database at `url`."""
    environment = os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "cnnum_site.settings.test"}
    command = [sys.executable, *TEMPLATES[name][1]]
    if name == "demo":
        shutil.rmtree(find_files(url), ignore_errors=True)
        command.append(str(find_files(url)))
    subprocess.run(command, cwd=ROOT, env=environment, check=True, stdin=subprocess.DEVNULL)


def make_sqlite_template(name: str) -> Path:
    """The file of a template, made unless it is there."""
    template = FOLDER / f"{name}-{fingerprint(name)}.sqlite3"
    base = TEMPLATES[name][0] and make_sqlite_template(TEMPLATES[name][0])
    with one_at_a_time(template.stem):
        if not template.exists():
            for old in sorted(FOLDER.glob(f"{name}-*.sqlite3"), key=lambda file: file.stat().st_mtime)[: 1 - KEPT]:
                old.unlink()
            new = template.with_suffix(".new")
            for leftover in FOLDER.glob(f"{new.name}*"):
                leftover.unlink()
            if base := base or find_earlier():
                shutil.copyfile(base, new)
            fill(name, f"sqlite:///{new}")
            template.with_suffix(".json").write_text(json.dumps(read_migrations()))
            new.rename(template)
    os.utime(template)
    return template


@cache
def read_migrations() -> dict[str, str]:
    """Our migrations and the pinned packages (path → digest)."""
    files = [ROOT / "requirements.txt", *find("migrations/*.py")]
    return {str(file.relative_to(ROOT)): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def find_earlier() -> Path | None:
    """The last database that some of today's migrations made, and no other: it wants the rest only."""
    for file in sorted(FOLDER.glob("migrated-*.sqlite3"), key=lambda file: file.stat().st_mtime, reverse=True):
        beside = file.with_suffix(".json")
        if beside.exists() and json.loads(beside.read_text()).items() <= read_migrations().items():
            return file
    return None


def copy_sqlite(name: str, target: Path) -> None:
    """Write a copy of a template at `target`."""
    template = make_sqlite_template(name)
    for end in ("-wal", "-shm"):
        Path(f"{target}{end}").unlink(missing_ok=True)
    shutil.copyfile(template, target)


def make_postgresql_template(name: str, settings: dict) -> str:
    """The name of a template on the server of `settings`, made unless it is there."""
    template = f"{name}_{fingerprint(name)}"
    base = TEMPLATES[name][0] and make_postgresql_template(TEMPLATES[name][0], settings)
    with one_at_a_time(f"postgresql-{name}"), connect(settings) as server:
        if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [template]).fetchone():
            server.execute(f'CREATE DATABASE "{template}_new"' + (f' TEMPLATE "{base}"' if base else ""))
            fill(name, "postgresql://{USER}:{PASSWORD}@{HOST}:{PORT}/{name}_new".format(name=template, **settings))
            server.execute(f'ALTER DATABASE "{template}_new" RENAME TO "{template}"')
    return template


def connect(settings: dict):
    """A connection to the server of `settings`, to the database that every server has."""
    import psycopg

    at = {name.lower(): settings[name] for name in ("HOST", "PORT", "USER", "PASSWORD")}
    return psycopg.connect(dbname="postgres", autocommit=True, **at)


def put_in_place(name: str = "furnished") -> None:
    """Give this process a new copy of a template: a test that commits ends by emptying every table."""
    from django.contrib.contenttypes.models import ContentType
    from django.core.cache import cache as site_cache
    from django.db import connection
    from wagtail.models import Site

    from sections.locales import forget_locales

    connection.close()
    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        copy_sqlite(name, Path(settings["NAME"]))
    else:
        template = make_postgresql_template(name, settings)
        with connect(settings) as server:
            server.execute(f'DROP DATABASE "{settings["NAME"]}" WITH (FORCE)')
            server.execute(f'CREATE DATABASE "{settings["NAME"]}" TEMPLATE "{template}"')
    if name == "demo":
        bring_files(connection.vendor)
    # What was remembered of the rows that were there before.
    ContentType.objects.clear_cache()
    Site.clear_site_root_paths_cache()
    forget_locales()
    site_cache.clear()


@contextlib.contextmanager
def database(name: str) -> Iterator[None]:
    """Work on another template, then on the usual one again."""
    put_in_place(name)
    try:
        yield
    finally:
        put_in_place()


def make_all() -> None:
    """Make the templates on the database of the settings: each takes one core, so `make test` makes several at once."""
    import django

    django.setup()
    from django.conf import settings

    default = settings.DATABASES["default"]
    for name in TEMPLATES:
        if default["ENGINE"].endswith("sqlite3"):
            make_sqlite_template(name)
        else:
            make_postgresql_template(name, default)


if __name__ == "__main__":
    make_all()
