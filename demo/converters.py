"""What a mapping may do with a value, by name: filters of Django's templates, besides its own.

A value that is not there is None, and stays so: a field given None keeps its default.
"""

import datetime

from django.template import Library

from content.models import KeyFigure
from places.choices import DEPARTMENTS, REGIONS
from places.models import Place, PlaceKind
from sections.dates import parse_partial

from .writing import Writer

register = Library()


@register.filter(name="place")
def get_place(record: dict) -> Place | None:
    """The place of a record that has `city`, `department`, `region` and, maybe, `country`; None if none is known.

    A place is as precise as the record: a town, else a region, else a foreign country.
    """
    city, country = record.get("city"), record.get("country") or "FR"
    department = {name: code for code, (name, _region) in DEPARTMENTS.items()}.get(record.get("department"))
    region = {name: code for code, name in REGIONS.items()}.get(record.get("region"), "")
    if city:
        values = {"name": city, "kind": PlaceKind.CITY}
        if department:
            values["department"] = department
    elif region:
        values = {"name": REGIONS[region], "kind": PlaceKind.REGION}
    elif country != "FR":
        name = str(dict(Place._meta.get_field("country").choices).get(country, country))
        values = {"name": name, "kind": PlaceKind.COUNTRY}
    else:
        return None
    place = Place.objects.filter(**values, country=country).first()
    if place is None:
        place = Place.objects.create(**values, region=region, country=country)
    return place


@register.filter
def partial(text) -> tuple | None:
    """`2021-05` as the first day of it and its precision: two fields."""
    return parse_partial(text) if text else None


@register.filter
def hours(text) -> list | None:
    """`13:30-15:00` or `13:30` as a start and an end; None for words."""
    try:
        return [*map(datetime.time.fromisoformat, (text or "").split("-")), None][:2]
    except ValueError:
        return None


@register.filter
def lines(items, apart: int = 1) -> str:
    """One a line; `lines:2` makes paragraphs of them."""
    return ("\n" * apart).join(items or ())


@register.filter
def above(line: str | None, text: str | None) -> str:
    """A line before a text; either may be missing."""
    return lines(filter(None, [line, text]))


@register.filter
def rich(text):
    """Paragraphs and lists as rich text; of an object, those of each of its texts."""
    if isinstance(text, dict):
        return {key: rich(value) for key, value in text.items()}
    return Writer().write_rich_text(text.splitlines()) if text else text


@register.filter
def paragraph(text) -> list[dict]:
    """A text as blocks."""
    return [{"type": "paragraph", "value": rich(text)}] if text else []


@register.filter
def get(values, key):
    """An item of an object, or of a list by its number."""
    if isinstance(values, list | tuple):
        return values[key] if key < len(values) else None
    return (values or {}).get(str(key))


#: Filters that a line says.
PLAIN = {
    "absent": lambda value: not value,
    "equals": lambda value, other: value == other,
    "except": lambda items, others: [item for item in items or () if item not in (others or ())],
    # The name of a text: `"note-qanon"|file:"works/*.fr.md"`.
    "file": lambda key, pattern: pattern.replace("*", key),
    "if": lambda value, condition: value if condition else None,
    "listed": lambda value: [value] if value else [],
    "split": lambda text, mark: text.split(mark),
    "unique": lambda items: list(dict.fromkeys(items or ())),
    "unless": lambda value, condition: None if condition else value,
    "without": lambda text, prefix: text.removeprefix(prefix),
}
for name, function in PLAIN.items():
    register.filter(name, function)


def get_reading_filters(demo) -> dict:
    """The filters that read the facts and the texts."""

    def named_in(reference: str, family: str) -> list[str]:
        """The records of a family that name this one."""
        return demo.facts.naming(family).get(reference, [])

    def linked_in(reference: str, name: str) -> list[str]:
        """The records whose text in a file has a link to this one."""
        return [other for other, text in demo.texts.load(name).items() if reference in text.get("links", ())]

    def key_figures(references) -> list[dict]:
        """A block of key figures, if they are known."""
        rows = demo.get_rows(KeyFigure)
        found = [rows[reference].pk for reference in references or () if reference in rows]
        return [{"type": "key_figures", "value": {"title": "", "figures": found}}] if found else []

    return {
        "key_figures": key_figures,
        "linked_in": linked_in,
        "facts": lambda name: demo.facts[name],
        "fact": lambda reference, family: demo.facts.get_index(family).get(reference),
        "named_in": named_in,
        "names_in": lambda references, family: [
            demo.facts.get_index(family)[reference]["name"]
            for reference in references or ()
            if reference in demo.facts.get_index(family)
        ],
        "load": lambda name: demo.texts.load(name) or None,
        "text": lambda key, name: demo.texts.load(name).get(key),
        "document": lambda name: name and demo.read(name),
        "chapters": lambda name: demo.read(name, in_chapters=True),
    }
