"""The publication gate: each rule has a page that passes and one that fails."""

import uuid
from datetime import date

import pytest
from django.core.files.base import ContentFile
from django.utils.translation import override
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from content.gate import check_page, get_blocking, get_rules
from content.gate.rules import is_vague
from home.models import HomePage
from sections.checks import check_sections
from sections.registry import get_section_for
from tests.factories import get_home, get_index, make_theme
from tests.toysection.models import ToyPage
from works.models import WorkDocument, WorkPage

pytestmark = pytest.mark.django_db


@pytest.fixture
def theme():
    return make_theme()


@pytest.fixture
def image():
    return get_image_model().objects.create(title="Une image", file=get_test_image_file(size=(4, 3)))


def make_document(name: str):
    return get_document_model().objects.create(title="Une note", file=ContentFile(b"%PDF-1.4", name=name))


def make_work(theme, *blocks, **fields) -> WorkPage:
    """A work in memory, which the gate lets through but for what is given."""
    fields = {"title": "Un travail", "summary": "Une phrase.", "date": date(2024, 5, 1)} | fields
    page = WorkPage(**fields)
    page.body = [{"type": kind, "value": value, "id": str(uuid.uuid4())} for kind, value in blocks]
    page.themes.set([theme])
    return page


def get_codes(page) -> list[str]:
    return [problem.code for problem in get_blocking(page)]


def write(text: str) -> tuple:
    return "paragraph", f"<p>{text}</p>"


def link(text: str) -> tuple:
    return write(f'Voir <a href="https://example.org/">{text}</a>')


def figure(image, **more) -> tuple:
    return "figure", {"image": image.pk, "credit": "Camille Exemple", "alt": "", "decorative": False, **more}


def heading(level: str, text: str = "Un intertitre") -> tuple:
    return "heading", {"text": text, "level": level, "anchor": ""}


def file(document, **more) -> tuple:
    return "document", {"document": document.pk, "title": "La note", "pages": 2, "language": "fr", **more}


def test_a_page_in_order_passes(theme):
    assert check_page(make_work(theme, heading("2"), write("Un texte."))) == []


@pytest.mark.parametrize("summary", ["", "   "])
def test_summary(theme, summary):
    assert get_codes(make_work(theme, summary=summary)) == ["summary"]


def test_theme(theme):
    page = make_work(theme)
    page.themes.clear()
    assert get_codes(page) == ["theme"]
    theme.delete()
    assert get_codes(page) == [], "a new site has none to choose from"


def test_date(theme):
    assert get_codes(make_work(theme, date=None)) == ["date"]
    assert get_codes(make_work(theme, date=None, period_start=date(2020, 1, 1))) == []
    assert get_codes(make_work(theme, date=None, date_unknown=True)) == []


def test_a_type_without_dates_needs_none(theme, monkeypatch):
    monkeypatch.setattr(WorkPage, "is_dated", False)
    assert get_codes(make_work(theme, date=None)) == []


def test_cover(theme, image):
    assert get_codes(make_work(theme, cover=image)) == ["cover-credit"]
    problems = check_page(make_work(theme, cover=image, cover_credit="Camille Exemple"))
    assert [(problem.code, problem.is_blocking) for problem in problems] == [("cover-alternative", False)]
    assert check_page(make_work(theme, cover=image, cover_credit="C. E.", cover_alt="Une toupie")) == []


def test_doubt(theme):
    fields = {"uncertain": True, "doubt": "La date est à vérifier."}
    page = make_work(theme, **fields)
    assert [(problem.code, problem.field) for problem in get_blocking(page)] == [("uncertain", "doubt_shown")]
    assert get_codes(make_work(theme, **fields, doubt_shown=True)) == []
    assert get_codes(make_work(theme, uncertain=True, doubt="", doubt_shown=True)) == ["uncertain"]


def test_images(theme, image):
    page = make_work(theme, write("Un texte."), figure(image, caption="La légende"))
    (problem,) = get_blocking(page)
    number = page.body.get_prep_value()[1]["id"]
    assert (problem.code, problem.field, problem.extract) == ("image-alternative", f"body.{number}.alt", "La légende")
    assert get_codes(make_work(theme, figure(image, alt="Une toupie"))) == []
    assert get_codes(make_work(theme, figure(image, decorative=True))) == []


def test_heading_order(theme):
    assert get_codes(make_work(theme, heading("3"), heading("2"))) == ["heading-order"]
    assert get_codes(make_work(theme, heading("2"), heading("3"), heading("3"), heading("2"))) == []
    assert get_codes(make_work(theme, heading("2", " "))) == ["heading-text"]


def test_each_chapter_has_its_own_order(theme):
    page = make_work(theme)
    blocks = [{"type": "heading", "value": heading("3")[1], "id": "b1"}]
    page.chapters = [{"type": "chapter", "value": {"title": "Un", "body": blocks}, "id": "c1"}]
    (problem,) = get_blocking(page)
    assert (problem.code, problem.field) == ("heading-order", "chapters.c1.body.b1.level")


@pytest.mark.parametrize(
    "words",
    [
        "Cliquez ici",
        "ici",
        "Lire la suite…",
        "en savoir plus",
        "https://example.org/a",
        "www.example.org",
        "",
        "» Here.",
    ],
)
def test_links_that_say_nothing(theme, words):
    (problem,) = get_blocking(make_work(theme, link(words)))
    assert problem.code == "link-text" and problem.extract == words


@pytest.mark.parametrize(
    "words", ["le rapport de 2024", "ici même, à Lyon", "conseil@example.org", "La suite du rapport"]
)
def test_links_that_say_where_they_lead(theme, words):
    assert get_codes(make_work(theme, link(words))) == []


def test_words_of_links_are_read_with_either_apostrophe():
    assert is_vague("Plus d'informations") and is_vague("plus d’informations")


def test_pdf(theme):
    pdf, sheet = make_document("note.pdf"), make_document("donnees.csv")
    assert get_codes(make_work(theme, file(pdf))) == ["pdf-alternative"]
    assert get_codes(make_work(theme, file(sheet))) == []
    assert get_codes(make_work(theme, file(pdf, alternative="here"))) == ["pdf-alternative"], "the page has no text"
    assert get_codes(make_work(theme, file(pdf, alternative="here"), write("Le texte."))) == []
    assert get_codes(make_work(theme, file(pdf, alternative="elsewhere"))) == ["pdf-alternative"]
    assert get_codes(make_work(theme, file(pdf, alternative="elsewhere", alternative_page=get_home().pk))) == []
    assert get_codes(make_work(theme, file(pdf, alternative="exempt", exemption=" "))) == ["pdf-alternative"]
    assert get_codes(make_work(theme, file(pdf, alternative="exempt", exemption="Fac-similé d’archive."))) == []


def test_the_reader_is_told_of_the_accessible_version(client, theme):
    page = make_work(theme, file(make_document("note.pdf"), alternative="exempt", exemption="Fac-similé d’archive."))
    page.slug = "travail"
    get_index(WorkPage).add_child(instance=page)
    assert "Fac-similé d’archive." in client.get(page.url).content.decode()


def test_pdf_of_a_work(theme):
    page = make_work(theme)
    page.documents = [WorkDocument(document=make_document("travail.pdf"), title="Le PDF")]
    assert get_codes(page) == ["work-pdf"]
    page.documents = [WorkDocument(document=make_document("travail.pdf"), exemption="Document scanné.")]
    assert get_codes(page) == []
    page = make_work(theme, write("Le texte."))
    page.documents = [WorkDocument(document=make_document("travail.pdf"))]
    assert get_codes(page) == []


def test_institutional_pages_have_texts_and_no_subject(theme):
    """The home page has neither summary nor theme; its texts are read."""
    codes = {rule.code for rule in get_rules(HomePage) if issubclass(HomePage, rule.page_class)}
    assert "link-text" in codes and not codes & {"summary", "theme", "date", "uncertain"}
    assert get_blocking(get_home()) == []


def test_a_section_adds_its_own(theme):
    page = ToyPage(title="Un jouet", summary="Un jouet bleu.", date_unknown=True, colour="rouge")
    page.themes.set([theme])
    assert [problem.message for problem in get_blocking(page)] == ["Un jouet rouge doit le dire dans son résumé."]
    page.colour = "bleu"
    assert get_blocking(page) == []
    assert "toy-colour" not in {rule.code for rule in get_rules(WorkPage)}


def test_a_wrong_rule_is_named_by_check(monkeypatch):
    section = get_section_for(ToyPage)
    for wrong in ("tests.toysection.gate.Missing", "tests.toysection.models.ToyPage", "content.gate.Rule"):
        monkeypatch.setattr(section, "gate_rules", (wrong,))
        assert [error.id for error in check_sections() if error.obj == section.name] == ["sections.E014"]


def test_a_type_leaves_a_rule_out(theme, monkeypatch):
    monkeypatch.setattr(ToyPage, "gate_exempt", frozenset({"theme"}))
    get_rules.cache_clear()
    page = ToyPage(title="Un jouet", summary="Une phrase.", date_unknown=True)
    assert get_codes(page) == []
    monkeypatch.undo()
    get_rules.cache_clear()
    assert get_codes(page) == ["theme"]


def test_messages_are_in_french(theme):
    with override("fr"):
        assert check_page(make_work(theme, summary=""))[0].message.startswith("Il n’y a pas de résumé\u00a0:")


def test_few_queries_whatever_the_length(theme, django_assert_max_num_queries):
    pdf = make_document("note.pdf")
    blocks = [heading("2"), link("un lien qui dit"), file(pdf, alternative="here")] * 40
    page = make_work(theme, *blocks)
    with django_assert_max_num_queries(2):
        assert check_page(page) == []
