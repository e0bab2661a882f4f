"""Loading what stands under every section: themes, keywords, organisations, people, key figures."""

import re

from content.models import KeyFigure
from people.models import Mandate, MandateKind, Organisation, Person
from sections.dates import DatePrecision, parse_partial
from themes.models import Keyword, Theme, ThemeColour, ThemePattern

from .loader import Demo
from .references import load_references

#: The year of the documents: who worked at the secretariat then makes its present team.
DOCUMENTS_YEAR = "2025"
SECRETARIAT = re.compile(r"secrétariat général")
NO_BREAK = "\u00a0"


def load_registers(demo: Demo) -> None:
    """Load every register, then look them up for the sections."""
    load_themes(demo)
    load_keywords(demo)
    load_organisations(demo)
    load_people(demo)
    load_figures(demo)
    demo.refresh()
    load_references(demo)


def load_themes(demo: Demo) -> None:
    """Themes in both languages, the broader ones first; each wears its own colour and pattern."""
    texts = demo.texts.load("themes.json")
    records = sorted(demo.facts["themes"], key=lambda record: bool(record["broader"]))
    for record in demo.count("themes", records):
        text = texts.get(record["id"], {})
        rows = Theme.objects.filter(reference=record["broader"]) if record["broader"] else Theme.objects.none()
        parents = {row.locale_id: row for row in rows}
        looks = {}
        if text.get("colour") in ThemeColour.values:
            looks["colour"] = text["colour"]
        if text.get("pattern") in ThemePattern.values:
            looks["pattern"] = text["pattern"]
        french = Theme.objects.create(
            reference=record["id"],
            slug=record["id"].removeprefix("theme-"),
            name=record["label_fr"],
            description=demo.write_rich_text(text.get("fr", "")),
            parent=parents.get(demo.french.pk),
            locale=demo.french,
            **looks,
        )
        english = french.copy_for_translation(demo.english)
        english.name = record["label_en"]
        english.description = demo.write_rich_text(text.get("en", ""))
        english.parent = parents.get(demo.english.pk)
        english.reference = record["id"]
        english.save()


def load_keywords(demo: Demo) -> None:
    english = demo.texts.load("keywords.en.json")
    for record in demo.count("keywords", demo.facts["tags"]):
        Keyword.objects.create(
            reference=record["id"],
            slug=record["id"].removeprefix("tag-"),
            name=record["label"],
            name_en=english.get(record["id"], ""),
        )


def load_organisations(demo: Demo) -> None:
    """Organisations, then what each is part of, which may come later in the file."""
    countries = demo.texts.load("countries.json")
    made = {}
    for record in demo.count("organisations", demo.facts["organisations"]):
        acronym = record["acronym"] or ""
        made[record["id"]] = Organisation.objects.create(
            reference=record["id"],
            slug=record["id"],
            name=record["name"],
            acronym="" if acronym == record["name"] else acronym,
            aliases="\n".join(record["aliases"]),
            kind=record["kind"],
            country=countries.get(record["country"], record["country"] or ""),
            editor_note=record["note"] or "",
            locale=demo.french,
        )
    keys = demo.get_keys(Organisation)
    for record in demo.facts["organisations"]:
        if record["id"] in made and record["parent"] in keys:
            Organisation.objects.filter(pk=made[record["id"]].pk).update(parent=keys[record["parent"]])


def load_people(demo: Demo) -> None:
    doubts = demo.texts.load("people/doubts.fr.json")
    sort_names = demo.texts.load("people/sort_names.json")
    organisations = demo.get_keys(Organisation)
    for record in demo.count("people", demo.facts["people"]):
        person = Person(
            reference=record["id"],
            slug=record["id"],
            name=record["name"],
            sort_name=sort_names.get(record["id"], ""),
            aliases="\n".join(record["aliases"]),
            role=record["role"] or "",
            organisation_id=organisations.get(record["organisation"]),
            biography=demo.write_rich_text(get_other_roles(record)),
            editor_note=record["note"] or "",
            locale=demo.french,
        )
        if record["uncertain"]:
            person.uncertain, person.doubt = True, doubts.get(record["id"]) or record["note"]
        if record["kind"] in MandateKind.values:
            person.mandates.add(make_mandate(record, demo))
        person.save()


def get_other_roles(record: dict) -> str:
    """What else the documents say that someone did, in one sentence."""
    roles = f"{NO_BREAK}; ".join(record["other_roles"])
    return f"Autres fonctions connues{NO_BREAK}: {roles}." if roles else ""


def make_mandate(record: dict, demo: Demo) -> Mandate:
    """A mandate or function at the Conseil, with the years that the documents attest."""
    start, _dash, end = (record["years"] or "").partition("-")
    kind, title = read_function(record, end or start)
    return Mandate(
        kind=kind,
        title=title,
        start=parse_partial(start)[0] if start else None,
        end=parse_partial(end or start)[0] if start else None,
        precision=DatePrecision.YEAR,
        locale=demo.french,
    )


def read_function(record: dict, last_year: str) -> tuple[str, str]:
    """The kind of a function at the Conseil, and its title when it says more than the kind does."""
    kind, role = record["kind"], record["role"] or ""
    if kind == MandateKind.MEMBER:
        return kind, ""
    if kind == MandateKind.TEAM:
        if "stagiaire" in role:
            kind = MandateKind.INTERN
        elif "ancienne équipe" in role or last_year < DOCUMENTS_YEAR:
            kind = MandateKind.FORMER_TEAM
    parts = [part for part in re.split(r"\s;\s", role) if not SECRETARIAT.search(part)]
    title = ", ".join(parts)
    return kind, (title[:1].upper() + title[1:])[:200]


def load_figures(demo: Demo) -> None:
    """Key figures, then those that say otherwise; the ones shown in English are translated."""
    texts = demo.texts.load("figures.en.json")
    made = {}
    for record in demo.count("figures", demo.facts["figures"]):
        low, high = record["value"] if isinstance(record["value"], list) else (record["value"], None)
        figure = made[record["id"]] = KeyFigure.objects.create(
            reference=record["id"],
            label=record["label"],
            group=record["group"],
            value=low,
            value_max=high,
            unit=record["unit"],
            qualifier=record["qualifier"],
            period=record["period"] or "",
            note=record["note"] or "",
            related_references="\n".join(record["related"]),
            locale=demo.french,
        )
        if record["id"] in texts:
            english = figure.copy_for_translation(demo.english)
            english.label, english.unit = texts[record["id"]]
            english.save()
    for record in demo.facts["figures"]:
        others = [made[other] for other in record["conflicts_with"] if other in made]
        if record["id"] in made and others:
            made[record["id"]].conflicts_with.add(*others)
