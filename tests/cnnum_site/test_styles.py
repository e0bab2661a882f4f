"""The style sheets made by commands are those that the installed design system gives."""

import re
from pathlib import Path

import brotli
import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.template.loader import render_to_string

from tests.factories import get_home
from tests.styles.management.commands import build_dsfr
from themes.models import ThemeColour, ThemePattern
from themes.trames import COLOURS, PATTERNS, SIDE, polygons, svg_path


def test_design_system_is_up_to_date():
    call_command("build_dsfr", "--check")


def test_trames_are_up_to_date():
    call_command("build_trames", "--check")


def test_every_colour_and_pattern_of_a_theme_can_be_drawn():
    assert set(COLOURS) == set(ThemeColour.values)
    assert set(PATTERNS) == set(ThemePattern.values)


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_pattern_fills_its_tile_and_does_not_leave_it(pattern):
    for layer in (0, 1):
        assert len(PATTERNS[pattern][layer].split()) == SIDE * SIDE
        points = [point for polygon in polygons(pattern, layer) for point in polygon]
        assert points and all(-1e-6 <= value <= SIDE + 1e-6 for point in points for value in point)
        assert re.fullmatch(r"[MLAZ0-9 .]+", svg_path(pattern, layer))


def test_unused_variables_go_and_those_they_need_stay():
    css = ":root{--a:var(--b);--b:1;--c:2}p{color:var(--a)}"
    assert build_dsfr.prune(css, "") == ":root{--a:var(--b);--b:1;}p{color:var(--a)}"
    assert "--c:2" in build_dsfr.prune(css, "q{color:var(--c)}")


def test_dark_rules_have_a_twin_for_readers_without_javascript():
    css = (build_dsfr.TARGET / "dsfr.css").read_text()
    twins = css.split("@media (prefers-color-scheme:dark){:root[data-fr-scheme=system]")
    assert len(twins) == 2 and "--grey-1000-50:#161616" in twins[1]


def test_no_style_sheet_asks_another_host():
    for path in Path(build_dsfr.TARGET).glob("*.css"):
        addresses = re.findall(r"""url\(["']?([^)"']+)""", path.read_text())
        assert not [a for a in addresses if not a.startswith(("data:", "fonts/", "../dsfr/dist/fonts/"))]


def test_no_rule_is_left_for_a_class_that_nothing_names():
    css = (build_dsfr.TARGET / "dsfr.css").read_text()
    assert ".fr-btn" in css and ".fr-collapse--expanded" in css
    assert ".fr-artwork" not in css and ".fr-col-offset-" not in css


def test_western_pages_take_the_small_fonts_and_other_letters_the_whole_ones():
    css = (build_dsfr.TARGET / "dsfr.css").read_text()
    whole, small = css.index("/Marianne-Bold.woff2"), css.index("marianne-bold.woff2")
    assert whole < small and "unicode-range:U+20-7E" in css[small : small + 120]


@pytest.mark.django_db
def test_first_load_of_the_home_page_is_light(client):
    """Style sheets, scripts and the fonts that every page shows, as brotli sends them: bytes, not times."""
    paths = re.findall(r'(?:href|src)="/static/([^"]+)"', client.get(get_home().url).content.decode())
    files = {finders.find(path) for path in paths} | {finders.find("cnnum/fonts/marianne-medium.woff2")}
    sizes = {name: len(brotli.compress(Path(name).read_bytes())) for name in files}
    assert len(sizes) > 12
    # With the 7 KB of the text itself, 120 KB are the goal.
    assert sum(sizes.values()) <= 113_000, sizes


@pytest.mark.parametrize("name", ["500.html", "503.html"])
def test_server_errors_need_neither_database_nor_request(name):
    html = render_to_string(name)
    assert "Conseil national du" in html and "<h1>" in html
