"""BibTeX: entries that classic styles and biblatex both read."""

from .model import Name, Reference, clean

MEDIA_TYPE = "application/x-bibtex; charset=utf-8"
#: Where a type names what published it.
PUBLISHER_FIELDS = {"techreport": "institution", "misc": "organization", "article": "", "booklet": "howpublished"}
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
LANGUAGES = {"fr": "french", "en": "english"}
#: A brace, even escaped, counts for BibTeX: they are written as commands.
COMMANDS = {"\\": "backslash", "{": "braceleft", "}": "braceright", "~": "asciitilde", "^": "asciicircum"}
ESCAPES = str.maketrans(
    {sign: f"\\text{name}{{}}" for sign, name in COMMANDS.items()} | {sign: f"\\{sign}" for sign in "$&%#_"}
)


def escape(text: str) -> str:
    """`text` as LaTeX, on one line."""
    return clean(text).translate(ESCAPES)


def write_names(names: tuple[Name, ...]) -> str:
    """« Exemple, Camille and {Conseil national du numérique} »; an institution is one word for BibTeX."""
    written = []
    for name in names:
        if name.literal:
            written.append(f"{{{escape(name.literal)}}}")
        else:
            # A name with " and " or a comma of its own would be read as two.
            parts = [escape(part) for part in (name.family, name.given)]
            written.append(", ".join(f"{{{part}}}" if " and " in part or "," in part else part for part in parts))
    return " and ".join(written)


def get_fields(reference: Reference, entry_type: str) -> dict[str, str]:
    """The fields of an entry, written; empty ones are left out later."""
    title = escape(reference.supplied_title or reference.title)
    fields = {
        "author": write_names(reference.authors),
        "title": f"{{{title}}}",
        "subtitle": "" if reference.supplied_title else escape(reference.subtitle),
        "editor": write_names(reference.editors),
        PUBLISHER_FIELDS.get(entry_type, "publisher"): escape(reference.publisher),
        "journal": escape(reference.container or reference.publisher) if entry_type == "article" else "",
        "series": escape(reference.container) if entry_type != "article" else "",
        "number": escape(reference.number),
        # A period as biblatex reads it: `2021/2025`.
        "date": f"{reference.date}/{reference.end_date}" if reference.end_date else reference.date,
        "year": (reference.date or reference.end_date)[:4],
        "type": escape(reference.genre),
        "address": escape(reference.place),
        "url": reference.cited_url,
        "doi": escape(reference.doi),
        "langid": LANGUAGES.get(reference.language, escape(reference.language)),
        "keywords": escape(", ".join(word.replace(",", " ") for word in reference.keywords)),
        "abstract": escape(reference.abstract),
        "note": escape(reference.remark),
    }
    fields.pop("", None)
    return {name: value for name, value in fields.items() if value not in ("", "{}")}


def write(reference: Reference) -> str:
    """One entry."""
    entry_type = reference.kind.bibtex
    lines = [f"  {name} = {{{value}}}" for name, value in get_fields(reference, entry_type).items()]
    if len(reference.date) >= 7:
        # A macro: styles write it in their own language.
        lines.append(f"  month = {MONTHS[int(reference.date[5:7]) - 1]}")
    return f"@{entry_type}{{{reference.key},\n" + ",\n".join(lines) + "\n}\n\n"
