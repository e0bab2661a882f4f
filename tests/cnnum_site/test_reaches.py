"""What the project takes from Wagtail beyond its promises is the one that was read."""

import pytest
from wagtail.admin.mail import OpenedConnection
from wagtail.models import Page

from cnnum_site import reaches
from newsroom import guard


def test_nothing_changed():
    assert reaches.check_reaches(None) == []


def test_three_methods_are_wrapped_and_no_more():
    assert len(reaches.REACHES["wrapped"]) == 3
    for reach in reaches.REACHES["wrapped"]:
        owner, _dot, name = reach.what.rpartition(".")
        assert getattr(reaches.import_path(owner), name).is_guarded
    before = Page.permissions_for_user
    guard.install()
    assert Page.permissions_for_user is before, "installed once"


def test_a_method_that_changed_or_went_is_told(monkeypatch):
    def save_revision(self, **kwargs):
        """Another one."""

    monkeypatch.setattr(Page, "save_revision", save_revision)
    (error,) = reaches.check_reaches(None)
    assert "Page.save_revision is another" in error.msg and "newsroom/signals.py" in error.hint
    monkeypatch.undo()
    monkeypatch.delattr(OpenedConnection.__module__ + ".OpenedConnection")
    (error,) = reaches.check_reaches(None)
    assert "OpenedConnection is gone" in error.msg


@pytest.mark.parametrize("what", [reach.what for reach in reaches.REACHES["wrapped"]])
def test_a_wrapped_method_that_changed_is_told_behind_its_guard(monkeypatch, what):
    owner, _dot, name = what.rpartition(".")

    def other(self, *args, **kwargs):
        """What an upgrade would bring."""

    monkeypatch.setattr(getattr(reaches.import_path(owner), name), "__wrapped__", other)
    assert [what in error.msg for error in reaches.check_reaches(None)] == [True]


def test_a_template_that_changed_is_told(monkeypatch, tmp_path):
    find, changed = reaches.find_originals, tmp_path / "login.html"
    changed.write_text("Autre chose")
    monkeypatch.setattr(
        reaches, "find_originals", lambda name: [changed] if name == "wagtailadmin/login.html" else find(name)
    )
    (error,) = reaches.check_reaches(None)
    assert error.msg.startswith("wagtailadmin/login.html is another")


def test_a_template_that_takes_the_place_of_one_of_wagtail_s_is_named(monkeypatch):
    monkeypatch.setitem(reaches.REACHES, "replaced", reaches.REACHES["replaced"][1:])
    assert [error.id for error in reaches.check_reaches(None)] == ["cnnum_site.E002"]
