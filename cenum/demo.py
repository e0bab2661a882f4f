"""Demo content of the section: the issues of the facts, their plan, what they cite."""

from content.models import ContributionRole, LinkKind

from .models import CenumIndexPage, CenumIssuePage

#: What the credits call each role; another one is kept as its own label.
ROLES = {"préparation": ContributionRole.EDITOR}


def load(demo) -> None:
    """Load the index and the issues; what they cite is linked once every section is there."""
    index = demo.add_index(CenumIndexPage, "cenum", "cenum")
    if index is None:
        return
    texts = demo.texts.load("cenum/issues.fr.json")
    pages = {}
    for record in demo.count("cenum", demo.facts["cenum"]):
        pages[record["id"]] = demo.add_page(index, build(demo, record, texts.get(record["id"], {})))
    demo.at_end(lambda demo: finish(demo, pages))


def build(demo, record: dict, text: dict) -> CenumIssuePage:
    """A page, not in the tree yet: the printed plan, and what is known of each part."""
    page = CenumIssuePage(
        title=record["title"],
        slug=record["id"].removeprefix("cenum-"),
        reference=record["id"],
        teaser_topics="\n".join(record["teaser_topics"]),
        body=get_body(demo, record["sections"], text),
        **{**demo.describe({"uncertain": False, **record}, "cenum"), "summary": text.get("summary", "")},
    )
    for credit in record["credits"]:
        role = ROLES.get(credit["role"], ContributionRole.CONTRIBUTOR)
        labels = {} if credit["role"] in ROLES else {credit["person"]: credit["role"]}
        demo.add_contributions(page, role, [credit["person"]], labels)
    demo.add_contributions(page, ContributionRole.MENTIONED, record["people"])
    demo.fill_subjects(page, record)
    return page


def get_body(demo, sections: list[dict], text: dict) -> list[dict]:
    """The parts in their printed order; the first one says that the text is to come."""
    body = []
    for section in sections:
        words = text.get("sections", {}).get(str(section["order"]), "")
        content = [{"type": "paragraph", "value": demo.write_rich_text(words)}] if words else []
        if not body and text.get("notice"):
            notice = {"title": "", "text": demo.write_rich_text(text["notice"])}
            content.insert(0, {"type": "callout", "value": notice})
        body.append(
            {
                "type": "section",
                "value": {
                    "level": str(section["level"]),
                    "emoji": section["emoji"] or "",
                    "heading": section["heading"] or "",
                    "plan_label": "" if section["heading"] else text["labels"][str(section["order"])],
                    "anchor": "",
                    "content": content,
                },
            }
        )
    return body


def finish(demo, pages: dict) -> None:
    """Link the new issues with the works and events that they cite, then translate those that have a text."""
    records = demo.facts.get_index("cenum")
    for reference, page in pages.items():
        page.refresh_from_db()
        for other in [*records[reference]["related_works"], *records[reference]["events"]]:
            demo.add_link(page, other, LinkKind.RELATED)
        demo.publish(page)
    for reference, text in demo.texts.load("cenum/issues.en.json").items():
        if reference in pages:
            translate(demo, pages[reference], records[reference], text)


def translate(demo, page: CenumIssuePage, record: dict, text: dict) -> None:
    english = demo.translate(page)
    english.title, english.summary = text["title"], text["summary"]
    english.teaser_topics = "\n".join(text["topics"])
    sections = [{**section, "heading": text["headings"].get(str(section["order"]))} for section in record["sections"]]
    english.body = get_body(demo, sections, text)
    for contribution in english.contributions.all():
        contribution.role_label = text["roles"].get(contribution.role_label, contribution.role_label)
    demo.publish(english)
