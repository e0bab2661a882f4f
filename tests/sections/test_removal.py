"""Each app of contents can be taken out of the settings, its pages still in the database, and put back.

Taken out, its own addresses say 410 with the designed page, those of its drafts 404; nothing else
tells of it, and no screen of the staff fails. Put back, every page says what it said.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from sections.registry import get_sections
from tests.databases import copy_sqlite
from tests.sections.removal_visit import NAMED

pytestmark = pytest.mark.once
ROOT = Path(__file__).resolve().parent.parent.parent
#: « Le Conseil » is no section, and can be taken out as well.
APPS = [section.name for section in get_sections()] + ["council"]


def run(database: Path, *arguments: str, removed: str = "", read: object = None):
    environment = {
        **{name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")},
        "REMOVAL_DATABASE": str(database),
        "REMOVED": removed,
    }
    command = [sys.executable, "-m", "tests.sections.removal_visit", *arguments]
    given = json.dumps(read)
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, input=given)
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1]) if arguments != ("fill",) else None


@pytest.fixture(scope="module")
def database(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("removal") / "site.sqlite3"
    copy_sqlite("migrated", path)
    run(path, "fill")
    return path


@pytest.fixture(scope="module")
def addresses(database) -> dict:
    return run(database, "list")


@pytest.fixture(scope="module")
def before(addresses) -> dict:
    """What the whole site says: the pages of every app, and the rest."""
    return addresses["before"]


def test_the_whole_site_shows_every_app(addresses, before):
    """What the other tests look for is there to be found."""
    assert {url: seen[0] for url, seen in before.items() if seen[0] >= 400 and not url.endswith("/rien/")} == {}
    for app, own in addresses["apps"].items():
        assert len([url for url in own["gone"] if before[url][0] == 200]) > 5, app


@pytest.mark.parametrize("removed", [*APPS, ",".join(APPS)], ids=lambda names: names.replace(",", "+"))
def test_an_app_that_is_taken_out_is_gone(database, addresses, before, removed):
    names = removed.split(",")
    kinds = ("gone", "hidden", "admin")
    own = {kind: [url for name in names for url in addresses["apps"][name][kind]] for kind in kinds}
    # The staff's screens know no section: one visit, without any of them, is enough.
    screens = own["admin"] + addresses["admin"] if len(names) > 1 else []
    seen = run(database, removed=removed, read=[*addresses["rest"], *own["gone"], *own["hidden"], *screens])
    statuses = {url: status for url, (status, *_told) in seen.items()}
    assert {url: statuses[url] for url in own["gone"] if statuses[url] != 410} == {}
    assert {url: statuses[url] for url in own["hidden"] if statuses[url] not in (404, 410)} == {}
    # An entry that no public page names any more is not found; whatever is named by those that stay is.
    expected = dict.fromkeys(addresses["rest"], 200) | dict.fromkeys(NAMED, 200 if len(names) == 1 else 404)
    assert {url: statuses[url] for url in expected if statuses[url] != expected[url]} == {}
    assert {url: statuses[url] for url in screens if statuses[url] >= 500} == {}
    labels, gone = {name.rpartition(".")[2] for name in names}, set(own["gone"])
    told = {url: [labels & set(seen[url][1]), gone & set(seen[url][2])] for url in addresses["rest"]}
    assert {url: found for url, found in told.items() if any(found)} == {}
    everything = set().union(*(set(before[url][1]) for url in addresses["rest"]))
    assert labels - {"council"} <= everything, "the rest of the site told of it before"


def test_what_is_put_back_is_all_there_again(database, addresses, before):
    """Without indexing anything again, and after every visit above."""
    after = run(database, read=list(before))
    assert {url for url in before if before[url][:3] != after[url][:3]} == set()
    assert {url for url in addresses["rest"] if before[url] != after[url]} == set()
