"""CSL-JSON 1.0.2: what citation processors take."""

import json

from .model import CitationKind, Name, Reference, clean

MEDIA_TYPE = "application/vnd.citationstyles.csl+json; charset=utf-8"


def make_names(names: tuple[Name, ...]) -> list[dict]:
    return [
        {"literal": clean(name.literal)} if name.literal else {"family": clean(name.family), "given": clean(name.given)}
        for name in names
    ]


def make_date(start: str, end: str = "") -> dict | None:
    """`{"date-parts": [[2021, 5], [2025]]}`: as many parts as are known; None without a start.

    An end without a start is no date of CSL: it stays in the words of the date.
    """
    parts = [[int(number) for number in date.split("-")] for date in (start, end) if date]
    return {"date-parts": parts} if start else None


def make_item(reference: Reference) -> dict:
    """One reference, as a dict; nothing empty in it."""
    item = {
        "id": reference.key,
        "type": reference.kind.csl,
        "title": clean(reference.full_title),
        "author": make_names(reference.authors),
        "interviewer": make_names(reference.interviewers),
        "editor": make_names(reference.editors),
        "organizer": make_names(reference.organisers),
        "contributor": make_names(reference.contributors),
        "publisher": clean(reference.publisher),
        "container-title": clean(reference.container),
        "issue": clean(reference.number),
        "issued": make_date(reference.date, reference.end_date),
        "genre": clean(reference.genre),
        "language": reference.language,
        "abstract": clean(reference.abstract),
        "keyword": ", ".join(clean(word) for word in reference.keywords),
        "note": clean(reference.remark),
        "URL": reference.cited_url,
        "DOI": reference.doi,
    }
    if reference.kind == CitationKind.EVENT:
        item |= {"event-title": item["title"], "event-place": clean(reference.place), "event-date": item["issued"]}
    return {name: value for name, value in item.items() if value}


def write(reference: Reference) -> str:
    """One item, as JSON."""
    return json.dumps(make_item(reference), ensure_ascii=False, indent=1)
