"""Importing again: an update, never a double, and nobody's work lost without saying so."""

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command

from cenum.models import CenumIssuePage
from imports import service
from imports.models import ImportRecord
from imports.readers import read
from imports.registry import get_importer
from imports.service import UNCHANGED, UPDATED, ImportConflict, run
from tests.factories import get_index
from works.models import WorkPage

from .making import LETTER, REPORT

pytestmark = pytest.mark.django_db
CHANGED = LETTER.replace("quatre cents puits", "cinq cents puits")


@pytest.fixture(autouse=True)
def _index():
    get_index(CenumIssuePage)
    get_index(WorkPage)


def import_letter(text: str = LETTER, **kwargs):
    return run(get_importer("cenum"), read("lettre.txt", text.encode()), text.encode(), **kwargs)


def edit(page, title: str):
    """What an editor does."""
    user = get_user_model().objects.create_user("editrice", password="x", first_name="Ève")
    draft = page.get_latest_revision_as_object()
    draft.title = title
    return draft.save_revision(user=user)


def test_the_same_file_again_changes_nothing():
    first = import_letter()
    again = import_letter()
    assert again.status == UNCHANGED and again.page.pk == first.page.pk
    assert again.page.revisions.count() == 1


def test_a_new_version_updates_the_draft():
    first = import_letter()
    again = import_letter(CHANGED)
    assert again.status == UPDATED and again.page.pk == first.page.pk
    assert CenumIssuePage.objects.count() == ImportRecord.objects.count() == 1
    assert "cinq cents" in str(again.page.body)


def test_a_published_page_stays_as_it_is_until_someone_publishes_the_new_draft():
    page = import_letter().page
    page.get_latest_revision().publish()
    again = import_letter(CHANGED)
    live = CenumIssuePage.objects.get(pk=page.pk)
    assert live.live and live.has_unpublished_changes and "quatre cents" in str(live.body)
    assert "cinq cents" in str(again.page.get_latest_revision_as_object().body)


def test_an_editors_work_is_not_covered_without_saying_so():
    page = import_letter().page
    revision = edit(page, "Titre de l’éditrice")
    with pytest.raises(ImportConflict) as refusal:
        import_letter(CHANGED)
    assert "Ève" in str(refusal.value)
    page.refresh_from_db()
    assert page.latest_revision_id == revision.pk
    outcome = import_letter(CHANGED, force=True)
    assert outcome.page.latest_revision_id != revision.pk
    assert page.revisions.filter(pk=revision.pk).exists()
    assert any("Titre de l’éditrice" in note for note in outcome.record.report["notes"])


def test_an_autosave_over_the_imported_revision_is_work_too():
    user = get_user_model().objects.create_user("editrice", password="x", is_superuser=True)
    page = import_letter(user=user).page
    draft = page.get_latest_revision_as_object()
    draft.title = "Titre de l’éditrice"
    draft.save_revision(user=user, overwrite_revision=page.get_latest_revision())
    with pytest.raises(ImportConflict):
        import_letter(CHANGED, user=user)
    assert page.get_latest_revision_as_object().title == "Titre de l’éditrice"


def test_a_page_made_by_hand_is_recognised_not_doubled():
    page = get_index(CenumIssuePage).add_child(
        instance=CenumIssuePage(title="Des puits et des réseaux", slug="puits", date="2025-03-07", live=False)
    )
    edit(page, page.title)
    with pytest.raises(ImportConflict):
        import_letter()
    assert CenumIssuePage.objects.count() == 1


def test_a_locked_page_is_left_alone():
    page = import_letter().page
    CenumIssuePage.objects.filter(pk=page.pk).update(locked=True)
    with pytest.raises(ImportConflict):
        import_letter(CHANGED, force=True)


def test_chapters_and_leviers_are_not_doubled():
    for text in (REPORT, REPORT.replace("nombreux", "très nombreux")):
        page = run(get_importer("work"), read("eau.md", text.encode()), text.encode()).page
    assert WorkPage.objects.count() == 1
    assert page.proposals.count() == len(page.chapters) == 2


def test_an_import_that_dies_leaves_nothing(monkeypatch):
    class Killed(BaseException):
        """What a signal raises."""

    def die(*args):
        raise Killed

    monkeypatch.setattr(service, "compare_draft", die)
    with pytest.raises(Killed):
        import_letter()
    assert not CenumIssuePage.objects.exists()
    assert not ImportRecord.objects.exists()


def test_one_bad_file_does_not_stop_the_others(tmp_path, capsys):
    (tmp_path / "a.txt").write_text(LETTER)
    (tmp_path / "b.txt").write_bytes(b"")
    with pytest.raises(CommandError):
        call_command("import_report", "--keep", tmp_path / "b.txt", tmp_path / "a.txt", tmp_path / "rien.txt")
    assert CenumIssuePage.objects.count() == 1
    (tmp_path / "a.txt").write_text(CHANGED)
    call_command("import_report", "--keep", tmp_path / "a.txt")
    assert CenumIssuePage.objects.count() == 1
    edit(CenumIssuePage.objects.get(), "Autre titre")
    (tmp_path / "a.txt").write_text(LETTER)
    with pytest.raises(CommandError):
        call_command("import_report", "--keep", tmp_path / "a.txt")
    call_command("import_report", "--keep", "--force", tmp_path / "a.txt")
