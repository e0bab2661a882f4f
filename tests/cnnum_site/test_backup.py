"""What is backed up comes back, all of it, on each database and from a bucket as from a folder."""

import hashlib
import io
import json
import os
import tarfile

import boto3
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection
from moto.server import ThreadedMotoServer
from wagtail.documents import get_document_model
from wagtail.models import Page

from cnnum_site.backup import list_media
from scripts import services
from sections.locales import forget_locales
from tests.databases import put_in_place
from tests.factories import make_page
from works.models import WorkPage

#: What a restored site writes anew: which tables changed, what the search reads (`reindex --check` judges it), jobs.
ANEW = ("sections_change", "search_", "django_tasks", "django_migrations", "sqlite_", "care_", "django_site")
KEYS = {"access_key": "testing", "secret_key": "testing"}


pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module", autouse=True)
def put_back_at_end():
    """Such tests empty every table when they end: the next file finds what migrations wrote."""
    yield
    put_in_place()


@pytest.fixture(params=["folder", "bucket"])
def site(request, settings, tmp_path):
    """A site of which everything is committed, its files in a folder or in a real bucket."""
    local = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path / "media"}}
    server = None
    if request.param == "bucket":
        server = ThreadedMotoServer(ip_address="127.0.0.1", port=services.free_port(), verbose=False)
        server.start()
        url = "http://{}:{}".format(*server.get_host_and_port())
        names = {"aws_access_key_id": "testing", "aws_secret_access_key": "testing"}
        boto3.client("s3", endpoint_url=url, region_name="us-east-1", **names).create_bucket(Bucket="media")
        options = {"bucket_name": "media", "endpoint_url": url, "file_overwrite": False, **KEYS}
        local = {"BACKEND": "newsroom.storage.BucketStorage", "OPTIONS": options}
    settings.STORAGES = settings.STORAGES | {"default": local}
    try:
        put_in_place("newsroom")
        yield fill()
    finally:
        if server:
            server.stop()


def fill() -> Page:
    page = make_page(WorkPage, title="Ce qui revient")
    for number in range(20):
        file = ContentFile(os.urandom(200 * number), name=f"pièce-{number}.pdf")
        get_document_model().objects.create(title=f"Pièce {number}", file=file)
    call_command("rebuild_references_index", verbosity=0)
    call_command("reindex", verbosity=0)
    return page


def read_rows() -> dict[str, str]:
    """table → a digest of its rows."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if not table.startswith(ANEW):
                cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
                rows = sorted(repr(row) for row in cursor.fetchall())
                found[table] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return found


def read_files() -> dict[str, str]:
    return {name: hashlib.sha256(default_storage.open(name).read()).hexdigest() for name in list_media()}


def run(command: str, *arguments) -> str:
    output = io.StringIO()
    call_command(command, *map(str, arguments), stdout=output)
    forget_locales()
    return output.getvalue()


def ruin() -> None:
    Page.objects.filter(title="Ce qui revient").delete()
    get_document_model().objects.filter(title="Pièce 3").delete()
    names = sorted(list_media())
    default_storage.delete(names[0])
    default_storage.delete(names[1])
    default_storage.save(names[1], ContentFile(b"autre chose"))
    default_storage.save("documents/en-trop.pdf", ContentFile(b"en trop"))
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE left_by_a_later_version (id integer)")


def test_what_was_lost_comes_back(site, tmp_path):
    rows, files = read_rows(), read_files()
    assert len(files) >= 20 and "wagtailcore_referenceindex" in rows
    folder = tmp_path / "backups"
    folder.mkdir()
    assert f"{len(files)} files" in run("backup", folder)
    (backup,) = folder.iterdir()
    assert backup.stat().st_mode & 0o077 == 0, "it holds what only its owner may read"
    ruin()
    with pytest.raises(CommandError, match="--replace"):
        run("restore", backup)
    assert not Page.objects.filter(title="Ce qui revient").exists()
    run("restore", backup, "--replace")
    assert read_files() == files
    assert read_rows() == rows
    call_command("reindex", "--check", verbosity=0)


def break_backup(backup, how: str) -> None:
    content = backup.read_bytes()
    if how == "cut":
        backup.write_bytes(content[: len(content) // 2])
    elif how == "cut between two files":
        with tarfile.open(backup) as tar:
            backup.write_bytes(content[: tar.getmembers()[5].offset])
    elif how == "one byte":
        with tarfile.open(backup) as tar:
            place = tar.getmembers()[-2].offset_data
        backup.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
    elif how == "another database":
        with tarfile.open(backup) as tar:
            manifest = json.load(tar.extractfile("manifest.json"))
            end = tar.getmembers()[-1].offset
        backup.write_bytes(content[:end] + bytes(1024))
        with tarfile.open(backup, "a") as tar:
            data = json.dumps(manifest | {"vendor": "oracle"}).encode()
            info = tarfile.TarInfo("manifest.json")
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    else:
        backup.write_bytes({"empty": b"", "something else": b"PK\x03\x04" * 200}[how])


KINDS = ["cut", "cut between two files", "one byte", "another database", "empty", "something else"]


@pytest.mark.parametrize("site", ["folder"], indirect=True)
def test_what_is_not_whole_is_refused_and_nothing_is_lost(site, tmp_path):
    backup = tmp_path / "backup.tar"
    run("backup", backup)
    whole, rows, files = backup.read_bytes(), read_rows(), read_files()
    for how in KINDS:
        backup.write_bytes(whole)
        break_backup(backup, how)
        with pytest.raises(CommandError, match="backup|runs on"):
            run("restore", backup, "--replace")
    with pytest.raises(CommandError, match="backup"):
        run("restore", tmp_path / "absent.tar", "--replace")
    assert read_rows() == rows and read_files() == files


@pytest.mark.parametrize("site", ["folder"], indirect=True)
def test_a_backup_that_ends_too_soon_leaves_none(site, tmp_path, monkeypatch):
    monkeypatch.setattr("cnnum_site.backup.read_media", lambda name: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        run("backup", tmp_path / "backup.tar")
    assert not (tmp_path / "backup.tar").exists()
