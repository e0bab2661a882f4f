"""The landing page and the rooms of the demo, in both languages."""

from content.models import KeyFigure
from people.models import Organisation
from sections.dates import parse_partial

from .choices import PartnerRole
from .models import (
    CafeIaIndexPage,
    CafeIndexPage,
    ContactPoint,
    FormatIndexPage,
    GuidePage,
    HostVenues,
    KeyDate,
    KitIndexPage,
    LandingFigure,
    Objective,
    Partner,
    ResourceIndexPage,
)

ROOMS = {
    "formats": FormatIndexPage,
    "resources": ResourceIndexPage,
    "kits": KitIndexPage,
    "cafes": CafeIndexPage,
    "guide": GuidePage,
}
#: Role of the facts → circle; any other is a project of its own.
CIRCLES = {
    "consortium": PartnerRole.CONSORTIUM,
    "contributeur": PartnerRole.CONTRIBUTOR,
    "formation et mallette": PartnerRole.TRAINING,
}
#: The figures that the landing page shows first, in this order.
FIRST_FIGURES = (
    "fig-cafe-ia-participants",
    "fig-cafe-ia-par-jour",
    "fig-cafe-ia-hors-paris",
    "fig-cafe-ia-organisations",
)


def add_rooms(demo) -> dict | None:
    """The landing page and its rooms by name; None when an editor removed it."""
    reference = "page-cafe-ia"
    if demo.is_known(reference):
        landing = CafeIaIndexPage.objects.filter(locale=demo.french).first()
        return landing and find_rooms(landing)
    home = demo.get_home()
    if home is None:
        return None
    french, english = (demo.texts.load(f"cafeia/pages.{code}.json") for code in ("fr", "en"))
    landing = make(demo, CafeIaIndexPage, french["landing"])
    fill_landing(demo, landing)
    demo.add_page(home, landing)
    demo.remember(reference, landing)
    rooms = {}
    for name, model in ROOMS.items():
        rooms[name] = demo.add_page(landing, make(demo, model, french[name]))
    for name, page in {"landing": landing, **rooms}.items():
        translate(demo, page, english[name])
    return rooms


def find_rooms(landing) -> dict:
    """The rooms that are there already."""
    found = {name: model.objects.child_of(landing).first() for name, model in ROOMS.items()}
    return {name: page for name, page in found.items() if page}


def get_fields(demo, text: dict) -> dict:
    return {
        "title": text["title"],
        "slug": text["slug"],
        "search_description": text["summary"],
        "introduction": demo.write_rich_text(text["introduction"]),
    }


def make(demo, model, text: dict):
    return model(show_in_menus=True, **get_fields(demo, text))


def translate(demo, page, text: dict) -> None:
    """The English page, with its lines in English."""
    english = demo.translate(page)
    for name, value in get_fields(demo, text).items():
        setattr(english, name, value)
    if isinstance(english, CafeIaIndexPage):
        words = demo.texts.load("cafeia/landing.en.json")
        for row in [*english.key_dates.all(), *english.objectives.all()]:
            row.label = words.get(row.reference, row.label)
        for row in english.key_dates.all():
            row.doubt = words.get(f"{row.reference}.doubt", row.doubt)
        for row in english.host_venues.all():
            row.labels = words.get(row.reference, row.labels)
        for row in english.partners.all():
            row.role_detail = words.get(row.reference, row.role_detail)
    demo.publish(english)


def fill_landing(demo, page: CafeIaIndexPage) -> None:
    """Key dates, figures, partners, objectives, places, contacts: one line for each fact."""
    doubts = demo.texts.load("cafeia/landing.fr.json")

    def add(manager, row, record, position):
        row.reference, row.sort_order, row.locale = record["id"], position, demo.french
        manager.add(row)
        demo.known.add(record["id"])

    for position, record in enumerate(demo.facts["cafeia/key_dates"]):
        date, precision = parse_partial(record["date"])
        row = KeyDate(label=record["label"], date=date, date_precision=precision, uncertain=record["uncertain"])
        if record["uncertain"]:
            row.doubt = doubts.get(f"{record['id']}.doubt") or record["note"] or ""
        add(page.key_dates, row, record, position)
    for position, record in enumerate(demo.facts["cafeia/partners"]):
        if key := demo.organisations.get(record["organisation"]):
            circle = CIRCLES.get(record["role"], PartnerRole.OTHER)
            detail = record["role"] if circle == PartnerRole.OTHER else ""
            organisation = Organisation.objects.get(pk=key)
            add(page.partners, Partner(organisation=organisation, role=circle, role_detail=detail), record, position)
    for position, record in enumerate(demo.facts["cafeia/objectives"]):
        add(page.objectives, Objective(label=record["label"], phase=record["phase"]), record, position)
    for position, record in enumerate(demo.facts["cafeia/host_venues"]):
        add(page.host_venues, HostVenues(labels="\n".join(record["labels"])), record, position)
    for position, record in enumerate(demo.facts["cafeia/contacts"]):
        row = ContactPoint(kind=record["type"], address=record["address"], scope=record["scope"])
        add(page.contacts, row, record, position)
    names = sorted(demo.facts.files["cafeia"]["figures"], key=lambda name: name not in FIRST_FIGURES)
    first = [name for name in FIRST_FIGURES if name in names]
    for position, name in enumerate([*first, *(name for name in names if name not in first)]):
        if key := demo.figures.get(name):
            page.figures.add(LandingFigure(figure=KeyFigure.objects.get(pk=key), sort_order=position))
