"""Formats, resources, kits and cafés of the demo. What the facts do not say is left empty."""

import datetime

from content.models import ContributionRole, FigureQualifier
from events.dates import Weekday
from places.loading import get_place
from sections.dates import parse_partial

from .choices import CafeKind, CafeStatus
from .models import AnimationFormatPage, CafePage, KitPage, ResourcePage

#: As ISO 8601 numbers them.
WEEKDAYS = {"mardi": Weekday.TUESDAY + 1, "jeudi": Weekday.THURSDAY + 1}
DEFAULT_THEMES = ["theme-ia"]


def describe(demo, record: dict, prefix: str, text: dict) -> dict:
    """The fields that every page has."""
    fields = demo.describe({"uncertain": False, "note": None, **record}, "cafeia")
    fields["summary"] = text.get("summary", "")
    if record.get("uncertain"):
        fields["doubt"] = text.get("doubt") or fields["doubt"]
    reference = record["id"]
    return {"reference": reference, "slug": reference.removeprefix(prefix), **fields}


def get_fit(text: dict) -> dict:
    """What a format, a resource or a kit suits, when something says it."""
    low, high = text.get("duration", (None, None))
    return {
        "audiences": text.get("audiences", []),
        "duration_min": low,
        "duration_max": high,
        "works_on_site": text.get("on_site"),
        "works_online": text.get("online"),
        "need": text.get("need", ""),
        "material": text.get("material", ""),
        "website": text.get("website", ""),
    }


def fill(demo, page, record: dict, text: dict) -> None:
    demo.fill_subjects(page, {"id": record["id"], "themes": text.get("themes", DEFAULT_THEMES)})


def add_format(demo, record: dict) -> AnimationFormatPage:
    text = demo.texts.load("cafeia/formats.fr.json").get(record["id"], {})
    page = AnimationFormatPage(
        title=record["name"],
        family=text.get("family", ""),
        kind_detail=record["type"] or "",
        audience_detail=record["audience"] or "",
        licence=record["licence"] or "",
        **get_fit(text),
        **describe(demo, record, "cafeia-format-", text),
    )
    demo.add_contributions(page, ContributionRole.AUTHOR, record["creators"])
    fill(demo, page, record, text)
    return page


def add_resource(demo, record: dict) -> ResourcePage:
    text = demo.texts.load("cafeia/resources.fr.json").get(record["id"], {})
    figures = [demo.figures[name] for name in text.get("figures", ()) if name in demo.figures]
    page = ResourcePage(
        title=record["name"],
        kind_detail=record["kind"],
        quantity=record["count"],
        quantity_unit=text.get("unit", ""),
        licence=record["licence"] or "",
        body=[{"type": "key_figures", "value": {"title": "", "figures": figures}}] if figures else [],
        **get_fit(text),
        **describe(demo, record, "cafeia-ressource-", text),
    )
    demo.add_contributions(page, ContributionRole.AUTHOR, record["creators"])
    demo.add_contributions(page, ContributionRole.PARTNER, text.get("partners", ()))
    fill(demo, page, record, text)
    return page


def add_kit(demo, record: dict) -> KitPage:
    text = demo.texts.load("cafeia/kits.fr.json").get(record["id"], {})
    fit = get_fit(text) | {"material": "\n".join(record["components"]) or text.get("material", "")}
    page = KitPage(
        title=record["name"],
        purpose=text.get("purpose", ""),
        suits_any=text.get("suits_any", False),
        step_count=record["steps"],
        other_titles=text.get("other_titles", ""),
        **fit,
        **describe(demo, record, "cafeia-kit-", text),
    )
    fill(demo, page, record, text)
    return page


def read_times(text: str | None) -> dict:
    """`13:30-15:00`, `13:30`, or words."""
    if not text:
        return {}
    try:
        times = [datetime.time.fromisoformat(part) for part in text.split("-")]
    except ValueError:
        return {"time_note": text}
    return {"start_time": times[0], "end_time": times[1] if len(times) > 1 else None}


def get_participants(demo, record: dict) -> dict:
    """How many came; the facts of the action know how exact it is."""
    if not record["participants"]:
        return {}
    action = demo.facts.get_index("actions").get(record["action"]) or {}
    known = action.get("participants") or {}
    same = known.get("value") == record["participants"]
    qualifier = known["qualifier"] if same else FigureQualifier.EXACT
    return {"participants": record["participants"], "participants_qualifier": qualifier}


def get_letter_date(record: dict) -> str:
    """The day of the letter that cites a café, in words."""
    return next((words for words in ("23 mai 2025", "18 avril 2025") if words in (record["note"] or "")), "")


def add_cafe(demo, record: dict) -> CafePage:
    texts = demo.texts.load("cafeia/cafes.fr.json")
    text = {"summary": texts.get(record["id"]) or texts["generic"] % get_letter_date(record)}
    text["doubt"] = demo.texts.load("cafeia/doubts.fr.json").get(record["id"], "")
    action = demo.facts.get_index("actions").get(record["action"]) or {}
    text["themes"] = action.get("themes") or DEFAULT_THEMES
    page = CafePage(
        title=record["title"],
        kind=CafeKind(record["kind"]),
        status=CafeStatus(record["status"]),
        online=record["online"],
        place=get_place(record),
        venue=record["place"] or "",
        topic=record["topic"] or "",
        **read_times(record["time"]),
        **get_participants(demo, record),
        **describe(demo, record, "cafeia-session-", text),
    )
    if action.get("end_date") and record["date"] == action.get("start_date"):
        page.period_start, page.period_precision = parse_partial(action["start_date"])
        page.period_end, page.date = parse_partial(action["end_date"])[0], None
    demo.add_contributions(page, ContributionRole.ORGANISER, record["hosts"])
    fill(demo, page, record, text)
    return page


def add_weekly_cafe(demo, record: dict) -> CafePage:
    """A weekly café: its day and hour, and the dates of its action when they are known."""
    text = {"summary": demo.texts.load("cafeia/cafes.fr.json").get(record["id"], "")}
    action = demo.facts.get_index("actions").get(record["action"]) or {}
    text["themes"] = action.get("themes") or DEFAULT_THEMES
    start, end = action.get("start_date"), action.get("end_date")
    page = CafePage(
        title=record["title"],
        kind=CafeKind.CAFE if end else CafeKind.FACILITATORS,
        status=CafeStatus.HELD if end else CafeStatus.ANNOUNCED,
        weekday=WEEKDAYS[record["weekday"]],
        online=record["online"],
        **read_times(record["time"]),
        **describe(demo, record, "cafeia-recurrence-", text),
    )
    if start:
        page.date, page.date_precision = parse_partial(start)
    if end:
        page.period_end, page.period_precision = parse_partial(end)
        page.period_end = page.period_end.replace(month=12, day=31) if len(end) == 4 else page.period_end
    demo.add_contributions(page, ContributionRole.ORGANISER, action.get("organisers", ()))
    fill(demo, page, record, text)
    return page
