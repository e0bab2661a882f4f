"""Demo content: the references that the facts name, and the pages that cite them."""

from content.models import Citation, ContentPage
from content.references.models import Source, SourceCredit, SourceKind, SourceRole
from sections.dates import parse_partial


def load_references(demo) -> None:
    """Load the register; pages are linked with it once every section is there."""
    made: dict[str, Source] = {}
    for record in demo.count("references", demo.facts["references"]):
        made[record["id"]] = build(demo, record)
    for record in demo.facts["references"]:
        if record["id"] in made:
            made[record["id"]].see_also.add(*[made[other] for other in record["related"] if other in made])
    demo.at_end(lambda demo: cite(demo, set(made)))


def build(demo, record: dict) -> Source:
    date, precision = parse_partial(record["date"]) if record["date"] else (None, "year")
    source = Source(
        reference=record["id"],
        slug=record["id"].removeprefix("ref-"),
        name=record["title"],
        is_described=record["title_status"] == "descriptif",
        kind=record["kind"] if record["kind"] in SourceKind.values else SourceKind.OTHER,
        publisher_id=demo.organisations.get(record["publisher"]),
        date=date,
        date_precision=precision,
        editor_note=record["note"] or "",
        locale=demo.french,
    )
    for reference in record["authors"]:
        add_credit(demo, source, reference, SourceRole.AUTHOR)
    labels = demo.texts.load("references/labels.fr.json")
    for reference in record["related"]:
        label = labels.get(f"{record['id']} {reference}", "")
        add_credit(demo, source, reference, SourceRole.CONTRIBUTOR if label else SourceRole.CONCERNED, label)
    source.save()
    source.themes.set([demo.themes[theme] for theme in record["related"] if theme in demo.themes])
    return source


def add_credit(demo, source: Source, reference: str, role: str, label: str = "") -> None:
    """Bind a reference with a person or an organisation; other ids are left alone."""
    fields = {"role": role, "label": label, "sort_order": source.credits.count()}
    if reference in demo.people:
        source.credits.add(SourceCredit(person_id=demo.people[reference], **fields))
    elif reference in demo.organisations:
        source.credits.add(SourceCredit(organisation_id=demo.organisations[reference], **fields))


def get_citations(demo) -> dict[str, list[str]]:
    """Content id → ids of the references that it cites, from both sides of the facts."""
    found: dict[str, list[str]] = {}
    for records in demo.facts.files.values():
        for record in records if isinstance(records, list) else []:
            found.setdefault(record["id"], []).extend(record.get("references", ()))
    for record in demo.facts["references"]:
        for other in record["related"]:
            found.setdefault(other, []).append(record["id"])
    return {reference: list(dict.fromkeys(sources)) for reference, sources in found.items() if sources}


def cite(demo, new: set[str]) -> None:
    """Have the pages of the facts cite the references just loaded; a page being edited is left alone."""
    sources = demo.get_keys(Source)
    citations = get_citations(demo)
    pages = ContentPage.objects.filter(reference__in=citations, locale=demo.french, has_unpublished_changes=False)
    for page in pages.specific():
        wanted = [sources[key] for key in citations[page.reference] if key in new and key in sources]
        for key in wanted:
            page.citations.add(Citation(source_id=key, sort_order=page.citations.count()))
        if wanted:
            demo.publish(page)
