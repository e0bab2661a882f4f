"""Letters to the staff: who gets them, in which language, with which typography."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.models import Revision
from wagtail.users.models import UserProfile

from newsroom import scheduling
from newsroom.models import ScheduledFailure
from tests.toysection.models import ToyPage

from .conftest import approve, make_draft, publish_by_two, submit

pytestmark = pytest.mark.django_db
FAULTS = (re.compile(r"\w'\w"), re.compile(r"(?<![\u00a0\u202f\w/])[;?!»](?=\s|$)"), re.compile(r" [:;?!»]"),
          re.compile(r"«(?![\u00a0\u202f])"))  # fmt: skip


@pytest.fixture
def letters(mailoutbox, django_capture_on_commit_callbacks):
    """Do something, and return the letters that it sent."""

    def act(function, *args, **kwargs):
        del mailoutbox[:]
        with django_capture_on_commit_callbacks(execute=True):
            function(*args, **kwargs)
        return list(mailoutbox)

    return act


def get_html(letter) -> str:
    return next(part.content for part in letter.alternatives if part.mimetype == "text/html")


def check_french(letter) -> None:
    text = re.sub(r"https?://\S+", "", f"{letter.subject}\n{letter.body}")
    for fault in FAULTS:
        assert not fault.search(text), (fault.pattern, text)
    assert "Bonjour" in letter.body and "Bien cordialement," in letter.body
    assert '<html lang="fr">' in get_html(letter) and "Bonjour" in get_html(letter)
    assert letter.extra_headers["Auto-Submitted"] == "auto-generated"


def test_a_submission_is_told_to_those_who_may_approve_it(staff, draft, letters):
    sent = letters(submit, draft, staff["camille"])
    assert sorted(letter.to[0] for letter in sent) == ["lou@example.org", "rene@example.org"]
    for letter in sent:
        check_french(letter)
        assert "Une toupie" in letter.subject and "Camille" in letter.body
        desk = f"/admin/newsroom/desk/{draft.current_workflow_state.pk}/"
        assert desk in letter.body and desk in get_html(letter)


def test_never_to_an_author(staff, letters):
    page = make_draft(staff["rene"])
    sent = letters(submit, page, staff["camille"])
    assert [letter.to for letter in sent] == [["lou@example.org"]]


def test_the_second_step_is_told_to_others_than_the_first_approver(staff, draft, letters):
    submit(draft, staff["camille"])
    sent = letters(approve, draft, staff["lou"])
    assert sorted(letter.to[0] for letter in sent) == ["alix@example.org", "sacha@example.org"]


def test_a_rejection_is_told_to_the_authors_with_its_reason(staff, letters):
    page = make_draft(staff["dominique"])
    submit(page, staff["camille"])
    state = page.current_workflow_task_state
    reason = "Le titre promet « trop » <b>et</b> le résumé trop peu."
    sent = letters(state.task.specific.on_action, state, staff["rene"], "reject", comment=reason)
    assert sorted(letter.to[0] for letter in sent) == ["camille@example.org", "dominique@example.org"]
    assert "Le titre promet" in sent[0].body and "<b>et</b>" in sent[0].body
    assert "&lt;b&gt;et&lt;/b&gt;" in get_html(sent[0])
    assert "à reprendre" in sent[0].subject.lower()


def test_a_publication_is_told_to_the_authors(staff, draft, letters):
    submit(draft, staff["camille"])
    approve(draft, staff["rene"])
    (letter,) = letters(approve, draft, staff["sacha"])
    check_french(letter)
    assert letter.to == ["camille@example.org"]
    assert "Publiée" in letter.subject and ToyPage.objects.get(pk=draft.pk).full_url in letter.body


def test_a_scheduled_page_says_when(staff, letters):
    moment = timezone.make_aware(timezone.datetime(2041, 5, 12, 9, 30))
    page = make_draft(staff["camille"], go_live_at=moment)
    submit(page, staff["camille"])
    approve(page, staff["rene"])
    (letter,) = letters(approve, page, staff["sacha"])
    check_french(letter)
    assert "12 mai 2041" in letter.body and "09:30" in letter.body
    assert not ToyPage.objects.get(pk=page.pk).live


def test_what_is_refused_is_told_to_nobody(staff, letters):
    page = make_draft(staff["camille"], summary="")
    with pytest.raises(Exception, match="résumé|summary"):
        submit(page, staff["camille"])
    assert letters(lambda: None) == []


def test_a_reader_s_own_language_whatever_the_moment_s(staff, draft, letters):
    UserProfile.objects.create(user=staff["rene"], preferred_language="en")
    with translation.override("en"):
        sent = {letter.to[0]: letter for letter in letters(submit, draft, staff["camille"])}
    assert sent["rene@example.org"].body.startswith("Hello René,") or "Hello" in sent["rene@example.org"].body
    assert '<html lang="en">' in get_html(sent["rene@example.org"])
    check_french(sent["lou@example.org"])


def test_preferences_hold(staff, draft, letters):
    UserProfile.objects.create(user=staff["rene"], submitted_notifications=False)
    assert [letter.to for letter in letters(submit, draft, staff["camille"])] == [["lou@example.org"]]


@pytest.mark.parametrize("kind", list(ScheduledFailure.Kind))
def test_a_failure_is_told_to_those_who_publish(staff, draft, letters, kind):
    draft.expire_at = timezone.now()
    draft.save()
    Revision.objects.filter(pk=draft.latest_revision_id).update(approved_go_live_at=timezone.now())
    key = draft.pk if kind == ScheduledFailure.Kind.EXPIRE else draft.latest_revision_id
    sent = letters(scheduling._record, kind, key, ValueError("vide"))
    assert sorted(letter.to[0] for letter in sent) == ["alix@example.org", "lou@example.org", "sacha@example.org"]
    for letter in sent:
        check_french(letter)
        assert "ValueError" in letter.body


def test_an_emergency_is_told_to_those_who_publish(client, staff, draft, letters):
    client.force_login(staff["alix"])
    address = reverse("newsroom_emergency", args=[draft.pk])
    sent = [
        one
        for one in letters(client.post, address, {"reason": "Une erreur grave est en ligne."})
        if "Une erreur grave" in one.body
    ]
    assert sorted(letter.to[0] for letter in sent) == ["lou@example.org", "sacha@example.org"]
    check_french(sent[0])
    assert "Une erreur grave" in sent[0].body


def test_a_mail_server_that_is_down_stops_nothing(staff, draft, whole_outbox, post):
    whole_outbox.is_open = False
    assert publish_by_two(draft, staff).live
    post()
    whole_outbox.is_open = True
    post()
    assert "camille@example.org" in whole_outbox.get_recipients()
    assert scheduling.run().failed == []
