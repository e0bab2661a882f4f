"""Ends of session, dead servers and cut networks while typing: nothing is lost. Many more: `tests.browser.losing`."""

import pytest

from scripts import services

from .chromium import launch
from .losing import EVENTS, play, served

pytestmark = pytest.mark.browser


def test_no_typed_character_is_lost(require, tmp_path):
    require(services.chromium(), "Chromium")
    with served(tmp_path / "site") as server, launch() as browser:
        assert play(server, browser, len(EVENTS) + 1, seed=7) == 0
