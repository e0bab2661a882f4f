"""Outside links: found in contents, queued, confirmed over days, ignored by editors."""

import datetime
import time

import pytest
from django.urls import reverse
from django.utils import timezone

from care.checking.asking import Verdict
from care.checking.collecting import collect, find_in_object
from care.checking.queue import QUEUE, ask_servers, check_links, keep_verdict, read_robots
from care.keeper import LEASE, find_jobs, tend
from care.models import CheckedLink, LinkHost, LinkState, LinkUse
from sections.jobs import work_here
from tests.factories import get_home, make_organisation, make_page
from tests.queue import make_due
from tests.toysection.models import ToyPage
from works.models import WorkPage

pytestmark = pytest.mark.django_db


def make_work(*texts, **fields):
    body = [("paragraph", f"<p>{text}</p>") for text in texts]
    return make_page(WorkPage, body=body, **fields)


def link_to(url: str) -> str:
    return f'<a href="{url}">là</a>'


def check_here(seconds: float) -> int:
    """Do what the worker would, as the pauses of the servers let it; how many addresses were asked."""
    end, done = time.monotonic() + seconds, 0
    ask_servers()
    while time.monotonic() < end and (waiting := find_jobs().filter(queue_name=QUEUE, status="READY")):
        done += sum(work_here(QUEUE, most=1))
        time.sleep(min(0.05, max(0, (min(row.run_after for row in waiting) - timezone.now()).total_seconds())))
    return done


@pytest.fixture
def asking(site, monkeypatch):
    """The jobs may reach the server of the tests, which no setting allows."""
    monkeypatch.setattr("care.checking.queue.make_asker", site.make_asker)


def test_addresses_are_found_wherever_they_stand():
    rows = [{"title": "Une question", "text": f"<p>{link_to('https://b.example/?a=1&amp;b=2')}</p>"}]
    body = [("call_to_action", {"url": "https://a.example/1"}), ("accordion", {"items": rows})]
    chapter = {"title": "Un", "body": [("quote", {"source_url": "https://c.example/"})]}
    page = make_page(WorkPage, body=body, chapters=[("chapter", chapter)])
    assert set(find_in_object(page)) == {"https://a.example/1", "https://b.example/?a=1&b=2", "https://c.example/"}


def test_links_of_live_pages_and_registers_are_queued_once():
    first = make_work(link_to("https://a.example/x#one"), link_to("https://a.example/x#two"))
    make_work(link_to("https://a.example/x"), link_to("http://localhost/travaux/"), link_to("mailto:a@b.example"))
    make_work(link_to("https://draft.example/"), live=False)
    make_organisation(website="https://c.example/")
    assert collect() == 2
    assert sorted(CheckedLink.objects.values_list("url", flat=True)) == ["https://a.example/x", "https://c.example/"]
    assert LinkUse.objects.filter(link__url="https://a.example/x").count() == 2
    first.body = []
    first.save_revision().publish()
    collect()
    assert LinkUse.objects.filter(link__url="https://a.example/x").count() == 1
    WorkPage.objects.all().delete()
    collect()
    assert list(CheckedLink.objects.values_list("url", flat=True)) == ["https://c.example/"]


def test_a_failure_is_broken_only_once_it_has_lasted():
    make_work(link_to("https://a.example/"))
    collect()
    link = CheckedLink.objects.get()
    for _count in range(5):
        keep_verdict(link, Verdict(LinkState.FAILING, 404, "gone"))
        assert link.state == LinkState.FAILING, "five failures in one day prove nothing"
    link.failing_since -= datetime.timedelta(days=4)
    keep_verdict(link, Verdict(LinkState.FAILING, 404, "gone"))
    assert link.state == LinkState.BROKEN
    assert link.next_check > timezone.now() + datetime.timedelta(days=6)
    keep_verdict(link, Verdict(LinkState.GOOD, 200))
    link.refresh_from_db()
    assert (link.state, link.failures, link.failing_since) == (LinkState.GOOD, 0, None)


def test_the_queue_is_served_from_a_real_server(asking, site):
    make_work(link_to(site.url("/200")), link_to(site.url("/404")), link_to("http://10.0.0.1/secret"))
    collect()
    assert check_here(seconds=5) == 3
    states = dict(CheckedLink.objects.values_list("url", "state"))
    assert states == {
        site.url("/200"): LinkState.GOOD,
        site.url("/404"): LinkState.FAILING,
        "http://10.0.0.1/secret": LinkState.REFUSED,
    }
    assert check_here(seconds=5) == 0, "nothing is due any more"


def test_one_request_at_a_time_for_one_server_and_a_process_that_dies_leaves_the_address_due(asking, site):
    make_work(link_to(site.url("/200")), link_to(site.url("/200?2")))
    collect()
    ask_servers()
    ask_servers()
    row = find_jobs().get(queue_name="links")
    row.claim("dead")
    assert check_here(seconds=0.3) == 0, "one request at a time for one server, whoever asks"
    find_jobs().filter(pk=row.pk).update(started_at=timezone.now() - 2 * LEASE, run_after=timezone.now() - LEASE)
    tend()
    assert check_here(seconds=5) == 2
    assert set(CheckedLink.objects.values_list("state", flat=True)) == {LinkState.GOOD}
    times = sorted(site.times)
    assert len(times) == 4, "robots.txt, then two pages: it was asked nothing twice"


def test_the_worker_asks_only_where_it_was_told_to(asking, site, settings):
    make_work(link_to(site.url("/200")))
    check_links.call()
    assert not find_jobs().filter(queue_name="links").exists()
    settings.CARE_CHECK_LINKS = True
    check_links.call()
    while work_here("links") != (0, 0):
        make_due()
    assert CheckedLink.objects.get().state == LinkState.GOOD


def test_robots_are_kept_for_a_day():
    host = LinkHost.objects.create(name="a.example", robots="User-agent: *", robots_read_at=timezone.now())
    assert read_robots("https://a.example") == "User-agent: *"
    host.robots_read_at -= datetime.timedelta(days=2)
    host.save()
    assert read_robots("https://a.example") is None


@pytest.fixture
def broken():
    page = make_work(link_to("https://a.example/perdu"), title="Une page")
    collect()
    CheckedLink.objects.update(state=LinkState.BROKEN, status=404, reason="gone")
    return page


def test_the_report_shows_what_is_broken_and_editors_ignore_it(client, admin_user, broken):
    client.force_login(admin_user)
    report = reverse("care_external_links")
    html = client.get(report).content.decode()
    assert "https://a.example/perdu" in html and "Une page" in html and "n’existe plus" in html
    link = CheckedLink.objects.get()
    client.post(reverse("care_link_action", args=[link.pk]), {"action": "ignore"})
    assert "perdu" not in client.get(report).content.decode()
    assert "perdu" in client.get(report + "?state=ignored").content.decode()
    client.post(reverse("care_link_action", args=[link.pk]), {"action": "watch"})
    assert "perdu" in client.get(report).content.decode()
    assert "perdu" not in client.get(report + "?state=broken&host=ailleurs").content.decode()
    csv = b"".join(client.get(report + "?export=csv").streaming_content).decode("utf-8-sig")
    assert "https://a.example/perdu" in csv


def test_only_those_who_may_edit_a_page_see_its_links(client, make_editor, broken):
    other = make_page(ToyPage)
    client.force_login(make_editor(other))
    assert "perdu" not in client.get(reverse("care_external_links")).content.decode()
    link = CheckedLink.objects.get()
    for action in ("ignore", "watch", "recheck"):
        assert client.post(reverse("care_link_action", args=[link.pk]), {"action": action}).status_code in (302, 403)
    link.refresh_from_db()
    assert not link.is_ignored
    client.force_login(make_editor(get_home(), name="dominique"))
    assert "perdu" in client.get(reverse("care_external_links")).content.decode()
