"""What values of each type of `schema` look like: a function gives the reason of a refusal, or ""."""

from sections.dates import parse_partial


def check_text(value) -> str:
    if not isinstance(value, str) or not value.strip():
        return f"is not a text: {value!r}"
    return "holds a NUL character" if "\0" in value else ""


def check_bool(value) -> str:
    return "" if isinstance(value, bool) else f"is not true or false: {value!r}"


def check_number(value) -> str:
    numbers = value if isinstance(value, list) and len(value) == 2 else [value]
    fine = all(isinstance(n, int | float) and not isinstance(n, bool) for n in numbers)
    return "" if fine else f"is not a number or a range of two: {value!r}"


def check_record(value) -> str:
    return "" if isinstance(value, dict) else f"is not an object: {value!r}"


def check_date(value) -> str:
    try:
        parse_partial(value)
    except (TypeError, ValueError):
        return f"is not a date of the form 2021, 2021-05 or 2021-05-12: {value!r}"
    return ""


def check_period(value) -> str:
    parts = value.split("/") if isinstance(value, str) else []
    if len(parts) != 2 or any(check_date(part) for part in parts):
        return f"is not a period of the form 2012/2017: {value!r}"
    return ""


TYPES = {
    "text": check_text,
    "bool": check_bool,
    "number": check_number,
    "record": check_record,
    "date": check_date,
    "period": check_period,
}
