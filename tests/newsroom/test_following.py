"""What follows a publication, a withdrawal, a move: in one order, which the checks hold."""

import pytest

from newsroom import following
from newsroom.bin.models import BinEntry
from newsroom.bin.restoring import restore
from sections.following import EVENTS, PUBLICATION, RESTORATION, steps
from tests.factories import get_home, make_page
from tests.toysection.models import ToyPage


def test_every_step_has_its_place():
    assert set(following.ORDER) == {*following.SIGNALS, RESTORATION} == set(EVENTS)
    assert following.check_order(None) == []


def test_a_step_in_no_order_and_an_order_without_its_step_are_errors(monkeypatch):
    monkeypatch.setitem(steps[PUBLICATION], "elsewhere.thing", print)
    assert [error.id for error in following.check_order(None)] == ["newsroom.E001"]
    assert "elsewhere.thing" in following.check_order(None)[0].msg
    monkeypatch.delitem(steps[PUBLICATION], "content.address")
    assert {error.id for error in following.check_order(None)} == {"newsroom.E001", "newsroom.E002"}


@pytest.mark.django_db
@pytest.mark.parametrize("event", EVENTS)
def test_steps_are_taken_in_their_order(monkeypatch, event):
    page, taken = make_page(ToyPage), []
    for name in steps[event]:
        monkeypatch.setitem(steps[event], name, lambda page, name=name: taken.append((name, page.pk)))
    if event == PUBLICATION:
        page.save_revision().publish()
    elif event == "withdrawal":
        page.unpublish()
    elif event == RESTORATION:
        page.delete()
        page = restore(BinEntry.objects.latest("pk"), None)
    else:
        page.move(get_home(), pos="last-child")
    assert taken == [(name, page.pk) for name in following.ORDER[event]]


@pytest.mark.django_db
def test_a_step_that_fails_undoes_the_publication(monkeypatch):
    page = make_page(ToyPage, title="Avant", live=False)
    last = following.ORDER[PUBLICATION][-1]

    def fail(page):
        raise ValueError("En panne")

    monkeypatch.setitem(steps[PUBLICATION], last, fail)
    with pytest.raises(ValueError, match="En panne"):
        page.save_revision().publish()
    assert not ToyPage.objects.get(pk=page.pk).live
