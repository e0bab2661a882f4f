"""RIS: what Zotero, EndNote and Mendeley import."""

from .model import Reference, clean

MEDIA_TYPE = "application/x-research-info-systems; charset=utf-8"


def write_date(reference: Reference) -> str:
    """`2021/05/12/`, `2021/05//` or `2021///`; the end of a period, in words, after the last bar."""
    if not reference.date:
        return ""
    year, month, day = (*reference.date.split("-"), "", "")[:3]
    return f"{year}/{month}/{day}/{clean(reference.dated) if reference.end_date else ''}"


def get_tags(reference: Reference) -> list[tuple[str, str]]:
    """The lines of a reference, in order; empty ones are left out later."""
    return [
        *(("AU", name.sorted) for name in reference.authors),
        *(("A2", name.sorted) for name in (*reference.editors, *reference.interviewers)),
        *(("A4", name.sorted) for name in (*reference.organisers, *reference.contributors)),
        ("TI", reference.full_title),
        ("T2", reference.container),
        ("M3", reference.genre),
        ("IS", reference.number),
        ("PY", (reference.date or reference.end_date)[:4]),
        ("DA", write_date(reference)),
        ("PB", reference.publisher),
        ("CY", reference.place),
        ("LA", reference.language),
        ("AB", reference.abstract),
        *(("KW", word) for word in reference.keywords),
        ("N1", reference.remark),
        ("UR", reference.cited_url),
        ("DO", reference.doi),
        ("ID", reference.key),
    ]


def write(reference: Reference) -> str:
    """One reference."""
    lines = [f"TY  - {reference.kind.ris}"]
    lines += [f"{tag}  - {text}" for tag, value in get_tags(reference) if (text := clean(value))]
    return "\r\n".join([*lines, "ER  - ", "", ""])
