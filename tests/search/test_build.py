"""What is found of each thing, and where it opens."""

import datetime
import json
from html.parser import HTMLParser

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Collection, CollectionViewRestriction

from actions.models import ActionPage
from cenum.models import CenumIssuePage
from content.models import ContentPage, ContributionRole, KeyFigure
from news.models import NewsPage
from paroles.models import ParolePage
from search.families import get_kind_labels
from search.indexing.build import build_documents, find_things
from search.indexing.files import read_files
from search.indexing.keys import expand, get_family_of, make_key
from search.models import FileReport
from sections.registry import get_sections
from tests.factories import (
    add_contribution,
    make_keyword,
    make_organisation,
    make_page,
    make_person,
    make_theme,
    name_publicly,
)
from tests.works.making import make_chapter, make_work
from works.models import WorkDocument

from .pdfs import make_document, make_image_pdf, make_pdf

pytestmark = pytest.mark.django_db


def build_document(thing):
    """(unsaved document, [(facet, value)], unsaved passages, unread files) of a thing."""
    thing = getattr(thing, "specific", thing)
    if isinstance(thing, ContentPage):
        read_files([thing])
    return build_documents(get_family_of(thing), [thing])[0]


class Ids(HTMLParser):
    """The ids of a page."""

    def __init__(self, text: str):
        super().__init__()
        self.found: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.found |= {value for name, value in attrs if name == "id"}


def opens(client, url: str) -> bool:
    """Whether an address shows a page that has its anchor."""
    path, _hash, anchor = url.partition("#")
    response = client.get(path)
    return response.status_code == 200 and (not anchor or anchor in Ids(response.content.decode()).found)


def make_interview(*questions: tuple[str, str], **fields):
    exchanges = [
        {"type": "exchange", "value": {"question": question, "answers": [{"type": "item", "value": {"text": answer}}]}}
        for question, answer in questions
    ]
    return make_page(ParolePage, interview=json.dumps(exchanges), **fields)


def make_letter(*parts: tuple[str, str]):
    body = [
        {
            "type": "section",
            "value": {"level": "1", "heading": heading, "content": [{"type": "paragraph", "value": f"<p>{text}</p>"}]},
        }
        for heading, text in parts
    ]
    return make_page(CenumIssuePage, body=json.dumps(body), date=datetime.date(2025, 5, 23))


def test_what_a_page_shows_besides_its_own_text_is_found():
    """A figure chosen in the text, what stands under it with its kind and date, who signs, what lacks."""
    figure = KeyFigure.objects.create(label="Visiteuses de la foire", value=4321, unit="personnes", live=True)
    draft = KeyFigure.objects.create(label="Tombola", value=77, live=False)
    shown = json.dumps([{"type": "key_figures", "value": {"title": "", "figures": [figure.pk, draft.pk]}}])
    festival = make_page(ActionPage, body=shown)
    talk = make_page(ActionPage, parent=festival, kind="intervention", date=datetime.date(2031, 2, 3))
    make_page(ActionPage, parent=festival, kind="deplacement", date=datetime.date(2032, 5, 3), live=False)
    text = build_document(ActionPage.objects.get(pk=festival.pk)).document.text.replace("\xa0", " ")
    assert "4 321 personnes Visiteuses de la foire" in text
    assert "Intervention · 3 février 2031" in text and "2032" not in text and "Tombola" not in text
    assert make_key("page", festival.pk) in expand(make_key("page", talk.pk)), "its date changes: so does the programme"
    work = make_work(title="Méthode", authorship="secretariat_general", proposal_count=3)
    text = build_document(work).document.text
    assert "secrétariat général" in text and "1 2 3" in text


def test_a_work_with_everything():
    broad = make_theme("Démocratie", slug="democratie")
    theme = make_theme("Attention", slug="attention", parent=broad)
    keyword = make_keyword("Réseaux sociaux", name_en="Social media")
    work = make_work(
        make_chapter("Le sommeil", "Dormir <b>mieux</b>.", heading="Les écrans", slug="sommeil"),
        proposals=[(1, "", "Paramétrer")],
        title="Un dossier",
        other_titles="DSA\nAutre titre",
        summary="Un résumé.",
        kind="rapport",
        date=datetime.date(2022, 3, 1),
        themes=[theme],
        tags=[keyword.name],
    )
    add_contribution(work, make_person("Camille Exemple", slug="camille-exemple"))
    organisation = make_organisation("Agence Exemple", acronym="AEX")
    add_contribution(work, organisation, ContributionRole.PARTNER)

    document, facets, passages, unread = build_document(work)

    assert (document.title, document.summary, document.year, document.ages) == ("Un dossier", "Un résumé.", 2022, False)
    assert document.other_titles == "DSA\nAutre titre"
    assert document.people == "Camille Exemple\nAgence Exemple (AEX)"
    assert "Le sommeil" in document.headings
    # Found by words of the other language too.
    assert document.headings.splitlines()[-5:] == [
        *("Attention", "Réseaux sociaux", "Social media"),
        *("Rapport · Travaux · 1er\u00a0mars 2022", "Report · Works · 1\u00a0March 2022"),
    ]
    assert document.weight > 1
    # What its page shows besides its texts.
    assert document.text.splitlines() == [
        *("Proposition 1. Paramétrer", "1er\u00a0mars 2022", "Rapport", "Auteur", "Partenaire")
    ]
    assert set(facets) == {
        ("section", "travaux"),
        ("kind", "rapport"),
        ("theme", "attention"),
        ("theme", "democratie"),
        ("keyword", keyword.slug),
        ("person", "camille-exemple"),
        ("organisation", organisation.slug),
        ("text", "here"),
        ("language", "fr"),
        ("scope", "fr"),
        ("scope", "en"),
    }
    assert [(p.kind, p.title, p.text) for p in passages[:2]] == [
        ("chapter", "Le sommeil", ""),
        ("chapter", "Le sommeil – Les écrans", "Dormir mieux."),
    ]
    assert not unread


def test_passages_open_where_they_say(client):
    made = [
        make_work(
            make_chapter("Le sommeil", "Dormir.", heading="Les écrans"),
            make_chapter("L’école", "Lire.", heading="Les écrans"),
            proposals=[(1, "", "Paramétrer"), (2, "", "Débattre")],
        ),
        make_interview(("Première ?", "<p>Oui.</p>"), ("Deuxième ?", "<p>Non.</p>")),
        make_letter(("L’essentiel", "Du texte."), ("L’essentiel", "Encore.")),
    ]
    for page in made:
        passages = build_document(page).passages
        assert len(passages) >= 2
        assert len({passage.url for passage in passages}) == len(passages)
        for passage in passages:
            assert opens(client, passage.url), passage.url


def test_the_answers_of_an_interview_are_found_in_its_questions_only():
    document, _facets, passages, _unread = build_document(make_interview(("Pourquoi ?", "<p>Par curiosité.</p>")))
    assert [(p.kind, p.title, p.text) for p in passages] == [("question", "Pourquoi ?", "Par curiosité.")]
    assert "curiosité" not in document.text


def test_the_pages_of_a_pdf_open_at_their_number(client):
    document = make_document(make_pdf(["Page de garde", "La sobriété"]), title="Rapport complet")
    work = make_work()
    WorkDocument.objects.create(work=work, document=document, locale=work.locale)

    passages = build_document(work).passages

    assert [(p.kind, p.title, p.page_no, p.text) for p in passages] == [
        ("pdf", "Rapport complet", 1, "Page de garde"),
        ("pdf", "Rapport complet", 2, "La sobriété"),
    ]
    assert passages[1].url == f"{document.url}#page=2"
    assert client.get(document.url).status_code == 200


def test_a_document_block_is_read_too_and_a_file_is_read_once(monkeypatch):
    document = make_document(make_pdf(["Dans le corps"]))
    page = make_page(
        NewsPage, body=json.dumps([{"type": "document", "value": {"document": document.pk, "title": "Ici"}}])
    )
    assert [p.title for p in build_document(page).passages] == ["Ici"]

    monkeypatch.setattr("search.indexing.files.read_pdf", lambda file: pytest.fail("read again"))
    copy = make_document(make_pdf(["Dans le corps"]), name="copie.pdf")
    other = make_page(NewsPage, body=json.dumps([{"type": "document", "value": {"document": copy.pk}}]))
    assert len(build_document(page).passages) == len(build_document(other).passages) == 1


def test_a_bad_file_is_reported_and_its_page_is_found_all_the_same():
    document = make_document(make_image_pdf())
    work = make_work(title="Avec un scan")
    WorkDocument.objects.create(work=work, document=document, locale=work.locale)
    built = build_document(work)
    assert (built.document.title, built.passages) == ("Avec un scan", [])
    assert FileReport.objects.get(document=document).state == FileReport.State.IMAGE_ONLY


def test_a_lost_file_is_reported():
    document = make_document(make_pdf(["texte"]))
    document.file.storage.delete(document.file.name)
    work = make_work()
    WorkDocument.objects.create(work=work, document=document, locale=work.locale)
    assert build_document(work).passages == []
    assert FileReport.objects.get(document=document).state == FileReport.State.BROKEN


def test_a_private_document_is_not_found():
    private = Collection.get_first_root_node().add_child(name="Privé")
    CollectionViewRestriction.objects.create(collection=private, restriction_type="login")
    below = private.add_child(name="Dessous")
    document = make_document(make_pdf(["Confidentiel"]))
    type(document).objects.update(collection=below)
    work = make_work()
    WorkDocument.objects.create(work=work, document=document, locale=work.locale)
    assert build_document(work).passages == []


def test_a_translated_page_leaves_english_screens_to_its_translation():
    page = make_page(NewsPage)
    assert ("scope", "en") in build_document(page).facets
    english = page.copy_for_translation(make_page(NewsPage, language="en").locale, copy_parents=True)
    assert ("scope", "en") in build_document(page).facets  # A draft translates nothing.
    english.save_revision().publish()
    assert ("scope", "en") not in build_document(page).facets
    facets = build_document(english.specific).facets
    assert [value for field, value in facets if field == "scope"] == ["en"]


def test_people_organisations_and_themes_have_documents():
    organisation = make_organisation("Agence Exemple", acronym="AEX", aliases="L’Agence")
    person = make_person(
        "Camille Exemple", role="Chercheuse", aliases="C. Exemple", biography="<p>Née à Nulle-Part.</p>"
    )
    theme = make_theme("Attention", description="<p>Ce qu’on regarde.</p>", parent=make_theme("Usages", slug="usages"))
    built = {thing: build_document(thing) for thing in (organisation, person, theme)}
    assert built[organisation].document.other_titles == "AEX\nAgence Exemple (AEX)\nL’Agence"
    assert (built[person].document.title, built[person].document.summary) == ("Camille Exemple", "Chercheuse")
    assert built[person].document.other_titles == "Exemple\nC. Exemple", "the family name alone is a title too"
    assert built[person].document.text == "Née à Nulle-Part."
    assert ("person", person.slug) in built[person].facets
    assert {("theme", theme.slug), ("theme", "usages"), ("kind", "theme")} <= set(built[theme].facets)


def test_addresses_of_registers_open(client):
    named = make_organisation(), make_person()
    name_publicly(*named)
    for thing in (*named, make_theme()):
        assert client.get(build_document(thing).document.url).status_code == 200


def test_every_kind_has_one_code_and_a_name():
    codes = [code for section in get_sections() for model in section.page_classes for code in model.get_search_kinds()]
    assert len(codes) == len(set(codes))
    assert all(code.isascii() for code in codes)
    assert get_kind_labels()["cafe"] == "Café IA"
    assert set(codes) | {"person", "organisation", "theme", "reference", "site", "fabricant", "proposition"} == set(
        get_kind_labels()
    )


def test_every_page_type_says_what_is_searchable():
    """Whatever the section: nothing fails on an empty page, and its kind is one of its own."""
    for section in get_sections():
        for model in section.page_classes:
            page = model(title="Vide", slug="vide")
            assert page.search_kind in model.get_search_kinds()
            assert page.get_search_passages() == []
            assert isinstance(page.get_search_text(), str)
            assert page.get_search_files() == []


def test_what_no_database_keeps_is_left_out():
    document = build_document(
        make_page(NewsPage, title="Titre", summary="a\x00b" if connection.vendor == "sqlite" else "ab")
    )
    assert document.document.summary == "ab"


def test_as_many_queries_for_ten_documents_as_for_two():
    theme = make_theme(parent=make_theme())

    def make(number: int) -> int:
        work = make_work(
            make_chapter("Un", "Texte."), proposals=[(1, "", "Un")], themes=[theme], tags=[f"mot {number}"]
        )
        add_contribution(work, make_person())
        attached = make_document(make_pdf([f"Page {number}"]))
        WorkDocument.objects.create(work=work, document=attached, locale=work.locale)
        make_page(ActionPage, themes=[theme])
        return work.pk

    def count(limit: int) -> int:
        read_files(find_things("page"))
        with CaptureQueriesContext(connection) as queries:
            assert len(build_documents("page", find_things("page", limit=limit))) == limit
        return len(queries)

    for number in range(5):
        make(number)
    few, many = count(2), count(10)
    assert many <= few + 1 and many <= 16, (few, many)


def test_editors_see_the_files_that_cannot_be_read(client, django_user_model):
    document = make_document(b"%PDF nothing", title="Rapport abîmé")
    work = make_work()
    WorkDocument.objects.create(work=work, document=document, locale=work.locale)
    build_document(work)
    user = django_user_model.objects.create_superuser("chef", "chef@example.org", "x")
    client.force_login(user)
    page = client.get("/admin/reports/search-files/").content.decode()
    assert "Rapport abîmé" in page
    assert f"/admin/documents/edit/{document.pk}/" in page
    assert client.get("/admin/reports/search-files/?export=csv").status_code == 200
    client.logout()
    assert client.get("/admin/reports/search-files/").status_code == 302
