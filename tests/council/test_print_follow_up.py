"""After a request: e-mails, moderation, spreadsheet, deletion."""

import datetime

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from council.models import PrintRequest, PrintRequestItem
from forms.models import Status
from forms.receiving import purge_received
from newsroom.roles import ROLES, setup_roles

pytestmark = pytest.mark.django_db


@pytest.fixture
def make_request(order_page, works):
    def make(**fields):
        values = {
            "page": order_page, "language": "fr", "name": "Camille Exemple", "email": "camille@example.org",
            "address": "12 rue des Tilleuls", "postal_code": "29000", "city": "Quimper", "country": "France",
            "reason": "Un atelier de lecture.", "copies": 2,
        }  # fmt: skip
        request = PrintRequest.objects.create(**{**values, **fields})
        PrintRequestItem.objects.create(request=request, page=works[0], title=works[0].title)
        return request

    return make


def test_the_staff_and_the_requester_are_written_to(
    client, order_page, answers, mailoutbox, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        client.post(order_page.url, answers)
    staff, requester = mailoutbox
    made = PrintRequest.objects.get()
    assert staff.to == ["secretariat@example.org"]
    assert staff.reply_to == ["camille@example.org"]
    assert f"/admin/print-requests/edit/{made.pk}/" in staff.body
    assert "Un atelier de lecture" in staff.body
    assert requester.to == ["camille@example.org"]
    assert requester.extra_headers["Auto-Submitted"] == "auto-replied"
    assert "Premier livre" in requester.body
    assert "Tilleuls" not in requester.body + requester.alternatives[0].content, "no address goes back by mail"
    assert "atelier" not in requester.body, "nobody can have us send their own words to someone else"
    for message in mailoutbox:
        assert message.alternatives[0].mimetype == "text/html"


def test_mails_are_escaped_in_html_only(make_request):
    request = make_request(name="Camille <b>& Cie</b>", reason="<img src=x onerror=y>")
    staff, _requester = request.get_messages()
    assert "<b>&" in staff.body
    assert "<img" not in staff.alternatives[0].content


def test_a_mail_server_that_is_down_loses_nothing(client, order_page, answers, whole_outbox, post):
    whole_outbox.is_open = False
    assert client.post(order_page.url, answers).status_code == 302
    assert PrintRequest.objects.exists()
    post()
    assert not whole_outbox.received
    whole_outbox.is_open = True
    post()
    assert sorted(whole_outbox.get_recipients()) == ["camille@example.org", "secretariat@example.org"]


def test_no_mail_leaves_for_the_staff_without_an_address(make_request):
    from home.models import SiteSettings

    site = SiteSettings.load()
    site.email = ""
    site.save()
    assert [message.to for message in make_request().get_messages()] == [["camille@example.org"]]


def test_requests_are_listed_and_handled_in_the_admin(admin_client, admin_user, make_request):
    request = make_request()
    listing = admin_client.get(reverse("print_requests:index")).content.decode()
    assert "Camille Exemple" in listing and "Quimper" in listing
    edit = reverse("print_requests:edit", args=[request.pk])
    assert "Un atelier de lecture." in admin_client.get(edit).content.decode()
    response = admin_client.post(edit, {"status": Status.DONE, "staff_note": "Parti lundi", "name": "Autre"})
    assert response.status_code == 302
    request.refresh_from_db()
    assert (request.status, request.staff_note, request.handled_by) == ("traite", "Parti lundi", admin_user)
    assert request.handled_at is not None
    assert request.name == "Camille Exemple", "what was asked for cannot be rewritten"
    admin_client.get(reverse("print_requests:index"))  # shows the message of success, which names the request
    filtered = admin_client.get(reverse("print_requests:index"), {"status": Status.PENDING}).content.decode()
    assert "Camille Exemple" not in filtered


def test_nobody_adds_a_request_in_the_admin(admin_client):
    assert admin_client.get("/admin/print-requests/new/").status_code in (302, 403, 404)


def test_requests_are_for_those_who_were_given_them(client, django_user_model, make_request):
    make_request()
    user = django_user_model.objects.create_user("redaction", password="x")  # noqa: S106
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(user)
    assert client.get(reverse("print_requests:index")).status_code == 302
    user.user_permissions.add(Permission.objects.get(codename="change_printrequest"))
    # A change of rights ends the sessions.
    client.force_login(user)
    assert client.get(reverse("print_requests:index")).status_code == 200


def test_the_spreadsheet_opens_well_and_holds_no_formula(admin_client, make_request, django_assert_max_num_queries):
    for name in ('=HYPERLINK("http://x")', "+33", "@a", "Élise"):
        make_request(name=name)
    url = reverse("print_requests:index") + "?export=csv"
    with django_assert_max_num_queries(20):
        text = b"".join(admin_client.get(url).streaming_content)
    assert text.startswith(b"\xef\xbb\xbf")
    lines = text.decode("utf-8-sig").splitlines()
    assert "Élise" in text.decode()
    assert "'=HYPERLINK" in text.decode() and "'+33" in text.decode() and "'@a" in text.decode()
    assert "Premier livre" in lines[1]
    assert "a_traiter" not in text.decode(), "the status in words"


def test_old_requests_are_deleted_when_their_page_said(client, order_page, make_request, answers):
    client.post(order_page.url, answers)
    kept = PrintRequest.objects.get()
    assert kept.keep_until == timezone.localdate() + datetime.timedelta(days=182)
    old = make_request(name="Secretnom", keep_until=timezone.localdate() - datetime.timedelta(days=1))
    log(old, "wagtail.edit")
    purge_received.call()
    assert not ModelLogEntry.objects.filter(label__contains="Secretnom").exists() and ModelLogEntry.objects.exists()
    assert PrintRequest.objects.get() == kept and PrintRequestItem.objects.count() == 1


def test_requests_are_shown_nowhere_to_the_public(client, order_page, make_request):
    make_request(name="Secretnom Exemple", reason="motsecret")
    for url in (order_page.url, "/", "/sitemap.xml", "/recherche/?q=motsecret"):
        assert (
            "motsecret"
            not in client.get(url).content.decode().replace('value="motsecret"', "").replace("« motsecret »", "")
            or "?q=" in url
        )
        assert "Secretnom" not in client.get(url).content.decode()


def test_roles_of_the_staff_do_not_bring_names_and_addresses(client, django_user_model, make_request):
    """Screen, export, search and history: for the administration, and those to whom it gives the right."""
    request = make_request(name="Secretnom Exemple")
    setup_roles()
    addresses = [
        reverse("print_requests:index"),
        reverse("print_requests:index") + "?export=csv",
        reverse("print_requests:index") + "?q=Secretnom",
        reverse("print_requests:edit", args=[request.pk]),
        reverse("print_requests:history", args=[request.pk]),
    ]
    for role in ROLES:
        user = django_user_model.objects.create_user(role.login, password="x")  # noqa: S106
        user.groups.add(Group.objects.get(name=role.group))
        client.force_login(user)
        answers = [client.get(address) for address in addresses]
        is_needed = role.login == "administration"
        assert [answer.status_code for answer in answers] == [200 if is_needed else 302] * len(addresses)
        assert ("/admin/print-requests/" in client.get("/admin/").content.decode()) == is_needed
