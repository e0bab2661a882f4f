"""Form pages, as the person at each end meets them: without JavaScript, then in the inbox."""

import datetime

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from content.models import PageLink
from forms.models import Answer, Status
from forms.receiving import purge_received
from home.models import ContactPage
from home.models.standard import ContactSubject
from news.models import NewsPage
from newsroom.roles import ROLES, setup_roles
from participation.models import FormField, ParticipationPage
from tests.factories import get_home, make_page
from tests.forms.helpers import prove, wait

pytestmark = pytest.mark.django_db

PERSON = {"sender_name": "Camille Exemple", "sender_email": "camille@example.org"}


@pytest.fixture
def make_form():
    def make(*questions, **fields):
        page = make_page(ParticipationPage, **{"purpose": "préparer un avis", **fields})
        for order, (label, kind, more) in enumerate(questions or [("Votre avis", "multiline", {})]):
            page.form_fields.add(FormField(label=label, field_type=kind, sort_order=order, **more))
        page.save()
        return ParticipationPage.objects.get(pk=page.pk)

    return make


@pytest.fixture
def send(client, django_capture_on_commit_callbacks):
    def send(page, proved=True, **values):
        guards = prove(page.answer_kind) if proved else wait()
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(page.url, {**PERSON, **guards, **values})

    return send


def test_an_answer_goes_all_the_way(client, admin_client, make_form, send):
    page = make_form(staff_email="equipe@example.org", thanks="Nous vous lirons.", retention_months=3)
    html = client.get(page.url).content.decode()
    for said in (
        "préparer un avis",
        "mission d’intérêt public",
        "3 mois",
        'for="id_votre_avis"',
        'for="id_sender_email"',
    ):
        assert said in html
    assert "no-store" in client.get(page.url)["Cache-Control"]
    response = send(page, votre_avis="Bien =1+1 <b>sûr</b>")
    assert response.status_code == 302 and "Nous vous lirons." in client.get(response.url).content.decode()
    answer = Answer.objects.get()
    assert answer.texts == [["Votre avis", "Bien =1+1 <b>sûr</b>"]] and answer.status == Status.PENDING
    assert answer.keep_until == timezone.localdate() + datetime.timedelta(days=91)
    staff, sender = mail.outbox
    assert staff.to == ["equipe@example.org"] and staff.reply_to == [answer.email] and "Bien =1+1" in staff.body
    assert "<b>sûr" not in staff.alternatives[0].content
    assert sender.to == [answer.email] and "Nous vous lirons." in sender.body and "sûr" not in sender.body
    assert "1 réponse reçue" in client.get(page.url).content.decode()
    screen = admin_client.get(reverse("answers:edit", args=[answer.pk])).content.decode()
    assert "Bien =1+1 &lt;b&gt;sûr" in screen and "Camille Exemple" in screen
    sheet = b"".join(admin_client.get(reverse("answers:index") + "?export=csv").streaming_content).decode()
    assert "Votre avis Bien =1+1" in sheet
    Answer.objects.update(keep_until=timezone.localdate() - datetime.timedelta(days=1))
    purge_received.call()
    assert not Answer.objects.exists() and "1 réponse reçue" in client.get(page.url).content.decode()


def test_without_javascript_it_is_confirmed_by_mail(client, make_form, send):
    page = make_form()
    send(page, proved=False, votre_avis="Un avis.")
    assert Answer.objects.get().status == Status.UNCONFIRMED
    assert "0 réponse reçue" in client.get(page.url).content.decode()
    client.post(next(line for line in mail.outbox[0].body.splitlines() if line.startswith("http")))
    assert Answer.objects.get().status == Status.PENDING
    assert "1 réponse reçue" in client.get(page.url).content.decode()


def test_nothing_is_lost_when_mail_is_down(make_form, send, whole_outbox, post):
    whole_outbox.is_open = False
    assert send(make_form(), votre_avis="Un avis.").status_code == 302
    post()
    assert Answer.objects.exists() and not whole_outbox.received
    whole_outbox.is_open = True
    post()
    assert list(whole_outbox.get_recipients()) == ["camille@example.org"]


def test_before_and_after_its_time_the_page_says_so(client, make_form, send):
    day = datetime.timedelta(days=1)
    for fields, said in (
        ({"opens_at": timezone.now() + day}, "ouvre le"),
        ({"closes_at": timezone.now() - day}, "a fermé le"),
    ):
        page = make_form(**fields)
        assert said in client.get(page.url).content.decode()
        response = send(page, votre_avis="Trop tard, ou trop tôt.")
        assert response.status_code == 200 and said in response.content.decode()
    assert not Answer.objects.exists()


ALL = [
    ("Texte", "singleline", {}), ("Long", "multiline", {}), ("Courriel", "email", {}), ("Nombre", "number", {}),
    ("Lien", "url", {}), ("Case", "checkbox", {"required": False}), ("Cases", "checkboxes", {"choices": "a,b"}),
    ("Liste", "dropdown", {"choices": "a,b"}), ("Plusieurs", "multiselect", {"choices": "a,b"}),
    ("Choix", "radio", {"choices": "a,b"}), ("Jour", "date", {}), ("Heure", "datetime", {}),
    ("Dossier", "document", {"required": False}),
]  # fmt: skip
GOOD = {
    "texte": "x", "long": "y", "courriel": "a@example.org", "nombre": "3", "lien": "https://example.org", "cases": ["a"],
    "liste": "b", "plusieurs": ["a", "b"], "choix": "a", "jour": "2026-01-02", "heure": "2026-01-02 10:00",
}  # fmt: skip


def test_every_kind_of_question_is_kept_in_words(client, make_form, send):
    page = make_form(*ALL)
    assert client.get(page.url).content.decode().count("<label") > 15
    assert send(page, **GOOD).status_code == 302
    texts = dict(Answer.objects.get().texts)
    assert texts["Plusieurs"] == "a, b" and texts["Case"] == "Non" and "2026" in texts["Jour"]


@pytest.mark.parametrize(
    "value", ["\x00", "9" * 400, "NaN", "1e999999999", "\u202e", "<script>", "x" * 6000, "[]", "0001-01-01"]
)
def test_hostile_answers_get_a_clear_answer(make_form, send, value):
    page = make_form(*ALL)
    for name in GOOD:
        response = send(page, **{**GOOD, name: [value] if isinstance(GOOD[name], list) else value})
        assert response.status_code in (200, 302)
        assert "<script>" not in (response.content.decode().split("<form class")[-1] if response.content else "")


@pytest.mark.parametrize(
    ("name", "content", "is_good"),
    [
        ("memoire.pdf", b"%PDF-1.7\n1 0 obj\n%%EOF\n", True),
        ("memoire.pdf", b"MZ\x90\x00" + b"\0" * 99, False),
        ("memoire.exe", b"MZ", False),
        ("memoire.html", b"<html>", False),
        ("x" * 300 + ".pdf", b"%PDF-1.7\n%%EOF\n", False),
    ],
)
def test_files_are_judged_by_what_they_hold(client, admin_client, make_form, send, name, content, is_good):
    page = make_form(("Dossier", "document", {}))
    response = send(page, dossier=SimpleUploadedFile(name, content))
    assert (response.status_code == 302) == is_good == Answer.objects.exists()
    if is_good:
        answer = Answer.objects.get()
        file = reverse("answer_file", args=[answer.pk])
        sent = admin_client.get(file)
        assert b"".join(sent.streaming_content) == content and "attachment" in sent["Content-Disposition"]
        assert client.get(f"/media/{answer.attachment.name}").status_code == 404
        storage, path = answer.attachment.storage, answer.attachment.name
        answer.delete()
        assert not storage.exists(path)


def test_places_are_given_in_order_and_given_back(admin_client, make_form, send, django_capture_on_commit_callbacks):
    page = make_form(("Régime", "singleline", {"required": False}), kind="inscription", places=1)
    for number in range(3):
        send(page, sender_email=f"p{number}@example.org")
    first, second, third = Answer.objects.order_by("pk")
    assert [one.is_waiting for one in (first, second, third)] == [False, True, True]
    assert "Vous avez une place" in mail.outbox[0].body and "liste d’attente" in mail.outbox[1].body
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        admin_client.post(reverse("answers:edit", args=[first.pk]), {"status": Status.REFUSED})
    second.refresh_from_db()
    third.refresh_from_db()
    assert not second.is_waiting and third.is_waiting
    assert [message.to for message in mail.outbox] == [["p1@example.org"]]


def test_what_was_heard_is_shown_with_consent_alone(client, admin_client, make_form, send, django_user_model):
    page, work = make_form(may_be_quoted=True), make_page(NewsPage, title="Le rapport qui en est sorti")
    PageLink.objects.create(source=page, target=work)
    send(page, votre_avis="Oui.", consent_to_quote="on", consent_signature="Une enseignante")
    send(page, votre_avis="Non.", consent_signature="Quelqu’un")
    answers = dict(zip(Answer.objects.order_by("pk"), ("Citation accordée", "Citation refusée"), strict=True))

    def write(browser, **more):
        for answer, quotation in answers.items():
            data = {"status": Status.DONE, "quotation": quotation, "signature": answer.signature, **more}
            browser.post(reverse("answers:edit", args=[answer.pk]), data)

    # Nobody publishes what they wrote themselves, at once or in two times, nor changes what is published.
    write(admin_client, is_quoted="on")
    write(admin_client)
    write(admin_client, is_quoted="on")
    assert "Citation" not in client.get(page.url).content.decode()
    other, third = Client(), Client()
    for name, browser in (("autre", other), ("tierce", third)):
        browser.force_login(django_user_model.objects.create_superuser(name))
    # Nor what somebody else corrected since.
    write(other, signature="Une professeure")
    for browser in (admin_client, other):
        write(browser, is_quoted="on", signature="Une professeure")
    assert "Citation" not in client.get(page.url).content.decode()
    write(third, is_quoted="on", signature="Une professeure")
    write(third, is_quoted="on", signature="Une autre")
    html = client.get(page.url).content.decode()
    assert "Citation accordée" in html and "Une professeure" in html
    assert "Citation refusée" not in html and "Quelqu’un" not in html
    assert "Le rapport qui en est sorti" in html and page.title in client.get(work.url).content.decode()
    # It leaves by two people, who change nothing of it meanwhile; each time anew.
    for signature in ("Une professeure", "Une autre", "Une professeure"):
        write(third, signature=signature)
        html = client.get(page.url).content.decode()
        assert "Citation accordée" in html and "Une autre" not in html
    write(admin_client, signature="Une professeure")
    assert "Citation" not in client.get(page.url).content.decode()
    write(third, is_quoted="on", signature="Une professeure")
    write(admin_client, signature="Une professeure")
    assert "Citation accordée" in client.get(page.url).content.decode()
    other.post(reverse("answers:delete", args=[next(iter(answers)).pk]))
    assert "Citation accordée" in client.get(page.url).content.decode()


def test_the_contact_page_leads_each_subject_to_those_who_answer_it(client, send):
    page = get_home().add_child(instance=ContactPage(title="Contact", slug="contact", staff_email="info@example.org"))
    assert "<form class" not in client.get(page.url).content.decode().split("</header>")[-1]
    page.subjects = [ContactSubject(label="La presse", email="presse@example.org"), ContactSubject(label="Autre")]
    page.save()
    for subject in ("La presse", "Autre"):
        assert send(page, subject=subject, message="Une question à vous poser.").status_code == 302
    assert [one.staff_email for one in Answer.objects.order_by("pk")] == ["presse@example.org", "info@example.org"]
    assert send(page, subject="Inventé", message="Une question à vous poser.").status_code == 200


def test_editors_read_no_answer(client, make_form, send, django_user_model):
    page = make_form()
    send(page, votre_avis="Un avis.")
    setup_roles()
    answer = Answer.objects.get()
    addresses = [
        reverse("answers:index"), reverse("answers:edit", args=[answer.pk]), reverse("answers:index") + "?export=csv",
        reverse("answer_file", args=[answer.pk]), reverse("wagtailforms:list_submissions", args=[page.pk]),
    ]  # fmt: skip
    for role in ROLES[:3]:
        user = django_user_model.objects.create_user(role.login, password="x")  # noqa: S106
        user.groups.add(Group.objects.get(name=role.group))
        client.force_login(user)
        assert not [one for one in addresses if client.get(one).status_code == 200]


def test_a_list_of_answers_costs_the_same_for_3_and_30(admin_client, make_form):
    page, numbers = make_form(), []
    for more in (3, 27):
        for _ in range(more):
            Answer.objects.create(page=page, page_title=page.title, language="fr", texts=[["q", "r"]])
        admin_client.get(reverse("answers:index"))
        with CaptureQueriesContext(connection) as queries:
            admin_client.get(reverse("answers:index"))
        numbers.append(len(queries))
    assert numbers[0] == numbers[1]
