"""Publishing and withdrawing at the hour that was set."""

from datetime import timedelta
from io import StringIO

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.management import CommandError, call_command, get_commands
from django.db import transaction
from django.utils import timezone
from wagtail.models import Page, Revision
from wagtail.signals import page_published, page_unpublished

from newsroom import scheduling
from newsroom.models import ScheduledFailure
from sections.registry import get_sections
from tests.factories import make_page
from tests.toysection.models import ToyPage

from .conftest import approve, make_draft, submit

pytestmark = pytest.mark.django_db


def make_scheduled(title: str, minutes: int = 5) -> ToyPage:
    """A page approved for a moment that has just passed."""
    page = make_page(ToyPage, live=False, title=title, go_live_at=timezone.now() + timedelta(days=1))
    page.get_latest_revision().publish()
    past = timezone.now() - timedelta(minutes=minutes)
    Revision.objects.filter(pk=page.latest_revision_id).update(approved_go_live_at=past)
    revision = Revision.objects.get(pk=page.latest_revision_id)
    revision.content["go_live_at"] = past.isoformat()
    revision.save(update_fields=["content"])
    return ToyPage.objects.get(pk=page.pk)


def make_expired(title: str) -> ToyPage:
    page = make_page(ToyPage, title=title)
    Page.objects.filter(pk=page.pk).update(expire_at=timezone.now() - timedelta(minutes=5))
    return page


def is_live(page) -> bool:
    return Page.objects.get(pk=page.pk).live


@pytest.fixture
def breaking():
    """Have anything done to a page of this title fail, as a receiver of another app may."""
    connected = []

    def connect(signal, title: str):
        def fail(sender, instance, **kwargs):
            if instance.title == title:
                raise ValueError("Un récepteur en panne")

        signal.connect(fail, weak=False)
        connected.append((signal, fail))

        def repair():
            signal.disconnect(fail)

        return repair

    yield connect
    for signal, receiver in connected:
        signal.disconnect(receiver)


def test_the_command_is_ours():
    assert get_commands()["publish_scheduled"] == "newsroom"


def test_what_is_due_is_done_and_nothing_else():
    due, later = make_scheduled("Due"), make_page(ToyPage, live=False, go_live_at=timezone.now() + timedelta(days=1))
    later.get_latest_revision().publish()
    expired, lasting = make_expired("Expirée"), make_page(ToyPage, expire_at=timezone.now() + timedelta(days=1))
    out = StringIO()
    call_command("publish_scheduled", stdout=out)
    assert (is_live(due), is_live(later), is_live(expired), is_live(lasting)) == (True, False, False, True)
    assert Page.objects.get(pk=expired.pk).expired
    assert "Due" in out.getvalue() and "Expirée" in out.getvalue()


def test_a_dry_run_changes_nothing():
    due, expired = make_scheduled("Due"), make_expired("Expirée")
    out = StringIO()
    call_command("publish_scheduled", "--dryrun", stdout=out)
    assert not is_live(due) and is_live(expired)
    assert "Due" in out.getvalue() and "Expirée" in out.getvalue()


def test_one_bad_page_does_not_stop_the_others(breaking, staff, mailoutbox, django_capture_on_commit_callbacks):
    pages = [make_scheduled(title, minutes) for title, minutes in (("Avant", 9), ("Mauvaise", 6), ("Après", 3))]
    expired = [make_expired(title) for title in ("Retirée", "Collante")]
    breaking(page_published, "Mauvaise")
    breaking(page_unpublished, "Collante")
    with django_capture_on_commit_callbacks(execute=True), pytest.raises(CommandError, match="2 failed"):
        call_command("publish_scheduled", stdout=StringIO())
    assert [is_live(page) for page in pages] == [True, False, True]
    assert [is_live(page) for page in expired] == [False, True]
    failures = {failure.page.title: failure for failure in ScheduledFailure.objects.all()}
    assert set(failures) == {"Mauvaise", "Collante"} and "Un récepteur en panne" in failures["Mauvaise"].error
    assert {letter.to[0] for letter in mailoutbox} == {"alix@example.org", "lou@example.org", "sacha@example.org"}
    assert len(mailoutbox) == 6


def test_nothing_is_half_done_and_the_next_run_goes_on(breaking, mailoutbox, django_capture_on_commit_callbacks, staff):
    page = make_scheduled("Mauvaise")
    repair = breaking(page_published, "Mauvaise")
    for _time in range(3):
        with django_capture_on_commit_callbacks(execute=True):
            scheduling.run()
    stored = ToyPage.objects.get(pk=page.pk)
    assert not stored.live and stored.approved_schedule and stored.live_revision is None
    assert ScheduledFailure.objects.get().tries == 3
    assert len(mailoutbox) == 3, "told once, not every five minutes"
    repair()
    assert scheduling.run().published == ["Mauvaise"]
    assert is_live(page) and not ScheduledFailure.objects.exists()


def test_dying_between_two_pages_leaves_each_whole(monkeypatch):
    """What kill -9 does: the pages done are done, the one under way is as it was, the next run does it."""
    first, second = make_scheduled("Première", 9), make_scheduled("Deuxième", 5)
    real = scheduling._publish

    class Killed(BaseException):
        pass

    def dying(pk):
        title = real(pk)
        if title == "Deuxième":
            raise Killed
        return title

    monkeypatch.setattr(scheduling, "_publish", dying)
    with pytest.raises(Killed), transaction.atomic():
        scheduling.run()
    monkeypatch.setattr(scheduling, "_publish", real)
    scheduling.run()
    assert is_live(first) and is_live(second)
    assert not Revision.objects.filter(approved_go_live_at__isnull=False).exists()


def test_two_runs_at_once_publish_once(monkeypatch):
    page = make_scheduled("Une fois")
    due = scheduling.get_due()
    assert scheduling.run().published == ["Une fois"]
    monkeypatch.setattr(scheduling, "get_due", lambda: due)
    assert scheduling.run().published == []
    assert is_live(page)


def test_two_approvals_schedule_and_the_hour_publishes(staff):
    page = make_draft(staff["camille"], go_live_at=timezone.now() + timedelta(days=1))
    submit(page, staff["camille"])
    approve(page, staff["rene"])
    approve(page, staff["sacha"])
    stored = ToyPage.objects.get(pk=page.pk)
    assert not stored.live and stored.approved_schedule
    assert stored.get_lock() is not None and stored.get_lock().for_user(staff["camille"])


def test_every_content_can_be_scheduled_in_its_editor():
    models = [model for section in get_sections() for model in section.page_classes]
    forms = {model.__name__: model.get_edit_handler().get_form_class() for model in models}
    assert not [name for name, form in forms.items() if not {"go_live_at", "expire_at"} <= set(form.base_fields)]


def test_what_belongs_to_a_section_that_was_taken_out_waits_until_it_is_back():
    gone = ContentType.objects.create(app_label="auditions", model="auditionpage")
    scheduled, expired = make_scheduled("À paraître"), make_expired("À retirer")
    kinds = {page.pk: page.content_type_id for page in (scheduled, expired)}
    Page.objects.filter(pk__in=kinds).update(content_type=gone)
    Revision.objects.filter(object_id=str(scheduled.pk)).update(content_type=gone)
    assert scheduling.run() == scheduling.Outcome([], [], [])
    Page.objects.filter(pk__in=kinds).update(content_type=kinds[scheduled.pk])
    Revision.objects.filter(object_id=str(scheduled.pk)).update(content_type=kinds[scheduled.pk])
    assert scheduling.run() == scheduling.Outcome(["À paraître"], ["À retirer"], [])
