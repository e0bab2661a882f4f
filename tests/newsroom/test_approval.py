"""Two approvals by two people who did not write the text."""

import pytest
from django.contrib.auth import get_user_model
from wagtail.models import Comment, TaskState, WorkflowState

from newsroom.authorship import find_authors, get_authors
from newsroom.guard import Refusal
from newsroom.panels import find_approvals
from tests.toysection.models import ToyPage

from .conftest import approve, make_draft, publish_by_two, submit

pytestmark = pytest.mark.django_db


def reload(page) -> ToyPage:
    return ToyPage.objects.get(pk=page.pk)


def test_two_others_approve_and_the_page_is_live(staff, draft):
    submit(draft, staff["camille"])
    approve(draft, staff["rene"])
    assert not reload(draft).live
    approve(draft, staff["sacha"])
    assert reload(draft).live


def test_an_author_does_not_approve(staff):
    page = make_draft(staff["rene"])
    submit(page, staff["camille"])
    with pytest.raises(Refusal, match="wrote|écrit"):
        approve(page, staff["rene"])
    assert reload(page).current_workflow_task.name == "Relecture"


def test_who_submits_does_not_approve(staff, draft):
    submit(draft, staff["rene"])
    with pytest.raises(Refusal):
        approve(draft, staff["rene"])


def test_the_same_person_does_not_approve_twice(staff, draft):
    submit(draft, staff["camille"])
    approve(draft, staff["lou"])
    with pytest.raises(Refusal, match="already|déjà"):
        approve(draft, staff["lou"])
    approve(draft, staff["sacha"])
    assert reload(draft).live


def test_a_superuser_is_held_to_it_too(staff):
    root = get_user_model().objects.create_superuser("racine", "racine@example.org", "phrase")
    page = make_draft(root)
    submit(page, root)
    with pytest.raises(Refusal):
        approve(page, root)


def test_a_stranger_to_the_groups_does_not_approve(staff, draft):
    submit(draft, staff["camille"])
    for name in ("dominique", "sacha"):
        with pytest.raises(Refusal):
            approve(draft, staff[name])


def test_who_corrects_a_page_under_review_becomes_an_author(staff, draft):
    submit(draft, staff["camille"])
    page = reload(draft)
    page.title = "Une toupie corrigée"
    page.save_revision(user=staff["rene"], log_action=True)
    with pytest.raises(Refusal):
        approve(draft, staff["rene"])


def test_an_author_whose_revision_was_purged_is_one_still(staff):
    page = make_draft(staff["rene"])
    page.save_revision(user=staff["camille"], log_action=True)
    page.revisions.filter(user=staff["rene"]).delete()
    submit(page, staff["camille"])
    with pytest.raises(Refusal):
        approve(page, staff["rene"])


def test_a_text_changed_after_its_first_approval_is_approved_again(staff, draft):
    submit(draft, staff["camille"])
    approve(draft, staff["rene"])
    page = reload(draft)
    page.title = "Une toupie changée"
    page.save_revision(user=staff["alix"], log_action=True)
    approve(draft, staff["sacha"])
    assert not reload(draft).live and reload(draft).current_workflow_task.name == "Relecture"
    approve(draft, staff["rene"])
    assert reload(draft).live and reload(draft).title == "Une toupie changée"


def test_an_approval_does_not_outlive_the_text_that_it_was_given_to(staff, draft):
    """Automatic saves overwrite a revision: the approval of what it said before is void."""
    submit(draft, staff["camille"])
    approve(draft, staff["rene"])
    page = reload(draft)
    revision = page.get_latest_revision()
    page.title = "Une toupie remplacée"
    page.save_revision(user=staff["camille"], overwrite_revision=revision, log_action=True)
    approve(draft, staff["sacha"])
    assert not reload(draft).live
    approve(draft, staff["rene"])
    assert reload(draft).live


def comment(page, user, words="Quelle année ?", overwritten=None):
    """Save a comment, as the editor does: a revision with the same text."""
    page = reload(page).get_latest_revision_as_object()
    page.wagtail_admin_comments.add(Comment(page=page, user=user, text=words, contentpath="summary"))
    return page.save_revision(user=user, log_action=True, overwrite_revision=overwritten)


def test_who_comments_writes_nothing(staff, draft):
    submit(draft, staff["camille"])
    revision = comment(draft, staff["rene"])
    comment(draft, staff["rene"], "Et où ?", revision)
    assert [line.page.pk for line in find_approvals(staff["rene"])] == [draft.pk]
    approve(draft, staff["rene"])
    comment(draft, staff["sacha"])
    assert find_approvals(staff["rene"]) == []
    approve(draft, staff["sacha"])
    assert reload(draft).live, "a comment takes no approval back"


def test_who_writes_beside_a_comment_is_an_author(staff, draft):
    submit(draft, staff["camille"])
    revision = comment(draft, staff["rene"])
    page = revision.as_object()
    page.title = "Une toupie annotée"
    page.save_revision(user=staff["rene"], overwrite_revision=revision, log_action=True)
    comment(draft, staff["rene"], "Voilà.")
    with pytest.raises(Refusal):
        approve(draft, staff["rene"])


def type_text(page, user, title, overwritten=None):
    """One automatic save of the editor."""
    page = reload(page).get_latest_revision_as_object()
    page.title = title
    return page.save_revision(user=user, log_action=True, overwrite_revision=overwritten)


def test_who_types_a_letter_and_takes_it_out_wrote_nothing(staff, draft):
    """By a save that is written over, or by two; the approval that was given to the text holds."""
    submit(draft, staff["camille"])
    approve(draft, staff["rene"])
    revision = type_text(draft, staff["sacha"], "Une toupiex")
    revision = type_text(draft, staff["sacha"], "Une toupie", revision)
    revision = type_text(draft, staff["sacha"], "Une toupiey", revision)
    type_text(draft, staff["sacha"], "Une toupie")
    type_text(draft, staff["lou"], "Une toupie bleue")
    type_text(draft, staff["lou"], "Une toupie")
    assert [line.page.pk for line in find_approvals(staff["sacha"])] == [draft.pk]
    approve(draft, staff["sacha"])
    assert reload(draft).live


def test_who_leaves_a_letter_wrote(staff, draft):
    submit(draft, staff["camille"])
    type_text(draft, staff["rene"], "Une toupiex")
    type_text(draft, staff["camille"], "Une toupiexy")
    with pytest.raises(Refusal):
        approve(draft, staff["rene"])


def test_the_first_who_wrote_a_text_is_its_author(staff, draft):
    """Whoever takes a text out and puts it back took nothing over."""
    page = make_draft(staff["rene"])
    type_text(page, staff["camille"], "Autre chose")
    type_text(page, staff["camille"], page.title)
    submit(page, staff["camille"])
    with pytest.raises(Refusal):
        approve(page, staff["rene"])


def test_typing_on_after_the_publication_makes_an_author(staff, draft):
    """The editor that stayed open writes over the revision that went live."""
    page = publish_by_two(draft, staff)
    type_text(page, staff["camille"], "Une toupie de plus", page.live_revision)
    assert get_authors(reload(page)) == {staff["camille"].pk}


def test_authors_of_twelve_pages_cost_those_of_three(staff, django_assert_num_queries):
    pages = [make_draft(staff["camille"]) for _number in range(12)]
    for number in (3, 12):
        with django_assert_num_queries(3):
            assert set(map(tuple, find_authors(pages[:number]).values())) == {(staff["camille"].pk,)}


def test_authors_are_forgotten_once_their_text_is_live(staff, draft):
    page = publish_by_two(draft, staff)
    page.title = "Une toupie, suite"
    page.save_revision(user=staff["sacha"], log_action=True)
    submit(page, staff["sacha"])
    # Camille wrote the text before; she is no reviewer. René approved it before: he may again.
    approve(page, staff["rene"])
    with pytest.raises(Refusal):
        approve(page, staff["sacha"])
    approve(page, staff["lou"])
    assert reload(page).title == "Une toupie, suite"


def test_sending_back_asks_for_a_reason(staff, draft):
    submit(draft, staff["camille"])
    state = draft.current_workflow_task_state
    for comment in ("", "   "):
        with pytest.raises(Refusal):
            state.task.specific.on_action(state, staff["rene"], "reject", comment=comment)
    state.task.specific.on_action(state, staff["rene"], "reject", comment="Le titre est à revoir.")
    assert reload(draft).current_workflow_state.status == WorkflowState.STATUS_NEEDS_CHANGES
    reload(draft).current_workflow_state.resume(staff["camille"])
    approve(draft, staff["rene"])
    approve(draft, staff["sacha"])
    assert reload(draft).live


def test_a_step_is_acted_on_once(staff, draft):
    submit(draft, staff["camille"])
    state = draft.current_workflow_task_state
    state.task.specific.on_action(state, staff["rene"], "approve")
    with pytest.raises(Refusal):
        TaskState.objects.get(pk=state.pk).task.specific.on_action(state, staff["lou"], "approve")


def test_a_workflow_of_one_step_publishes_nothing(staff, draft):
    """Whatever the administration makes of the workflow, two approvals stay needed."""
    workflow = draft.get_workflow()
    workflow.workflow_tasks.filter(task__name="Publication").delete()
    submit(draft, staff["camille"])
    with pytest.raises(Refusal):
        approve(draft, staff["rene"])
    assert not reload(draft).live


def test_the_system_publishes_without_asking(draft):
    """Commands have no user: the demo content, scheduled pages."""
    draft.get_latest_revision().publish()
    assert reload(draft).live
