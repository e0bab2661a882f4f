"""The reports of care: what they find, for whom, in how many queries, as spreadsheets."""

import io

import openpyxl
import pytest
from django.db import connection
from django.urls import reverse
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Page

from content.models import PageLink
from tests.factories import get_home, make_page, make_private, make_theme
from tests.queries import count_queries
from tests.toysection.models import ToyPage
from works.models import WorkPage

pytestmark = pytest.mark.django_db

REPORTS = ("care_reviews", "care_internal_links", "care_external_links", "care_media", "care_orphans", "care_themes")


@pytest.fixture
def admin(client, admin_user):
    client.force_login(admin_user)
    return client


def read(client, name: str, query: str = "") -> list[str]:
    """The rows of a report's spreadsheet, one text for each."""
    response = client.get(f"{reverse(name)}?export=csv&{query}")
    assert response.status_code == 200
    return b"".join(response.streaming_content).decode("utf-8-sig").splitlines()[1:]


def make_image(title: str = "Une image"):
    return get_image_model().objects.create(title=title, file=get_test_image_file())


def make_work(*blocks, **fields):
    return make_page(WorkPage, body=list(blocks), **fields)


def link(page) -> tuple[str, str]:
    return ("paragraph", f'<p><a linktype="page" id="{page.pk}">là</a></p>')


def test_links_to_pages_that_are_not_online_are_found(admin):
    draft, gone, secret, fine = (make_page(ToyPage, title=t) for t in ("Retirée", "Détruite", "Secrète", "Bonne"))
    make_work(link(draft), link(gone), link(secret), link(fine), title="Source")
    draft.unpublish()
    make_private(secret)
    Page.objects.get(pk=gone.pk).delete()
    rows = read(admin, "care_internal_links")
    assert len(rows) == 3 and all(row.startswith("Source") for row in rows)
    assert any("Retirée;Pas en ligne" in row for row in rows)
    assert any("Secrète;Privée" in row for row in rows)
    assert any("Détruite;Supprimée" in row for row in rows)
    assert len(read(admin, "care_internal_links", "problem=deleted")) == 1
    source = WorkPage.objects.get(title="Source")
    source.body = []
    source.save_revision().publish()
    assert read(admin, "care_internal_links") == []


def test_pages_deleted_with_what_they_lead_to_leave_nothing(admin):
    gone = make_work(title="Détruite")
    make_work(link(gone), title="Détruite aussi")
    Page.objects.get(pk=gone.get_parent().pk).delete()
    connection.check_constraints()
    assert read(admin, "care_internal_links") == []


def test_images_that_lack_a_credit_or_a_text_are_found(admin):
    image = make_image()
    figure = {"image": image, "alt": "", "decorative": False, "caption": "", "credit": ""}
    make_work(("figure", figure), title="Sans rien")
    make_work(("figure", {**figure, "credit": "C. Exemple"}), title="Sans texte")
    make_work(("figure", {**figure, "decorative": True}), title="Sans crédit")
    make_work(("figure", {**figure, "alt": "Un phare", "credit": "C. Exemple"}), title="Complète")
    make_work(title="Couverture", cover=image)
    make_work(title="Couverture créditée", cover=image, cover_credit="C. Exemple")
    titles = {row.split(";")[0] for row in read(admin, "care_media")}
    assert titles == {"Sans rien", "Sans texte", "Sans crédit", "Couverture"}
    assert {row.split(";")[0] for row in read(admin, "care_media", "missing=alt")} == {"Sans rien", "Sans texte"}


def test_orphans_are_pages_that_nothing_leads_to(admin):
    alone, cited, linked, draft_cited = (
        make_page(ToyPage, title=t) for t in ("Seule", "Citée", "Liée", "Par brouillon")
    )
    make_work(link(cited), title="Source", slug="source")
    PageLink.objects.create(source=make_page(ToyPage, title="Reliée"), target=linked)
    draft = make_work(link(draft_cited), title="Brouillon", live=False)
    assert not draft.live
    from wagtail.models import ReferenceIndex

    for page in ToyPage.objects.all():
        ReferenceIndex.create_or_update_for_object(page)
    titles = {row.split(";")[0] for row in read(admin, "care_orphans")}
    assert titles == {"Seule", "Source", "Par brouillon"}
    assert alone.title in titles


def test_contents_without_theme_are_found(admin):
    make_page(ToyPage, title="Sans")
    make_page(ToyPage, title="Avec", themes=[make_theme()])
    assert [row.split(";")[0] for row in read(admin, "care_themes")] == ["Sans"]


def test_a_report_costs_as_much_for_twelve_pages_as_for_three(admin):
    image = make_image()
    figure = {"image": image, "alt": "", "decorative": False, "caption": "", "credit": ""}
    target = make_page(ToyPage, live=False)
    blocks = [("figure", figure), link(target)]
    for _count in range(3):
        make_work(*blocks)
    few = {name: count_queries(admin, reverse(name)) for name in REPORTS}
    for _count in range(9):
        make_work(*blocks)
    assert {name: count_queries(admin, reverse(name)) for name in REPORTS} == few


@pytest.mark.parametrize("name", REPORTS)
def test_reports_stand_in_the_menu_and_answer_whatever_is_asked(admin, name):
    make_page(ToyPage)
    assert reverse(name) in admin.get(reverse("wagtailadmin_home")).content.decode()
    hostile = "section=%00&content_type=abc&language=xx&p=abc&ordering=%00&state=abc&host=%00&due=x&missing=x&problem=x"
    assert admin.get(f"{reverse(name)}?{hostile}").status_code == 200
    for query in ("section=jouets&language=fr", "section=travaux", "ordering=-title", "reached=nothing", "due=never"):
        assert admin.get(f"{reverse(name)}?{query}").status_code == 200
    assert admin.get(reverse(f"{name}_results")).status_code == 200
    response = admin.get(f"{reverse(name)}?export=xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content))).active
    assert sheet.cell(1, 1).value == "Page"


def test_editors_see_their_pages_only(client, make_editor):
    mine, other = make_page(ToyPage, title="La mienne"), make_page(ToyPage, title="Une autre")
    client.force_login(make_editor(mine))
    assert [row.split(";")[0] for row in read(client, "care_themes")] == ["La mienne"]
    assert other.title not in client.get(reverse("care_reviews")).content.decode()


def test_those_who_edit_no_page_see_no_report(client, make_editor, django_user_model):
    user = make_editor(get_home())
    user.groups.first().page_permissions.all().delete()
    client.force_login(user)
    for name in REPORTS:
        assert client.get(reverse(name)).status_code in (302, 403)
