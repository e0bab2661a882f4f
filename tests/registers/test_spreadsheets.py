"""A register goes out as a spreadsheet, is corrected, and comes back without loss."""

import codecs
import io

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import ModelLogEntry

from content.references.models import Source
from people.models import Mandate, Person
from registers.sheets.cells import neutralise, restore
from registers.sheets.files import read_file
from search.models import PromotedResult, Synonym
from tests.factories import get_locale, make_keyword, make_organisation, make_page, make_person, make_theme
from works.models import WorkPage

from .making import PEOPLE, confirm, export, get_text, make_staff, preview, read, write

pytestmark = pytest.mark.django_db

BASES = [
    PEOPLE,
    "/admin/people/organisation/",
    "/admin/people/mandate/",
    "/admin/themes/theme/",
    "/admin/themes/keyword/",
    "/admin/search/synonym/",
    "/admin/search/promotedresult/",
    "/admin/references/source/",
]
HOSTILE = ("=1+1", "+33 1", "-5", "@nom", "\t=1", "'=1", "'", "'a", "  =1", "' =1", "''@x", "＝1", "a=b")


@pytest.fixture
def staff(client, django_user_model):
    client.force_login(django_user_model.objects.create_superuser("chef", "chef@example.org", "x"))
    return client


def test_a_formula_is_made_safe_and_comes_back():
    for text in HOSTILE:
        safe = neutralise(text)
        assert safe.lstrip()[:1] not in "=+-@＝" and restore(safe) == text
        assert restore(text) == text or text.startswith("'")


def test_the_export_is_what_french_excel_opens(staff):
    body = make_organisation("Institut de l’Été", reference="institut-ete")
    make_person("Zoé Exemple", organisation=body, uncertain=True, role="=1+1")
    data = export(staff)
    assert data.startswith(codecs.BOM_UTF8)
    (row,) = read(data)
    assert list(row)[:6] == ["N°", "Langue", "Nom", "Nom de tri", "Rôle", "Organisation"]
    assert row["Organisation"] == "Institut de l’Été [institut-ete]"
    assert row["Incertain"] == "oui" and row["Rôle"] == "'=1+1" and row["Langue"] == "fr"


def test_the_workbook_holds_texts_only(staff):
    make_person("Zoé Exemple", role="=1+1")
    book = openpyxl.load_workbook(io.BytesIO(export(staff, kind="xlsx")))
    headings, cells = book.worksheets[0].iter_rows()
    row = {h.value: c for h, c in zip(headings, cells, strict=True)}
    assert row["Nom"].value == "Zoé Exemple"
    assert row["Rôle"].data_type == "s" and row["Rôle"].value == "'=1+1"


def test_the_export_follows_the_search_and_the_filters(staff):
    make_person("L’école des données", uncertain=True)
    make_person("Une autre école")
    make_person("Ana Martin", uncertain=True)
    assert len(read(export(staff))) == 3
    assert [r["Nom"] for r in read(export(staff, query="&q=ecoles&uncertain__exact=1"))] == ["L’école des données"]


def test_what_goes_out_comes_back_unchanged(staff):
    """Every register, with values that spreadsheets spoil; saved as older Excel saves, too."""
    page = make_page(WorkPage, title="Un ouvrage")
    theme = make_theme("Écoles", description='<p data-block-key="k">Un <b>texte</b></p>')
    make_theme("Collèges", parent=theme)
    make_keyword("=mot")
    body = make_organisation("@Institut ; « x »", website="https://example.org/", kind="recherche")
    make_organisation("Service", parent=body)
    person = make_person(
        "Zoé Exemple", aliases="Z. Exemple\nZoe", organisation=body, doubt='Un "doute" ;\nsur deux lignes', role="-"
    )
    Mandate.objects.create(person=person, kind="membre", start="2019-01-02", locale=get_locale())
    Synonym.objects.create(terms="ia\nintelligence artificielle")
    PromotedResult.objects.create(queries="livre", page=page)
    source = Source.objects.create(name="Un rapport", slug="un-rapport", publisher=body, locale=get_locale())
    source.themes.add(theme)
    source.save()
    for base in BASES:
        csv_data, book = export(staff, base), export(staff, base, "xlsx")
        for data, name in (
            (csv_data, "a.csv"),
            (csv_data.decode("utf-8-sig").replace("\r\n", "\n").encode("cp1252"), "b.csv"),
            (csv_data.decode("utf-8-sig").encode("utf-16"), "c.txt"),
            (write(read(csv_data), delimiter=","), "d.csv"),
            (book, "e.xlsx"),
        ):
            _path, response = preview(staff, data, base, name)
            text = get_text(response)
            assert "rien à importer" in text, (base, name, text[-3000:])


def test_a_corrected_file_is_previewed_then_imported(staff):
    body = make_organisation("Institut", reference="institut")
    first = make_person("Zoé Exemple", role="juriste")
    second = make_person("Ana Martin")
    rows = read(export(staff))
    by_name = {row["Nom"]: row for row in rows}
    by_name["Zoé Exemple"] |= {"Rôle": "juge", "Organisation": "Institut", "Incertain": "OUI"}
    new = dict.fromkeys(rows[0], "") | {"Nom": "Léo Nouveau", "Rôle": "=x"}
    path, response = preview(staff, write([*rows, new]))
    text = get_text(response)
    for words in ("1 fiche modifiée", "1 fiche ajoutée", "1 fiche inchangée", "<del>juriste</del>", "<ins>juge</ins>"):
        assert words in text, words
    assert Person.objects.count() == 2 and Person.objects.get(pk=first.pk).role == "juriste"

    assert confirm(staff, path).status_code == 302
    first.refresh_from_db()
    assert (first.role, first.organisation_id, first.uncertain) == ("juge", body.pk, True)
    added = Person.objects.get(name="Léo Nouveau")
    assert (added.slug, added.reference, added.role) == ("leo-nouveau", "leo-nouveau", "=x")
    second.refresh_from_db()
    assert second.name == "Ana Martin"
    logged = ModelLogEntry.objects.get(action="registers.import", object_id=str(first.pk))
    assert ["Rôle", "juriste", "juge"] in logged.data["changes"]
    assert not ModelLogEntry.objects.filter(object_id=str(second.pk)).exists()
    assert "personnes.csv" in get_text(staff.get(f"/admin/snippets/people/person/history/{first.pk}/"))
    # Confirmed twice: nothing more.
    assert confirm(staff, path).status_code == 302 and Person.objects.count() == 3


def test_dates_come_back_as_excel_writes_them(staff):
    person = make_person("Zoé Exemple")
    mandate = Mandate.objects.create(person=person, kind="membre", start="2019-01-02", locale=get_locale())
    base = "/admin/people/mandate/"
    (row,) = read(export(staff, base))
    assert row["Début"] == "2019-01-02" and row["Nature"] == "Membre"
    path, response = preview(staff, write([row | {"Début": "02/01/2019", "Nature": "MEMBRE"}]), base)
    assert "rien à importer" in get_text(response)
    path, _response = preview(
        staff, write([row | {"Fin": "31/12/2020", "Nature": "coprésidente ou coprésident"}]), base
    )
    response = staff.get(path)
    if "erreur" in get_text(response):
        path, _response = preview(staff, write([row | {"Fin": "31/12/2020", "Nature": "copresident"}]), base)
    confirm(staff, path)
    mandate.refresh_from_db()
    assert (mandate.end.isoformat(), mandate.kind) == ("2020-12-31", "copresident")


def test_rich_text_is_cleaned(staff):
    person = make_person("Zoé Exemple")
    (row,) = read(export(staff))
    bad = '<p>Bonjour <b>vous</b><script>alert(1)</script><a href="javascript:alert(1)" onclick="x">ici</a></p>'
    path, _response = preview(staff, write([row | {"Biographie": bad}]))
    confirm(staff, path)
    person.refresh_from_db()
    assert "<b>vous</b>" in person.biography
    for word in ("script", "onclick"):
        assert word not in person.biography


@pytest.mark.parametrize("base", [PEOPLE, "/admin/people/organisation/", "/admin/people/mandate/"])
def test_a_list_costs_the_same_for_3_and_for_60_rows(staff, base):
    def make(count: int):
        for number in range(count):
            body = make_organisation(f"Organisation {number}", parent=make_organisation())
            person = make_person(f"Personne {number}", organisation=body)
            Mandate.objects.create(person=person, kind="membre", locale=get_locale())

    def count_queries(query: str = "") -> int:
        with CaptureQueriesContext(connection) as queries:
            response = staff.get(base + query)
            b"".join(response.streaming_content if response.streaming else [response.content])
        return len(queries)

    make(3)
    staff.get(base)
    few = [count_queries(query) for query in ("", "?export=csv", "?q=personne")]
    make(57)
    assert [count_queries(query) for query in ("", "?export=csv", "?q=personne")] == few
    assert max(few) <= 25


@pytest.mark.parametrize(
    "query",
    [
        "locale=abc",
        "o=zz",
        "o=99",
        "p=x",
        "p=999999",
        "q=%00",
        "nom=1",
        "export=exe",
        "uncertain__exact=%00",
        "organisation__people__contributions__page__owner__password__startswith=p",
        "mandates__kind__exact=zz",
    ],
)
def test_an_address_that_makes_no_sense_gets_an_answer(staff, query):
    make_person("Zoé Exemple")
    assert staff.get(f"{PEOPLE}?{query}").status_code in (200, 302)


def test_only_those_who_may_see_a_register_export_it(client, django_user_model):
    make_person("Zoé Exemple")
    client.force_login(make_staff(django_user_model))
    assert client.get(f"{PEOPLE}?export=csv").status_code in (302, 403)
    assert "Zoé" not in client.get(f"{PEOPLE}?export=csv", follow=True).content.decode()


def test_registers_are_all_there(staff):
    for base in [*BASES, "/admin/cafeia/cafepage/"]:
        text = get_text(staff.get(base))
        assert f"{base}import/" in text and "export=csv" in text and "export=xlsx" in text


def test_a_formula_that_failed_is_no_value_in_any_file():
    book = openpyxl.Workbook()
    book.active.append(["Nom", "Rôle"])
    book.active.append(["Ada", "#SPILL!"])
    book.active.append(["Oscar", "# 3"])
    saved = io.BytesIO()
    book.save(saved)
    expected = [(1, ["Nom", "Rôle"]), (2, ["Ada"]), (3, ["Oscar", "# 3"])]
    assert read_file("a.xlsx", saved.getvalue()) == expected
    for error in ("#N/A", "#VALEUR!", " #DIV/0! "):
        assert read_file("a.csv", f"Nom;Rôle\nAda;{error}\nOscar;# 3\n".encode()) == expected
