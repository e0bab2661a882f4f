"""Actions to test with; dates are ISO texts, cut where they are not known."""

import datetime

from actions.models import ActionPage, Session
from places.models import Place
from sections.dates import parse_partial
from tests.factories import get_index, get_locale, make_page


def make_action(start: str = "", end: str = "", sessions=(), **fields) -> ActionPage:
    """A public action, or a draft with `live=False`; `sessions` are ISO days."""
    if start:
        fields["date"], fields["date_precision"] = parse_partial(start)
    if end:
        fields["end_date"], fields["end_precision"] = parse_partial(end)
    page = make_page(ActionPage, **fields)
    for day in sessions:
        page.sessions.add(Session(date=datetime.date.fromisoformat(day), locale=get_locale()))
    if sessions:
        page.save()
        page.save_revision().publish()
    return ActionPage.objects.get(pk=page.pk)


def make_place(name: str = "Bordeaux", **fields) -> Place:
    return Place.objects.filter(name=name).first() or Place.objects.create(name=name, **fields)


def base_url() -> str:
    return get_index(ActionPage).url
