"""Demo content of the section: the interviews of the facts. Nobody's words are invented."""

from content.models import ContributionRole, LinkKind

from .models import ParoleIndexPage, ParolePage


def load(demo) -> None:
    """Load the index, the interviews and the translations of some."""
    index = demo.add_index(ParoleIndexPage, "paroles", "paroles")
    if index is None:
        return
    labels = {key: value["role_then"] for key, value in demo.texts.load("paroles/who.fr.json").items()}
    pages = {}
    for record in demo.count("paroles", demo.facts["paroles"]):
        page = build(demo, record, labels)
        if record["related_work"]:
            demo.add_link(page, record["related_work"], LinkKind.PART_OF)
        pages[record["id"]] = demo.add_page(index, page)
    for reference, text in demo.texts.load("paroles/translations.en.json").items():
        if reference in pages:
            translate(demo, pages[reference], text)


def build(demo, record: dict, labels: dict) -> ParolePage:
    """A page, not in the tree yet: what is known, and that the text is to come."""
    topic = record["topic"] or ""
    page = ParolePage(
        title=record["label"],
        slug=record["id"].removeprefix("paroles-"),
        reference=record["id"],
        rubric=record["rubric"],
        topic=topic[:1].upper() + topic[1:],
        interview=demo.read_document(f"paroles/presentation-{record['rubric']}.fr.md").blocks,
        **demo.describe(record, "paroles"),
    )
    interviewees = record["persons"] or record["organisations"]
    demo.add_contributions(page, ContributionRole.INTERVIEWEE, interviewees, labels)
    demo.fill_subjects(page, record)
    return page


def translate(demo, page: ParolePage, text: dict) -> None:
    english = demo.translate(page)
    english.title = text["title"]
    english.summary = text["summary"]
    english.topic = text["topic"]
    english.interview = demo.read_document("paroles/presentation.en.md").blocks
    for contribution in english.contributions.all():
        contribution.role_label = text["role"]
    demo.publish(english)
