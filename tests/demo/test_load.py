"""The demo site, whole."""

import json
from pathlib import Path

import pytest
from django.core.management import call_command
from wagtail.models import Page, Revision

from content.models import ContentPage, Contribution, KeyFigure, PageLink, PermanentIdentifier
from demo.reading import Facts, Texts, walk_records
from home.models import HomePage, SiteSettings
from people.models import Organisation, Person
from search.models import Synonym
from sections.query import published
from sections.registry import get_sections
from themes.models import Keyword, Theme

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_site")]

FACTS = Path(__file__).resolve().parents[2] / "demo" / "facts"


def read(name: str) -> list[dict]:
    return json.loads((FACTS / f"{name}.json").read_text(encoding="utf-8"))


def in_french(model):
    return model.objects.filter(locale__language_code="fr")


def get_state() -> dict:
    """What must stay the same when nothing is to be loaded."""
    models = [Page, Revision, Theme, Keyword, Person, Organisation, KeyFigure, Contribution, PageLink]
    return {
        **{model._meta.label: model.objects.count() for model in [*models, PermanentIdentifier]},
        "revisions": list(Page.objects.order_by("pk").values_list("pk", "latest_revision_id", "last_published_at")),
        "people": list(Person.objects.order_by("pk").values_list("pk", "name", "role")),
    }


@pytest.mark.parametrize(
    "model, family, count",
    [
        (Theme, "themes", 14),
        (Person, "people", 212),
        (Organisation, "organisations", 255),
        (KeyFigure, "figures", 102),
    ],
)
def test_registers_hold_every_fact(model, family, count):
    references = {record["id"] for record in read(family)}
    assert set(in_french(model).values_list("reference", flat=True)) == references
    assert len(references) == count


def test_keywords_hold_every_fact():
    assert set(Keyword.objects.values_list("reference", flat=True)) == {record["id"] for record in read("tags")}
    assert Keyword.objects.count() == 118


def test_every_work_and_interview_is_live_under_its_reference():
    references = {record["id"] for family in ("works", "paroles") for record in read(family)}
    pages = in_french(ContentPage).live().public()
    assert references <= set(pages.values_list("reference", flat=True))
    assert len(references) == 67 + 71
    assert not Page.objects.filter(live=False).exists()


def test_every_page_opens_in_the_editor_as_it_is_published():
    for page in Page.objects.filter(depth__gt=1).specific():
        assert page.latest_revision_id == page.live_revision_id is not None
        assert not page.has_unpublished_changes
        assert page.latest_revision.as_object().title == page.title


def test_themes_are_translated():
    english = Theme.objects.filter(locale__language_code="en")
    assert {theme.reference: theme.name for theme in english} == {r["id"]: r["label_en"] for r in read("themes")}
    attention = english.get(reference="theme-attention")
    assert attention.parent.name == "Regulation and social media"
    assert attention.parent.locale == attention.locale


def test_no_two_themes_look_alike():
    looks = in_french(Theme).values_list("colour", "pattern")
    assert len({pattern for _colour, pattern in looks}) == len({colour for colour, _pattern in looks}) == 14


def test_what_is_uncertain_says_so(client):
    facts = Facts()
    uncertain = {record["id"] for record in walk_records(list(facts.files.values())) if record.get("uncertain")}
    for model in (ContentPage, Person):
        for thing in in_french(model).all():
            assert thing.uncertain == (thing.reference in uncertain)
            assert bool(thing.doubt) == thing.uncertain
    person = in_french(Person).get(uncertain=True)
    assert person.doubt in client.get(person.get_absolute_url()).content.decode().replace("&#x27;", "'")


def test_every_page_has_a_summary_and_a_theme():
    for page in in_french(ContentPage).prefetch_related("themes"):
        assert 20 < len(page.summary) <= 300, page.reference
        assert page.themes.exists(), page.reference


def test_long_works_have_chapters_notes_and_proposals():
    long = [page.specific for page in in_french(ContentPage) if getattr(page.specific, "chapters", None)]
    assert len(long) >= 3
    assert all(5 <= len(page.chapters) <= 8 for page in long)
    levers = ContentPage.objects.get(reference="pour-un-numerique-au-service-des-savoirs", locale__language_code="fr")
    assert [proposal.number for proposal in levers.specific.proposals.order_by("sort_order")] == [1, 2, 3, 4, 5, 6]
    assert any(
        block.block_type == "footnotes" for page in long for chapter in page.chapters for block in chapter.value["body"]
    )


def test_proposals_are_those_of_the_facts():
    for record in read("works"):
        page = ContentPage.objects.get(reference=record["id"], locale__language_code="fr").specific
        titles = [proposal.title for proposal in page.proposals.order_by("sort_order")]
        if record["id"] != "pour-un-numerique-au-service-des-savoirs":
            assert titles == [proposal["title"] for proposal in record["proposals"]]


def test_relations_follow_the_facts():
    page = in_french(ContentPage).get(reference="votre-attention-s-il-vous-plait")
    roles = page.contributions.values_list("person__reference", "role")
    assert {("anne-alombert", "lead"), ("olga-kokshagina", "lead")} == set(roles)
    assert page.incoming_links.filter(kind="part_of").count() == 8
    assert page.tags.filter(reference="tag-attention").exists()
    links = PageLink.objects.values_list("source", "target")
    assert not {(target, source) for source, target in links} & set(links)


def test_a_member_has_a_mandate():
    mandate = in_french(Person).get(reference="dominique-pasquier").mandates.get()
    assert (mandate.kind, mandate.start.year, mandate.end.year) == ("membre", 2021, 2023)


def test_english_pages_are_in_english(client):
    english = Page.objects.filter(locale__language_code="en").specific()
    assert not [page.title for page in english if page.live and not page.get_translations().exists()]
    assert english.type(HomePage).get().mission.startswith("The Conseil")
    assert ContentPage.objects.filter(locale__language_code="en").count() >= 4
    work = ContentPage.objects.get(reference="votre-attention-s-il-vous-plait", locale__language_code="en").specific
    assert work.title == "Your attention, please!"
    assert "attention economy" in client.get(work.url).content.decode()


def test_every_page_answers_in_both_languages(client):
    for page in Page.objects.filter(depth__gt=1, live=True):
        if not isinstance(page.specific, ContentPage) or page.locale.language_code == "en":
            assert client.get(page.url).status_code == 200, page.url
    for reference in ("anne-alombert", "theme-ia", "recits-et-contre-recits", "paroles-henry-jenkins"):
        assert client.get(f"/id/{reference}/").status_code == 302


def test_the_settings_of_the_site_are_filled():
    settings = SiteSettings.load()
    assert settings.email == "info@cnnumerique.fr"
    assert settings.tagline and settings.tagline_en and settings.footer_links


def test_loading_again_changes_nothing():
    before = get_state()
    call_command("load_demo", verbosity=0)
    assert get_state() == before


def test_an_editors_changes_stay():
    page = in_french(ContentPage).get(reference="note-qanon").specific
    page.title = "Un titre corrigé"
    page.save_revision().publish()
    Person.objects.filter(reference="jean-cattan").update(role="ancien secrétaire général")
    call_command("load_demo", verbosity=0)
    page.refresh_from_db()
    assert page.title == "Un titre corrigé"
    assert in_french(Person).get(reference="jean-cattan").role == "ancien secrétaire général"


def test_what_an_editor_deleted_is_not_made_again():
    in_french(ContentPage).get(reference="note-qanon").delete()
    Page.objects.get(slug="gestion-des-cookies", locale__language_code="fr").delete()
    assert Synonym.objects.filter(terms__contains="EVARS").delete()[0] == 1
    call_command("load_demo", verbosity=0)
    assert not ContentPage.objects.filter(reference="note-qanon").exists()
    assert not Page.objects.filter(slug="gestion-des-cookies").exists()
    assert Synonym.objects.exists() and not Synonym.objects.filter(terms__contains="EVARS").exists()


def test_sections_have_their_index_in_both_languages():
    for section in get_sections():
        if section.name in ("works", "paroles"):
            assert published(section.index_class.objects.all(), "fr", fallback=False).exists()
            assert published(section.index_class.objects.all(), "en", fallback=False).exists()


def test_texts_are_of_known_contents():
    """No text is written for a fact that does not exist, and none is forgotten."""
    facts, texts = Facts(), Texts()
    for family in ("works", "paroles"):
        ids = {record["id"] for record in facts[family]}
        assert set(texts.load(f"{family}/summaries.fr.json")) == ids
        uncertain = {record["id"] for record in facts[family] if record["uncertain"]}
        assert set(texts.load(f"{family}/doubts.fr.json")) == uncertain
