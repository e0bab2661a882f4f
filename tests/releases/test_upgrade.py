"""Every release is upgraded to this version, page by page; what landed is never rewritten, and serves two versions."""

import json
import lzma
import re
from importlib import import_module
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection, migrations

from cnnum_site.backup import load_database
from sections.locales import forget_locales
from tests.databases import put_in_place

from .making import read_text
from .migrations import ROOT, read_landed, read_migrations

RELEASES = sorted(path.parent for path in Path(__file__).parent.glob("*/pages.json"))
#: What takes away from the version before something that it reads.
TAKING = (migrations.RemoveField, migrations.RenameField, migrations.DeleteModel, migrations.RenameModel)


@pytest.fixture(scope="module", autouse=True)
def put_back_at_end():
    """Such tests empty every table when they end: the next file finds what migrations wrote."""
    yield
    put_in_place()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("release", RELEASES, ids=lambda path: path.name)
def test_a_release_is_upgraded_and_shows_what_it_showed(release, client, tmp_path):
    put_in_place("migrated")
    dump = tmp_path / "database"
    dump.write_bytes(lzma.decompress((release / f"{connection.vendor}.xz").read_bytes()))
    assert all(file.stat().st_size <= 300_000 for file in release.iterdir())
    load_database(dump)
    call_command("migrate", verbosity=0)
    forget_locales()
    said = json.loads((release / "pages.json").read_text(encoding="utf-8"))
    assert len(said) > 5
    for address, words in said.items():
        text = read_text(client, address)
        assert words and not [word for word in words if word not in text], address
    call_command("reindex", verbosity=0)
    call_command("reindex", "--check", verbosity=0)


def test_what_landed_is_never_rewritten():
    landed, now = read_landed(), read_migrations()
    assert landed and not [path for path, digest in landed.items() if now.get(path) != digest]


def find_faults(operations) -> list[str]:
    """Operations after which the version before cannot read or write any more."""
    faults = []
    for operation in operations:
        if isinstance(operation, migrations.SeparateDatabaseAndState):
            faults += find_faults(operation.database_operations)
        elif isinstance(operation, TAKING):
            faults.append(operation.describe())
        elif isinstance(operation, migrations.AddField):
            field = operation.field
            if not (field.null or field.has_db_default() or field.many_to_many):
                faults.append(f"{operation.describe()}: neither null nor db_default")
        elif isinstance(operation, migrations.AlterField) and not operation.field.null:
            # Whether it could be null before is in the other migrations: say so with a default of the database.
            if not operation.field.has_db_default() and not operation.field.has_default():
                faults.append(f"{operation.describe()}: what may have been null has no default")
    return faults


def test_a_migration_runs_while_the_version_before_serves():
    """Once a release is out: take away in two releases, add what may be null or has a default of the database."""
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    if not re.search(r"^## \[1\.0\.0\] - \d{4}-", changelog, re.MULTILINE):
        pytest.skip("no release is out yet")
    faults = {}
    for path in read_migrations().keys() - read_landed().keys():
        module = import_module(path.removesuffix(".py").replace("/", "."))
        if found := find_faults(module.Migration.operations):
            faults[path] = found
    assert not faults


def test_what_would_break_the_version_before_is_found():
    from django.db import models

    add = migrations.AddField
    assert find_faults([add("page", "a", models.TextField(default=""))])
    assert not find_faults(
        [add("page", "a", models.TextField(null=True)), add("page", "b", models.TextField(db_default=""))]
    )
    assert find_faults([migrations.RemoveField("page", "a")]) and find_faults(
        [migrations.RenameField("page", "a", "b")]
    )
    wrapped = migrations.SeparateDatabaseAndState(database_operations=[migrations.DeleteModel("page")])
    assert find_faults([wrapped])
