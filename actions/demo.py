"""Demo content of the section: the actions of the facts, under the one that each is a part of."""

import datetime
import uuid

from content.models import ContributionRole, LinkKind
from places.loading import get_place
from sections.dates import parse_partial

from .choices import ActionKind
from .models import ActionFigure, ActionIndexPage, ActionPage, Session

#: Fields of a record that other loaders' records do not have, and what links each makes.
LINKS = ("related_works", "related_paroles", "related_actions")


def load(demo) -> None:
    """Load the index, the actions (parents first), their links, the translations of some."""
    index = demo.add_index(ActionIndexPage, "actions", "actions")
    if index is None:
        return
    details = demo.texts.load("actions/details.fr.json")
    pages: dict[str, ActionPage] = {}
    records = sort_parents_first(demo.facts["actions"])
    for record in demo.count("actions", records):
        page = build(demo, record, details)
        for reference in [reference for name in LINKS for reference in record[name]]:
            demo.add_link(page, reference, LinkKind.RELATED)
        parent = pages.get(record["parent"]) or find(demo, record["parent"]) or index
        pages[record["id"]] = demo.add_page(parent, page)
    for reference, text in demo.texts.load("actions/translations.en.json").items():
        if reference in pages:
            translate(demo, pages[reference], text)


def find(demo, reference: str | None) -> ActionPage | None:
    """A page that was loaded before."""
    return ActionPage.objects.filter(reference=reference, locale=demo.french).first() if reference else None


def sort_parents_first(records: list[dict]) -> list[dict]:
    by_id = {record["id"]: record for record in records}

    def depth(record) -> int:
        parent = by_id.get(record["parent"])
        return 1 + depth(parent) if parent else 0

    return sorted(records, key=depth)


def build(demo, record: dict, details: dict) -> ActionPage:
    """A page, not in the tree yet."""
    reference = record["id"]
    page = ActionPage(
        title=record["title"],
        slug=reference[:100],
        reference=reference,
        kind=record["kind"] if record["kind"] in ActionKind.values else ActionKind.EVENEMENT,
        place=get_place(record),
        venue=record["place"] or "",
        is_online=bool(record["online"]),
        series=details["series"].get(reference, ""),
        call=demo.write_rich_text(details["calls"].get(reference, "")),
        **demo.describe(record, "actions"),
        **read_dates(record),
        **read_times(record, details),
        **read_attendance(record),
    )
    if record["title_status"] == "descriptif":
        page.editor_note = "\n".join(filter(None, ["Titre descriptif, à remplacer par l’exact.", page.editor_note]))
    for position, day in enumerate(record["session_dates"]):
        key = uuid.uuid5(uuid.NAMESPACE_URL, f"{reference}/{day}")
        date = datetime.date.fromisoformat(day)
        page.sessions.add(Session(date=date, translation_key=key, sort_order=position, locale=demo.french))
    add_figures(demo, page, record)
    add_people(demo, page, record, details)
    demo.fill_subjects(page, record)
    return page


def read_dates(record: dict) -> dict:
    """The start and the end, no more precise than they are known."""
    fields = {}
    if record["start_date"]:
        fields["date"], fields["date_precision"] = parse_partial(record["start_date"])
    if record["end_date"]:
        fields["end_date"], fields["end_precision"] = parse_partial(record["end_date"])
    return fields


def read_times(record: dict, details: dict) -> dict:
    """Hours, when they are known; else the time in words."""
    fields = {}
    if record["time"] and "-" in record["time"]:
        start, end = (datetime.time.fromisoformat(part) for part in record["time"].split("-"))
        fields.update(start_time=start, end_time=end)
    else:
        words = details["times"].get(record["id"]) or record["time"] or ""
        fields["time_label"] = details["times"].get(words, words)
    if record["id"] in details["recurring"]:
        fields["recurrence"], fields["recurrence_day"] = details["recurring"][record["id"]]
    return fields


def read_attendance(record: dict) -> dict:
    if not record["participants"]:
        return {}
    people = record["participants"]
    return {
        "attendance": people["value"],
        "attendance_qualifier": people["qualifier"],
        "attendance_unit": "" if people["unit"] == "personnes" else people["unit"],
    }


def add_figures(demo, page: ActionPage, record: dict) -> None:
    """The key figures about it, but the one that repeats its attendance."""
    people = record["participants"] or {}
    for figure in demo.facts["figures"]:
        repeats = (figure["value"], figure["qualifier"]) == (people.get("value"), people.get("qualifier"))
        if record["id"] in figure["related"] and figure["id"] in demo.figures and not repeats:
            page.figures.add(ActionFigure(figure_id=demo.figures[figure["id"]], sort_order=page.figures.count()))


def add_people(demo, page: ActionPage, record: dict, details: dict) -> None:
    """Organisers, partners, speakers, jury, laureates, in the role that the facts give them."""
    reference = record["id"]
    speaking = details["speaking_partners"].get(reference, [])
    media = {row["id"] for row in demo.facts["organisations"] if row["kind"] == "media"}
    media = media if record["kind"] == ActionKind.INTERVENTION else set()
    role, label = details["speakers"].get(reference, [ContributionRole.SPEAKER, ""])
    labels = dict.fromkeys(record["speakers"], label) | details["capacities"].get(reference, {})
    organisers = [row for row in record["organisers"] if row not in media]
    demo.add_contributions(page, ContributionRole.LAUREATE, record["laureates"])
    demo.add_contributions(page, ContributionRole.JURY, record["jury"])
    demo.add_contributions(page, role, record["speakers"], labels)
    demo.add_contributions(page, ContributionRole.SPEAKER, speaking)
    demo.add_contributions(page, ContributionRole.ORGANISER, organisers)
    demo.add_contributions(page, ContributionRole.PUBLISHER, [row for row in record["organisers"] if row in media])
    demo.add_contributions(page, ContributionRole.PARTNER, [row for row in record["partners"] if row not in speaking])


def translate(demo, page: ActionPage, text: dict) -> None:
    english = demo.translate(page)
    english.title, english.summary = text["title"], text["summary"]
    english.call = demo.write_rich_text(text.get("call", ""))
    demo.publish(english)
