"""Demo content of the section: the works of the facts, their text where one was written."""

from content.models import ContributionRole, LinkKind

from .choices import ProposalName, WorkKind
from .models import FurtherReading, Proposal, WorkIndexPage, WorkPage

#: What each work calls its recommendations; `counts` of the facts uses the plural.
PROPOSAL_NAMES = {
    "leviers": ProposalName.LEVIER,
    "pistes": ProposalName.PISTE,
    "recommandations": ProposalName.RECOMMANDATION,
    "axes_prioritaires": ProposalName.AXE,
    "orientations_prioritaires": ProposalName.ORIENTATION,
    "axes": ProposalName.AXE,
    "points_fondamentaux": ProposalName.POINT,
}
#: A work in another form: its summary, its leaflet, its sheets…
FAMILY = {
    "synthèse",
    "version abrégée",
    "résumé des leviers",
    "fiche pratique",
    "carnet de bord",
    "carte interactive",
    "site web",
}
#: Works that are a part of another one.
PARTS = {
    "la-democratie-numerique-une-ambition-sur-le-retour": "de-l-expression-a-l-action",
    "face-a-la-fatigue-democratique": "de-l-expression-a-l-action",
    "avec-le-numerique-une-nouvelle-relation-etat-citoyen": "de-l-expression-a-l-action",
    "les-donnees-au-secours-des-politiques-publiques": "de-l-expression-a-l-action",
    "comment-se-retrouver-dans-le-metavers": "les-cartes-le-reel-et-nous",
}
#: The same levers, printed on the leaflet and belonging to the dossier.
SHARED_PROPOSALS = {"pour-un-numerique-au-service-des-savoirs": "six-leviers-pour-un-numerique-au-service-des-savoirs"}
ROLE_LABELS = {
    ("retrospective-2021-2025", "francoise-mercadal-delasalles"): "avant-propos",
    ("retrospective-2021-2025", "gilles-babinet"): "avant-propos",
}


def load(demo) -> None:
    """Load the index, the works, then the translations of some."""
    index = demo.add_index(WorkIndexPage, "travaux", "works")
    if index is None:
        return
    # A link is kept by the later of two pages: parts come after the works that they belong to.
    records = sorted(demo.facts["works"], key=lambda record: record["id"] in PARTS)
    by_id = {record["id"]: record for record in records}
    pages = {}
    for record in demo.count("works", records):
        page = build(demo, record, by_id)
        for other in record["related_works"]:
            if other in by_id:
                demo.add_link(page, other, get_link_kind(record["id"], other, by_id))
        pages[record["id"]] = demo.add_page(index, page)
    translate(demo, pages)


def build(demo, record: dict, by_id: dict) -> WorkPage:
    """A page, not in the tree yet."""
    reference = record["id"]
    page = WorkPage(
        title=record["title"],
        slug=reference,
        reference=reference,
        subtitle=record["subtitle"] or "",
        kind=record["kind"] if record["kind"] in WorkKind.values else WorkKind.AUTRE,
        kind_detail=record["kind_detail"] or "",
        also_called=", ".join(record["also_called"]),
        authorship=record["authorship"],
        other_titles="\n".join(record["other_titles"]),
        body=get_body(demo, record),
        **demo.describe(record, "works"),
    )
    text = demo.read_chapters(f"works/{reference}.fr.md")
    if text:
        page.chapters = text.chapters
    add_proposals(demo, page, record, by_id)
    add_contributions(demo, page, record)
    add_readings(demo, page)
    demo.fill_subjects(page, record)
    return page


def get_body(demo, record: dict) -> list[dict]:
    """What is known of the work, and the notice that its text is to come."""
    known = demo.texts.load("works/presentations.fr.json").get(record["id"], "")
    name = "long" if demo.texts.exists(f"works/{record['id']}.fr.md") else record["authorship"]
    paragraphs = [{"type": "paragraph", "value": demo.write_rich_text(known)}] if known else []
    return [*paragraphs, *demo.read_document(f"works/presentation-{name}.fr.md").blocks]


def get_proposal_name(counts: dict) -> str:
    return next((name for key, name in PROPOSAL_NAMES.items() if key in counts), ProposalName.PROPOSITION)


def add_proposals(demo, page: WorkPage, record: dict, by_id: dict) -> None:
    """The proposals whose headings are known, with a neutral sentence; never one more."""
    counts = record["counts"]
    source = record
    if not record["proposals"] and record["id"] in SHARED_PROPOSALS:
        source = by_id[SHARED_PROPOSALS[record["id"]]]
    page.proposal_name = get_proposal_name(counts)
    if not source["proposals"]:
        page.proposal_count = next((counts[key] for key in PROPOSAL_NAMES if key in counts), None)
    texts = demo.texts.load("works/proposals.fr.json").get(source["id"], {})
    for position, item in enumerate(source["proposals"]):
        page.proposals.add(
            Proposal(
                number=item["n"],
                group=item["group"] or "",
                title=item["title"],
                text=demo.write_rich_text(texts.get(str(item["n"]), "")),
                sort_order=position,
                locale=demo.french,
            )
        )


def add_contributions(demo, page: WorkPage, record: dict) -> None:
    people = demo.facts.get_index("people")
    labels = {}
    for reference in [*record["authors"], *record["contributors"]]:
        person = people.get(reference)
        if person and person["role"] and person["kind"] != "intervenant":
            labels[reference] = person["role"].split("\u202f;")[0].split(" ;")[0].strip()
    labels.update({person: label for (work, person), label in ROLE_LABELS.items() if work == record["id"]})
    is_interview = record["kind_detail"] == "entretien de presse"
    authors = ContributionRole.INTERVIEWEE if is_interview else ContributionRole.AUTHOR
    demo.add_contributions(page, ContributionRole.LEAD, record["lead_members"])
    demo.add_contributions(page, authors, record["authors"], labels)
    demo.add_contributions(page, ContributionRole.CONTRIBUTOR, record["contributors"], labels)
    demo.add_contributions(page, ContributionRole.PARTNER, record["partners"])
    demo.add_contributions(page, ContributionRole.PUBLISHER, [record["publisher"]] if record["publisher"] else [])


def add_readings(demo, page: WorkPage) -> None:
    """« À lire et à découvrir »: what others published around the work."""
    organisations, people = demo.facts.get_index("organisations"), demo.facts.get_index("people")
    for record in demo.facts["references"]:
        if page.reference not in record["related"]:
            continue
        names = [people[author]["name"] for author in record["authors"] if author in people]
        if record["publisher"] in organisations:
            names.append(organisations[record["publisher"]]["name"])
        if record["date"]:
            names.append(record["date"][:4])
        page.further_readings.add(
            FurtherReading(
                title=record["title"],
                source=", ".join(names),
                sort_order=page.further_readings.count(),
                locale=demo.french,
            )
        )


def get_link_kind(reference: str, other: str, by_id: dict) -> str:
    """What binds two works."""
    if PARTS.get(reference) == other:
        return LinkKind.PART_OF
    details = {by_id[reference]["kind_detail"], by_id[other]["kind_detail"]}
    kinds = {by_id[reference]["kind"], by_id[other]["kind"]}
    if details & FAMILY or "communique" in kinds:
        return LinkKind.FAMILY
    return LinkKind.RELATED


def translate(demo, pages: dict) -> None:
    """The works that have an English text."""
    for reference, page in pages.items():
        text = demo.read_chapters(f"works/{reference}.en.md")
        record = demo.texts.load(f"works/{reference}.en.json")
        if not text and not record:
            continue
        english = demo.translate(page)
        english.body = demo.read_document("works/presentation-long.en.md").blocks if text else []
        if text:
            english.title, english.subtitle, english.summary = text.title, text.subtitle, text.summary
            english.chapters = text.chapters
        if record:
            english.title, english.summary = record["title"], record["summary"]
            english.kind_detail = record.get("kind_detail", "")
            for proposal in english.proposals.all():
                title, words = record["proposals"][str(proposal.number)]
                proposal.title, proposal.text = title, demo.write_rich_text(words)
        demo.publish(english)
