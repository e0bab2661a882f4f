"""Jobs: in the transaction that asks for them, tried again less and less often, back by themselves, never lost."""

import datetime

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from care import keeper
from newsroom.scheduling import publish_scheduled
from sections.jobs import PERIODIC, get_items, get_key, put, work_here
from tests.queue import find_rows, get_asked, make_due
from tests.toysection import jobs

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_done():
    jobs.done.clear()
    jobs.failing.clear()
    keeper.find_jobs().delete()
    yield
    jobs.failing.clear()


def age(row, **ago) -> None:
    moment = timezone.now() - datetime.timedelta(**ago)
    DBTaskResult.objects.filter(pk=row.pk).update(enqueued_at=moment)


def get_waits(row, tries: int) -> list[int]:
    """Seconds until each next try."""
    waits = []
    for _number in range(tries):
        make_due()
        assert work_here("toys") == (0, 1)
        row.refresh_from_db()
        waits.append(round((row.run_after - timezone.now()).total_seconds()))
    return waits


class TestAsking:
    def test_what_is_undone_leaves_no_job_and_what_is_done_has_one(self):
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            jobs.attempt.enqueue("jamais")
            raise ZeroDivisionError
        jobs.attempt.enqueue("toujours")
        assert work_here("toys") == (1, 0)
        assert jobs.done == [["toujours"]]

    def test_a_thousand_asks_are_one_row_and_two_queries(self, django_assert_num_queries):
        with django_assert_num_queries(2):
            for _number in range(1000):
                put(jobs.attempt, ["page:1"])
                put(jobs.attempt, ["page:1", "page:2"])
        assert [get_items(row) for row in find_rows("attempt")] == [["page:1", "page:2"]]

    def test_what_a_savepoint_undoes_can_be_asked_again(self):
        put(jobs.attempt, ["page:1"])
        for undone in (True, True, False):
            try:
                with transaction.atomic():
                    put(jobs.attempt, ["page:1", "page:2"])
                    put(jobs.attempt, ["page:3"])
                    assert sorted(get_asked("attempt")) == ["page:1", "page:2", "page:3"]
                    if undone:
                        raise ZeroDivisionError
            except ZeroDivisionError:
                assert get_asked("attempt") == ["page:1"]
        assert sorted(get_asked("attempt")) == ["page:1", "page:2", "page:3"]

    def test_what_many_transactions_ask_is_done_once(self):
        from news.models import NewsPage
        from search.indexing.queue import index, process
        from search.models import SearchDocument
        from tests.factories import make_page

        page = make_page(NewsPage)
        process()
        for _number in range(30):
            index.enqueue([f"page:{page.pk}"])
        assert len(find_rows("index")) == 30
        assert process() == (1, 0)
        assert not get_asked() and SearchDocument.objects.filter(page=page).count() == 1

    def test_odd_rows_stop_nothing(self):
        """Whatever somebody wrote in the table by hand."""
        from search.indexing.queue import index, process

        index.enqueue(["page:abc", "nothing", "page:", "page:99999999999999999999", "é" * 500])
        for args in ({"args": [], "kwargs": {}}, {"args": [{"a": 1}], "kwargs": {}}, {"args": "x", "kwargs": {}}):
            DBTaskResult.objects.create(
                task_path=index.module_path, args_kwargs=args, queue_name="search", backend_name="jobs"
            )
        DBTaskResult.objects.create(
            task_path="os.system",
            args_kwargs={"args": ["true"], "kwargs": {}},
            queue_name="search",
            backend_name="jobs",
        )
        index.enqueue(["page:1"])
        process()
        keeper.tend()
        assert "page:1" not in get_asked()
        assert not find_rows().filter(status="RUNNING").exists()


class TestTrying:
    def test_waits_grow_up_to_a_limit_and_a_success_ends_them(self):
        jobs.attempt.enqueue("x")
        row = find_rows("attempt").get()
        jobs.failing.append(ValueError("la panne"))
        assert get_waits(row, 8) == [2, 4, 8, 16, 32, 60, 60, 60]
        assert work_here("toys") == (0, 0), "not before its time"
        assert "la panne" in row.traceback
        jobs.failing.clear()
        make_due()
        assert work_here("toys") == (1, 0)
        assert jobs.done == [["x"]] and not find_rows("attempt")

    def test_it_is_given_up_after_its_time_and_tried_again_when_asked(self):
        jobs.attempt.enqueue("x")
        row = find_rows("attempt").get()
        age(row, hours=2)
        jobs.failing.append(ValueError("la panne"))
        work_here("toys")
        row.refresh_from_db()
        assert row.status == "FAILED"
        keeper.tend()
        row.refresh_from_db()
        assert row.status == "FAILED", "nobody comes back to it"
        assert keeper.retry(find_rows("attempt")) == 1
        jobs.failing.clear()
        work_here("toys")
        assert jobs.done == [["x"]]

    def test_a_process_that_dies_after_the_failure_does_not_end_the_tries(self):
        jobs.attempt.enqueue("x")
        find_rows("attempt").update(status="FAILED", finished_at=timezone.now(), worker_ids=["a"])
        keeper.tend()
        assert find_rows("attempt").get().status == "READY"

    def test_a_job_that_the_code_does_not_have_yet_waits_for_it(self):
        jobs.attempt.enqueue("x")
        find_rows("attempt").update(task_path="tests.toysection.jobs.to_come")
        work_here("toys")
        keeper.tend()
        row = find_rows("to_come").get()
        assert (row.status, "to_come" in row.traceback) == ("READY", True)


class TestDying:
    @pytest.fixture
    def row(self):
        jobs.attempt.enqueue("x")
        row = find_rows("attempt").get()
        row.claim("dead")
        return row

    def test_what_a_dead_process_was_doing_is_done_by_another(self, row):
        keeper.tend()
        assert work_here("toys") == (0, 0), "it may only be slow"
        ago = timezone.now() - 2 * keeper.LEASE
        DBTaskResult.objects.filter(pk=row.pk).update(started_at=ago)
        keeper.tend()
        assert work_here("toys") == (1, 0)
        assert jobs.done == [["x"]]

    def test_a_long_job_is_left_to_the_process_that_says_it_lives(self, row):
        ago = timezone.now() - 2 * keeper.LEASE
        DBTaskResult.objects.filter(pk=row.pk).update(started_at=ago, run_after=ago)
        keeper._running.add(str(row.pk))
        try:
            keeper.tend()
        finally:
            keeper._running.clear()
        row.refresh_from_db()
        assert row.status == "RUNNING" and row.run_after > timezone.now()


class TestComingBack:
    def test_each_is_there_once_and_comes_back(self):
        for _number in range(3):
            keeper.plant()
        rows = keeper.find_jobs().filter(task_path__in=PERIODIC)
        assert sorted(rows.values_list("task_path", flat=True)) == sorted(PERIODIC)
        assert work_here("default") == (len(PERIODIC), 0)
        for row in rows:
            assert row.status == "READY" and timezone.now() < row.run_after < timezone.now() + datetime.timedelta(
                days=1
            )
        minute = rows.get(pk=get_key(publish_scheduled.module_path)).run_after
        assert (minute.second, minute.microsecond) == (0, 0), "at the hour that was set, not half a minute later"

    def test_one_that_fails_comes_back_sooner_and_is_never_given_up(self, monkeypatch):
        keeper.plant()
        rows = keeper.find_jobs().filter(pk=get_key("care.reminders.remind_daily"))
        rows.update(enqueued_at=timezone.now() - datetime.timedelta(days=400))
        monkeypatch.setattr("care.reminders.get_due_pages", lambda: 1 / 0)
        assert work_here("default")[1] == 1
        row = rows.get()
        assert row.status == "READY" and row.run_after < timezone.now() + datetime.timedelta(minutes=1)

    def test_what_is_due_is_published_by_the_worker(self):
        from tests.newsroom.test_scheduling import is_live, make_expired, make_scheduled

        page, gone = make_scheduled("Due"), make_expired("Expirée")
        keeper.plant()
        work_here("default")
        assert is_live(page) and not is_live(gone)

    def test_what_was_done_long_ago_is_forgotten(self):
        jobs.attempt.enqueue("x")
        work_here("toys")
        keeper.clean.call()
        done = keeper.find_jobs().filter(status="SUCCESSFUL", task_path=jobs.attempt.module_path)
        assert done.exists()
        done.update(finished_at=timezone.now() - 2 * keeper.DONE_KEPT)
        keeper.clean.call()
        assert not done.exists()


class TestScreen:
    @pytest.fixture
    def failed(self):
        """A job given up, one to be tried again, one that waits, one done."""
        jobs.failing.append(ValueError("<script>la panne</script>"))
        for name in ("a", "b"):
            jobs.attempt.enqueue(name)
        given_up = find_rows("attempt").first()
        age(given_up, hours=2)
        work_here("toys")
        put(jobs.attempt, [f"page:{number}" for number in range(9)])
        jobs.failing.clear()
        keeper.clean.enqueue()
        work_here("default")
        given_up.refresh_from_db()
        return given_up

    def test_administrators_see_what_fails_first_and_try_it_again(self, client, admin_user, failed):
        client.force_login(admin_user)
        page = client.get(reverse("care_jobs"))
        html = page.content.decode()
        assert [row.state for row in page.context["object_list"]] == ["failed", "failing", "waiting"]
        assert "Abandonnée" in html and "En échec, sera réessayée" in html
        assert "Un essai" in html and "page:0, page:1, page:2, … (9)" in html
        assert "<script>la panne" not in html and "la panne" in html
        assert "Réessayer les 2 qui sont en échec" in html
        answer = client.post(reverse("care_jobs_retry", args=[failed.pk]), follow=True)
        assert "1 tâche sera faite" in answer.content.decode()
        failed.refresh_from_db()
        assert failed.status == "READY"
        client.post(reverse("care_jobs_retry_all"))
        assert work_here("toys")[1] == 0
        assert len(jobs.done) == 3
        assert "rien à réessayer" in client.post(reverse("care_jobs_retry_all"), follow=True).content.decode()

    def test_it_is_filtered_and_nothing_in_the_address_breaks_it(self, client, admin_user, failed):
        client.force_login(admin_user)

        def count(**query) -> int:
            return len(client.get(reverse("care_jobs"), query).context["object_list"])

        assert [count(state=state) for state in ("failed", "failing", "running", "waiting", "done")] == [1, 1, 0, 1, 1]
        assert count(task_path="care.keeper.clean", state="done") == 1
        for query in ({"state": "x\x00"}, {"task_path": "os.system"}, {"p": "abc"}, {"p": "-1"}, {"state": ["a", "b"]}):
            assert client.get(reverse("care_jobs"), query).status_code in (200, 404)
        assert client.get(reverse("care_jobs_results")).status_code == 200
        assert client.post(f"{reverse('care_jobs_retry_all')}{get_key('nothing')}/").status_code == 404
        assert client.get(reverse("care_jobs_retry_all")).status_code == 405

    def test_nobody_else_does(self, client, make_editor, failed):
        from tests.factories import get_home

        client.force_login(make_editor(get_home()))
        assert client.get(reverse("care_jobs")).status_code == 302
        for address in (reverse("care_jobs_retry", args=[failed.pk]), reverse("care_jobs_retry_all")):
            assert client.post(address).status_code in (302, 403)
        failed.refresh_from_db()
        assert failed.status == "FAILED"
        assert reverse("care_jobs") not in client.get("/admin/").content.decode()

    def test_the_group_of_administrators_may(self, client):
        from newsroom.roles import setup_roles
        from tests.newsroom.conftest import make_user

        setup_roles()
        client.force_login(make_user("alix", "Administration"))
        assert client.get(reverse("care_jobs")).status_code == 200

    def test_a_forgotten_worker_is_told_on_the_home_page(self, client, admin_user):
        client.force_login(admin_user)
        assert "db_worker" not in client.get("/admin/").content.decode()
        jobs.attempt.enqueue("x")
        age(find_rows("attempt").get(), minutes=20)
        html = client.get("/admin/").content.decode()
        assert "1 tâche de fond attend depuis plus de dix minutes" in html and "db_worker" in html
        keeper.find_jobs().delete()
        keeper.plant()
        keeper.find_jobs().update(run_after=timezone.now() - datetime.timedelta(minutes=20))
        assert "attendent depuis plus de dix minutes" in client.get("/admin/").content.decode()

    def test_as_many_queries_for_thirty_jobs_as_for_three(self, client, admin_user, django_assert_max_num_queries):
        client.force_login(admin_user)
        for number in range(30):
            jobs.attempt.enqueue(str(number))
        client.get(reverse("care_jobs"))
        with django_assert_max_num_queries(20):
            client.get(reverse("care_jobs"))
