"""A backup is one tar: the database, every file of the media, and last their hashes, without which it is none."""

import contextlib
import hashlib
import io
import json
import os
import sqlite3
import subprocess
import tarfile
import tempfile
from collections import deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path

from django.core.files.storage import default_storage
from django.core.management.base import CommandError
from django.db import connection

from newsroom.storage import WAITING

DATABASE, MEDIA, MANIFEST = "database", "media/", "manifest.json"


class BrokenBackup(CommandError):
    """A file that is no backup, is not whole, or was changed."""


def list_media(folder: str = "") -> Iterator[str]:
    """The names of all the files of the media, wherever they are kept."""
    with contextlib.suppress(FileNotFoundError):
        folders, names = default_storage.listdir(folder)
        yield from (f"{folder}{name}" for name in names if name)
        for name in folders:
            yield from list_media(f"{folder}{name}/")


def in_turn(function, items) -> Iterator:
    """The results of `function` in order, as many at once, and in memory, as may wait for the bucket."""
    items = iter(items)
    with ThreadPoolExecutor(WAITING) as pool:
        while some := list(islice(items, WAITING)):
            yield from pool.map(function, some)


def write_backup(target: Path) -> int:
    """Write a backup, under another name until it is whole; return the number of files of the media.

    The database comes first: what it names is in the media already, and stays there while the bin keeps it.
    """
    hashes, partial = {}, target.with_name(f"{target.name}.partial")

    def add(name: str, file) -> None:
        hashes[name] = hashlib.file_digest(file, "sha256").hexdigest()
        info = tarfile.TarInfo(name)
        info.size = file.seek(0, os.SEEK_END)
        file.seek(0)
        tar.addfile(info, file)

    with tempfile.TemporaryDirectory(dir=target.parent) as folder, tarfile.open(partial, "w") as tar:
        partial.chmod(0o600)
        with dump_database(Path(folder, DATABASE)).open("rb") as file:
            add(DATABASE, file)
        for name, file in in_turn(read_media, list_media()):
            if file:
                add(MEDIA + name, file)
        manifest = json.dumps({"vendor": connection.vendor, "files": hashes})
        add(MANIFEST, io.BytesIO(manifest.encode()))
    partial.replace(target)
    return len(hashes) - 2


def read_media(name: str) -> tuple[str, io.BytesIO | None]:
    """A file of the media; None if it was deleted meanwhile."""
    with contextlib.suppress(FileNotFoundError), default_storage.open(name) as file:
        return name, io.BytesIO(file.read())
    return name, None


def check_backup(source: Path) -> set[str]:
    """What a backup holds, after reading all of it; raises BrokenBackup."""
    found, manifest = {}, None
    try:
        with tarfile.open(source, "r:") as tar:
            for member in tar:
                if member.name == MANIFEST:
                    manifest = json.load(tar.extractfile(member))
                else:
                    found[member.name] = hashlib.file_digest(tar.extractfile(member), "sha256").hexdigest()
    except (tarfile.TarError, OSError, AttributeError, ValueError) as error:
        raise BrokenBackup(f"{source} is not a whole backup: {error}") from error
    if not manifest or manifest["files"] != found:
        raise BrokenBackup(f"{source} is not a whole backup: its files are not those of its manifest.")
    if manifest["vendor"] != connection.vendor:
        raise BrokenBackup(f"{source} is of {manifest['vendor']}, this site runs on {connection.vendor}.")
    return {name.removeprefix(MEDIA) for name in found} - {DATABASE}


def restore_backup(source: Path) -> int:
    """Have the database and the media hold what a backup holds, and nothing else; return the number of files."""
    wanted = check_backup(source)
    with tempfile.TemporaryDirectory() as folder, tarfile.open(source, "r:") as tar:
        tar.extract(DATABASE, folder, filter="data")
        load_database(Path(folder, DATABASE))
        files = (member for member in tar if member.name.startswith(MEDIA))
        items = ((one.name.removeprefix(MEDIA), tar.extractfile(one).read()) for one in files)
        deque(in_turn(write_media, items), maxlen=0)
    deque(in_turn(default_storage.delete, set(list_media()) - wanted), maxlen=0)
    return len(wanted)


def write_media(item: tuple[str, bytes]) -> None:
    default_storage.delete(item[0])
    default_storage.save(item[0], io.BytesIO(item[1]))


def dump_database(path: Path) -> Path:
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with contextlib.closing(sqlite3.connect(path)) as target:
            connection.connection.backup(target)
    else:
        run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={path}")
    return path


def load_database(path: Path) -> None:
    """Put a dump in the place of all that the database holds: all of it, or nothing."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with contextlib.closing(sqlite3.connect(path)) as source:
            source.backup(connection.connection)
    else:
        connection.close()
        script = path.with_suffix(".sql")
        subprocess.run(["pg_restore", "--no-owner", "--no-privileges", f"--file={script}", path], check=True)
        empty = ("--command=DROP SCHEMA public CASCADE", "--command=CREATE SCHEMA public")
        run("psql", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1", *empty, f"--file={script}")


def run(program: str, *arguments: str) -> None:
    """Run a program of PostgreSQL on the database of the site, which Django's own says how to reach."""
    (_psql, *where), environment = connection.client.settings_to_cmd_args_env(connection.settings_dict, [])
    own = os.environ | (environment or {})
    subprocess.run([program, *arguments, *where], check=True, env=own, stdout=subprocess.DEVNULL)
