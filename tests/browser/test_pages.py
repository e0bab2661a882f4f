"""Every page type in a real browser: the same looks as `make audit`, one sample of each."""

import pytest

from scripts import services

from .audit import Report, audit
from .site import prepare, serve

pytestmark = pytest.mark.browser


@pytest.fixture(scope="session")
def report(require) -> Report:
    require(services.chromium(), "Chromium")
    require(services.shutil.which("java") and services.fetch_vnu(), "the Nu HTML checker")
    with serve(special=prepare()) as site:
        return audit(site, quick=True)


def expect_none(faults: list[str]) -> None:
    assert not faults, "\n" + "\n".join(faults)


def test_every_kind_of_page_was_seen(report):
    assert {"home", "listing", "article", "view", "error"} <= {row.type.kind for row in report.rows}


def test_no_broken_link(report):
    expect_none([f"{path} (on {parent})" for path, parent in report.broken.items()])


def test_axe(report):
    expect_none(report.failures(lambda row: row.axe))


def test_html(report):
    expect_none(report.failures(lambda row: row.html))


def test_console_policy_hosts_and_overflow(report):
    expect_none(report.failures(lambda row: row.problems))


def test_keyboard(report):
    expect_none(report.failures(lambda row: row.keyboard))


def test_without_javascript(report):
    expect_none(report.failures(lambda row: row.scriptless))


def test_limits(report):
    expect_none(report.failures(lambda row: row.over()))
