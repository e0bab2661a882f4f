"""How events are shown: the date as a tile, days and months in words, the data of search engines."""

import datetime

from django import template
from django.utils.dateformat import format as format_date

from sections.dates import DatePrecision, day_number, display_partial

from ..structured_data import describe_event

register = template.Library()


@register.simple_tag
def date_tile(page) -> dict:
    """The date as a tear-off calendar shows it: `day`, `month`, `year`, as far as they are known."""
    event = page.get_event()
    date, precision, end = event.start, event.precision, event.end
    if event.days:
        date, precision, end = min(event.days), DatePrecision.DAY, None
    if date is None:
        return {}
    tile = {"day": "", "month": "", "year": date.year}
    if precision != DatePrecision.YEAR:
        tile["month"] = format_date(date, "N")
    if precision == DatePrecision.DAY:
        tile["day"] = str(date.day)
        if end and event.end_precision == DatePrecision.DAY and (end.year, end.month) == (date.year, date.month):
            if 0 < (end - date).days <= 9:
                tile["day"] += f"–{end.day}"
    return tile


@register.filter
def day_name(day: datetime.date) -> str:
    """« mercredi 15 mai »; in English « Wednesday 15 May »."""
    return f"{format_date(day, 'l')} {day_number(day)}\u00a0{format_date(day, 'F')}"


@register.filter
def full_day(day: datetime.date | None) -> str:
    """« 15 mai 2024 »."""
    return display_partial(day, DatePrecision.DAY)


@register.filter
def month_path(day: datetime.date) -> str:
    """The end of the address of a month of the agenda."""
    return f"agenda/{day.year:04}/{day.month:02}/"


@register.filter
def month_name(day: datetime.date) -> str:
    """« mai 2024 »."""
    return display_partial(day, DatePrecision.MONTH)


@register.simple_tag
def view_url(listing, view: str) -> str:
    """The same results in another view of the section."""
    return listing.view_url(view)


@register.simple_tag(takes_context=True)
def event_data(context, page) -> dict:
    """An event in the words of schema.org, with what its page shows around it."""
    return describe_event(page, context["request"], context.get("parent_action"), context.get("programme", ()))
