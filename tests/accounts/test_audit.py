"""Who signed in, failed, changed rights: written once, read by who may, changed by nobody."""

import csv
import io
from datetime import timedelta

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook
from wagtail.log_actions import LogContext
from wagtail.models import GroupPagePermission, ModelLogEntry, Page, PageLogEntry

from accounts import audit

from .conftest import PASSWORD, confirm, sign_in

pytestmark = pytest.mark.django_db
REPORT = "/admin/reports/audit/"


def actions(**filters) -> list[str]:
    entries = ModelLogEntry.objects.filter(action__startswith="accounts.", **filters).order_by("pk")
    return [entry.action.removeprefix("accounts.") for entry in entries]


@pytest.fixture
def reader(make_user, client_factory, set_up):
    make_user("lea", "accounts.read_audit_log")
    client = client_factory()
    sign_in(client, "lea")
    set_up(client)
    return client


def test_a_day_of_someone(client, ines, signed_in):
    ModelLogEntry.objects.all().delete()
    sign_in(client, "ines", "faux")
    signed_in(ines)
    client.post("/compte/deconnexion/")
    assert actions(object_id=ines.pk) == ["failed", "signed_in", "factor_added", "signed_out"]
    assert actions() == actions(object_id=ines.pk)
    entry = ModelLogEntry.objects.get(action=audit.Action.SIGNED_IN)
    assert entry.user == ines and entry.data["address"] == "127.0.0.1"


def test_what_was_typed_for_an_unknown_login_is_not_kept(client):
    sign_in(client, "mon-mot-de-passe-par-erreur", "x")
    entry = ModelLogEntry.objects.get(action=audit.Action.FAILED)
    assert entry.object_id == audit.NOBODY and "erreur" not in f"{entry.label}{entry.data}"


def test_a_lock_out_is_told_once(client, ines):
    for _ in range(9):
        sign_in(client, "ines", "faux")
    assert actions(object_id=ines.pk).count("failed") == 5
    assert actions(object_id=ines.pk).count("locked") == 1


def test_rights_are_told_with_who_changed_them(ines, make_user):
    adele = make_user("adele")
    ModelLogEntry.objects.all().delete()
    group = Group.objects.create(name="Publication")
    with LogContext(user=adele):
        ines.groups.add(group)
        group.user_set.remove(ines)
        group.permissions.add(Permission.objects.get(codename="access_admin"))
        place = GroupPagePermission.objects.create(
            group=group, page=Page.get_first_root_node(), permission=Permission.objects.get(codename="publish_page")
        )
        place.delete()
        ines.is_superuser = True
        ines.save()
        ines.set_password("camion-orange-tranquille-7")
        ines.save()
    entries = list(ModelLogEntry.objects.filter(action__startswith="accounts.").order_by("pk"))
    assert {entry.user for entry in entries} == {adele}
    assert [entry.action for entry in entries] == [
        audit.Action.GROUPS_CHANGED,
        audit.Action.GROUPS_CHANGED,
        audit.Action.GROUP_CHANGED,
        audit.Action.GROUP_CHANGED,
        audit.Action.GROUP_CHANGED,
        audit.Action.STATUS_CHANGED,
        audit.Action.PASSWORD_CHANGED,
    ]
    assert entries[0].data["added"] == ["Publication"] and entries[1].data["removed"] == ["Publication"]
    assert "publish_page" in entries[3].data["added"][0] and "publish_page" in entries[4].data["removed"][0]


def test_the_users_page_is_told_with_its_author(make_user, ines, client_factory, set_up):
    adele = make_user("adele", "auth.change_user")
    client = client_factory()
    sign_in(client, "adele")
    set_up(client)
    group = Group.objects.create(name="Relecture")
    fields = {"username": "ines", "email": "i@example.org", "first_name": "I", "last_name": "N", "is_active": "on"}
    answer = client.post(f"/admin/users/edit/{ines.pk}/", {**fields, "groups": [group.pk]})
    assert answer.status_code == 302
    entries = ModelLogEntry.objects.filter(action=audit.Action.GROUPS_CHANGED, object_id=ines.pk, user=adele)
    assert any(entry.data.get("added") == ["Relecture"] for entry in entries)


def test_the_report_is_for_those_who_may(reader, make_user, client_factory, set_up):
    assert reader.get(REPORT).status_code == 200
    assert "/admin/reports/audit/" in reader.get("/admin/").content.decode()
    make_user("remi", "auth.change_user", "auth.view_user")
    client = client_factory()
    sign_in(client, "remi")
    set_up(client)
    for address in (REPORT, f"{REPORT}results/", f"{REPORT}?export=csv", f"{REPORT}?export=xlsx"):
        assert client.get(address).status_code == 302, address
    assert "/admin/reports/audit/" not in client.get("/admin/").content.decode()


def test_the_demo_gives_it_to_the_administration_alone():
    from newsroom.roles import ROLES, make_group

    for role in ROLES:
        names = set(make_group(role).permissions.values_list("codename", flat=True))
        held = names & {"read_audit_log", "recover_account"}
        assert held == ({"read_audit_log", "recover_account"} if role.login == "administration" else set())


def test_filters(reader, ines, client_factory):
    sign_in(client_factory(), "ines", "faux")
    sign_in(client_factory(), "ines")
    page = Page.get_first_root_node()
    PageLogEntry.objects.log_action(page, "wagtail.edit", user=ines)

    def rows(**query) -> list[str]:
        found = reader.get(REPORT, query).context["object_list"]
        return [entry.action for entry in found]

    assert {"wagtail.edit", audit.Action.FAILED, audit.Action.SIGNED_IN} <= set(rows())
    assert set(rows(action=audit.Action.FAILED)) == {audit.Action.FAILED}
    assert set(rows(user=ines.pk)) == {"wagtail.edit", audit.Action.SIGNED_IN}
    assert set(rows(label="ines")) >= {audit.Action.FAILED, audit.Action.SIGNED_IN}
    today = timezone.localdate()
    assert rows(timestamp_from=str(today)) and not rows(timestamp_from=str(today + timedelta(days=1)))
    for hostile in ("x", "\0", "'", "9" * 40):
        assert reader.get(REPORT, {"user": hostile, "timestamp_from": hostile, "action": hostile}).status_code in (
            200,
            400,
        )


def test_export(reader, ines):
    audit.record(None, audit.Action.GROUPS_CHANGED, instance=ines, added=["Publication"])
    text = b"".join(reader.get(f"{REPORT}?export=csv").streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert len(rows[0]) == 6
    assert any("Publication" in str(row) for row in rows) and any("127.0.0.1" in str(row) for row in rows)
    book = load_workbook(io.BytesIO(b"".join(reader.get(f"{REPORT}?export=xlsx").streaming_content)))
    assert book.active.max_row == len(rows) + 1 or book.active.max_row == len(rows) + 2


def test_the_report_costs_the_same_for_two_and_for_forty(reader, ines):
    def count() -> int:
        reader.get(REPORT)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert reader.get(REPORT).status_code == 200
        return len(queries)

    page = Page.get_first_root_node()
    audit.record(None, audit.Action.FAILED, instance=ines)
    PageLogEntry.objects.log_action(page, "wagtail.edit", user=ines)
    before = count()
    for number in range(20):
        audit.record(None, audit.Action.FAILED, instance=ines, reason=str(number))
        PageLogEntry.objects.log_action(page, "wagtail.edit", user=ines)
    assert count() <= before


def test_nothing_of_the_admin_changes_an_entry(admin_client, ines, settings):
    settings.REQUIRE_MFA = False
    entry = audit.record(None, audit.Action.FAILED, instance=ines)
    assert ModelLogEntry not in admin.site._registry and PageLogEntry not in admin.site._registry
    for address in (
        f"/django-admin/wagtailcore/modellogentry/{entry.pk}/delete/",
        f"/admin/reports/audit/{entry.pk}/",
        f"/admin/snippets/wagtailcore/modellogentry/delete/{entry.pk}/",
        f"/admin/bulk/wagtailcore/modellogentry/delete/?id={entry.pk}",
    ):
        assert admin_client.post(address).status_code == 404, address
    assert admin_client.post(REPORT, {"pk": entry.pk}).status_code == 405
    assert ModelLogEntry.objects.filter(pk=entry.pk).exists()


def test_wagtails_own_report_reads_these_entries_too(admin_client, ines, settings, client_factory):
    settings.REQUIRE_MFA = False
    sign_in(client_factory(), "personne", "faux")
    audit.record(None, audit.Action.GROUPS_CHANGED, instance=ines, added=["Publication"])
    assert admin_client.get("/admin/reports/site-history/").status_code == 200


def test_personal_data_go_when_their_time_is_over(ines, settings):
    old = audit.record(None, audit.Action.SIGNED_IN, instance=ines)
    edit = ModelLogEntry.objects.log_action(ines, "wagtail.edit")
    young = audit.record(None, audit.Action.SIGNED_IN, instance=ines)
    past = timezone.now() - settings.AUDIT_RETENTION - timedelta(days=1)
    ModelLogEntry.objects.filter(pk__in=[old.pk, edit.pk]).update(timestamp=past)
    audit.purge_daily.call()
    left = set(ModelLogEntry.objects.filter(pk__in=[old.pk, edit.pk, young.pk]).values_list("pk", flat=True))
    assert left == {edit.pk, young.pk}


def test_confirming_is_no_new_sign_in(client, ines, signed_in):
    signed_in(ines)
    before = actions().count("signed_in")
    confirm(client, PASSWORD)
    assert actions().count("signed_in") == before
