"""What anyone typed reaches no spreadsheet as a formula, whichever screen writes the file."""

import csv
import io

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Workflow

from council.models import PrintOrderPage, PrintRequest
from registers.sheets.cells import neutralise
from search.exports.formats import write_line
from search.models import QueryCount
from tests.factories import get_home, make_page, make_person
from tests.toysection.models import ToyPage

from .making import export, get_text, preview

pytestmark = pytest.mark.django_db
#: One text for each way to begin a formula; a spreadsheet, or whoever cleans its cells, may lose what is before.
HOSTILE = (
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(1)",
    "＝1+1",
    "＋1+1",
    "－1+1",
    "＠SUM(1)",
    " =1+1",
    "\t=1+1",
    "\r=1+1",
    "'=1+1",
)
STARTS = tuple("=+-@＝＋－＠\t\r\n")


@pytest.fixture
def typed(db, admin_user):
    """Everything that a report can show, under a hostile name; done by someone who has one."""
    admin_user.first_name, admin_user.last_name = "=1+1", "＝1"
    admin_user.save()
    order = get_home().add_child(instance=PrintOrderPage(title="Exemplaires", slug="exemplaires"))
    for number, text in enumerate(HOSTILE):
        page = make_page(ToyPage, title=text, slug=f"p-{number}")
        page.save_revision(user=admin_user, log_action=True)
        Workflow.objects.first().start(page, admin_user)
        now = timezone.now()
        ToyPage.objects.filter(pk=page.pk).update(
            locked=True, locked_by=admin_user, locked_at=now, last_published_at=now
        )
        Redirect.objects.create(old_path=f"/r-{number}", redirect_link=text, site=None)
        inside = f"12 rue;{text}\n{text}"
        PrintRequest.objects.create(page=order, name=text, address=inside, city=text, reason=inside, copies=1)
        QueryCount.objects.create(day=timezone.localdate(), words=text, language="fr", count=1, results=0)
        make_person(text, slug=f"x-{number}")


REPORTS = (
    "print_requests:index",
    "accounts_audit",
    "search_queries",
    "care_orphans",
    "care_themes",
    "translations_dashboard",
    "wagtailadmin_reports:site_history",
    "wagtailadmin_reports:workflow",
    "wagtailadmin_reports:workflow_tasks",
    "wagtailadmin_reports:locked_pages",
    "wagtailadmin_reports:aging_pages",
    "wagtailredirects:index",
)


def test_no_report_holds_a_formula(client, admin_user, typed):
    client.force_login(admin_user)
    for name in REPORTS:
        for kind in ("csv", "xlsx"):
            cells = [cell for row in read(client, reverse(name), kind) for cell in row]
            assert any("=1" in cell for cell in cells), f"{name} does not show what was typed"
            assert not [cell for cell in cells if cell.strip(" ").startswith(STARTS)], (name, kind)


def read(client, address: str, kind: str) -> list[list[str]]:
    data = b"".join(client.get(f"{address}?export={kind}"))
    if kind == "csv":
        # As French Excel does: at semicolons.
        return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))
    rows = openpyxl.load_workbook(io.BytesIO(data)).active.iter_rows()
    cells = [[cell for cell in row if cell.value is not None] for row in rows]
    assert not [cell for row in cells for cell in row if cell.data_type == "f"]
    return [[str(cell.value) for cell in row] for row in cells]


@pytest.mark.parametrize("text", HOSTILE)
def test_an_export_of_the_search_holds_none(text):
    for cells in (csv.reader([write_line([text])]), csv.reader([write_line(["Titre", f"x;{text}"])], delimiter=";")):
        assert not [cell for row in cells for cell in row if cell.lstrip().startswith(STARTS)]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_register_comes_back_as_it_was(client, admin_user, typed, kind):
    client.force_login(admin_user)
    data = export(client, kind=kind)
    _address, shown = preview(client, data, name=f"a.{kind}")
    assert "rien à importer" in get_text(shown)


def test_what_is_no_formula_is_left_alone():
    for text in ("a=b", "10 - 3", "Élise", "", "1+1", "c’est-à-dire"):
        assert neutralise(text) == text
