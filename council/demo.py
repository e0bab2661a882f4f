"""Demo content of « Le Conseil »: its facts, its milestones, its pages in both languages."""

import re

from content.models import ContentPage
from sections.dates import parse_partial

from . import models
from .models import CouncilPage, InstitutionFact, MandateTerm, Milestone, OfferedWork

REFERENCE = "page-le-conseil"
#: A note that quotes lines of the documents is for editors.
SOURCE = re.compile(r"\d{3}:\d")


def load(demo) -> None:
    """Load the records now, the pages when the works that they offer are there."""
    load_facts(demo)
    load_milestones(demo)
    demo.at_end(load_pages)


def get_record_fields(record: dict) -> dict:
    fields = {
        "reference": record["id"],
        "label": record["label"],
        "related_references": "\n".join(record["related"]),
        "editor_note": record["note"] or "",
    }
    if record["date"]:
        fields["date"], fields["date_precision"] = parse_partial(record["date"])
    return fields


def load_facts(demo) -> None:
    """The facts on the institution, under the groups and in the order of the texts."""
    texts = demo.texts.load("council/facts.json")
    order = list(texts)
    for record in demo.count("institution", demo.facts["institution"]):
        text = texts.get(record["id"], {})
        fields = get_record_fields(record)
        fact = InstitutionFact.objects.create(
            value=text.get("value", record["value"]),
            detail=text.get("detail", ""),
            group=text.get("group", "nature"),
            sort_order=order.index(record["id"]) if record["id"] in order else len(order),
            locale=demo.french,
            **fields,
        )
        if "en" in text:
            english = fact.copy_for_translation(demo.english)
            english.label, english.value, *detail = text["en"]
            english.detail = detail[0] if detail else ""
            english.save()


def load_milestones(demo) -> None:
    texts = demo.texts.load("council/milestones.json")
    for record in demo.count("timeline", demo.facts["timeline"]):
        text = texts.get(record["id"], {})
        note = "" if SOURCE.search(record["note"] or "") else record["note"] or ""
        milestone = Milestone.objects.create(
            uncertain=record["uncertain"],
            doubt=(text.get("doubt") or note or "La date de cette étape reste à vérifier.")
            if record["uncertain"]
            else "",
            locale=demo.french,
            **get_record_fields(record),
        )
        if "en" in text:
            english = milestone.copy_for_translation(demo.english)
            english.label, english.doubt = text["en"], text.get("en_doubt", "")
            english.save()


def load_pages(demo) -> None:
    """« Le Conseil » and the pages under it; those that are known are left alone."""
    texts = demo.texts.load("council/pages.json")
    parent = add_council_page(demo)
    if parent is None:
        return
    english_parent = parent.get_translation_or_none(demo.english)
    pages = [{**item, "id": f"page-{item['slug']}"} for item in texts["sub_pages"]]
    for item in demo.count("le-conseil", pages):
        page = getattr(models, item["model"])(slug=item["slug"])
        fill_text(page, demo.read_document(f"council/{item['slug']}.fr.md"))
        fill_special(demo, page, item, texts, "fr")
        demo.add_page(parent, page)
        demo.remember(item["id"], page)
        text = demo.read_document(f"council/{item['slug']}.en.md")
        if text and english_parent:
            english = demo.translate(page)
            fill_text(english, text)
            fill_special(demo, english, item, texts, "en")
            english.slug = item["en_slug"]
            demo.publish(english)


def add_council_page(demo) -> CouncilPage | None:
    """The page over the others, in both languages; None when an editor removed it."""
    if demo.is_known(REFERENCE):
        return CouncilPage.objects.filter(locale=demo.french).first()
    home = demo.get_home()
    if home is None:
        return None
    page = CouncilPage(slug="le-conseil", show_in_menus=True)
    fill_text(page, demo.read_document("council/le-conseil.fr.md"))
    demo.add_page(home, page)
    demo.remember(REFERENCE, page)
    if home.get_translation_or_none(demo.english):
        english = demo.translate(page)
        fill_text(english, demo.read_document("council/le-conseil.en.md"))
        english.slug = "about"
        demo.publish(english)
    return page


def fill_text(page, text) -> None:
    page.title, page.summary, page.body = text.title, text.summary, text.blocks
    page.search_description = text.summary


def fill_special(demo, page, item: dict, texts: dict, language: str) -> None:
    """What each kind of page has beyond its text."""
    if item.get("scope"):
        page.scope = item["scope"]
    if item.get("scope") == "college":
        fill_terms(demo, page, texts["terms"], language)
    if item["model"] == "PrintOrderPage":
        page.thanks = texts["thanks"][language]
        if language == "fr":
            found = {
                p.reference: p for p in ContentPage.objects.filter(reference__in=texts["offered"], locale=demo.french)
            }
            page.offered_works = [
                OfferedWork(page=found[reference], sort_order=position)
                for position, reference in enumerate(texts["offered"])
                if reference in found
            ]


def fill_terms(demo, page, terms: list[dict], language: str) -> None:
    if language == "fr":
        page.terms = [
            MandateTerm(
                start=parse_partial(term["start"])[0],
                end=parse_partial(term["end"])[0],
                sort_order=position,
                locale=demo.french,
            )
            for position, term in enumerate(terms)
        ]
    for row, term in zip(page.terms.all(), terms, strict=False):
        row.title, row.note = term[language]["title"], term[language]["note"]
