"""What the demo content of the section asks of a fact, and volunteers who are invented, and say so."""

from django.template import Library

from forms.models import Status
from places.models import Place
from sections.dates import parse_partial

from .models import CafeIndexPage, Facilitator

register = Library()


@register.filter
def partial_end(text: str | None) -> tuple | None:
    """The last day of a year, with its precision; the first one of anything else."""
    if not text:
        return None
    day, precision = parse_partial(text)
    return (day.replace(month=12, day=31) if len(text) == 4 else day), precision


@register.filter
def fill(text: str, word: str | None) -> str:
    return text % (word or "")


def load(demo) -> None:
    demo.at_end(add_volunteers)


def add_volunteers(demo) -> None:
    for room in CafeIndexPage.objects.filter(locale=demo.french).exclude(pk__in=Facilitator.objects.values("room")):
        for own in demo.texts.load("cafeia/volunteers.json"):
            place = Place.get_town(own["commune"], own["department"])
            Facilitator.objects.create(room=room, place=place, language="fr", status=Status.DONE, **own)
