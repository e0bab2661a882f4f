"""What asking an address tells, from a real server."""

import time

import pytest

from care.models import LinkState


@pytest.mark.parametrize(
    "path, state, status",
    [
        ("/200", LinkState.GOOD, 200),
        ("/no-head", LinkState.GOOD, 200),
        ("/404", LinkState.FAILING, 404),
        ("/410", LinkState.FAILING, 410),
        ("/500", LinkState.FAILING, 500),
        ("/403", LinkState.CLOSED, 403),
        ("/429", LinkState.CLOSED, 429),
        ("/to/302//200", LinkState.GOOD, 200),
        ("/to/301//200", LinkState.MOVED, 200),
        ("/to/301//404", LinkState.FAILING, 404),
        ("/slow", LinkState.FAILING, None),
        ("/drip", LinkState.FAILING, None),
    ],
)
def test_answers(site, path, state, status):
    started = time.monotonic()
    verdict = site.make_asker().check(site.url(path))
    assert (verdict.state, verdict.status) == (state, status)
    assert time.monotonic() - started < 3


def test_head_comes_first_and_get_only_where_it_fails(site):
    asker = site.make_asker()
    asker.check(site.url("/200#part"))
    asker.check(site.url("/404"))
    assert site.count()["HEAD", "/200"] == 1 and site.count()["GET", "/200"] == 0
    assert site.count()["GET", "/404"] == 1
    assert all("example.org" in agent for _method, _path, agent in site.requests)


def test_redirects_end(site):
    verdict = site.make_asker().check(site.url("/to/302//to/302//200"))
    assert verdict.state == LinkState.GOOD
    loop = site.url("/to/302/")
    assert site.make_asker().check(loop + "/to/302/").state in (LinkState.GOOD, LinkState.FAILING)


def test_a_page_that_moved_for_good_says_where(site):
    verdict = site.make_asker().check(site.url("/to/301//200"))
    assert verdict.moved_to == site.url("/200")


def test_robots_are_obeyed(site):
    site.robots = "User-agent: *\nDisallow: /404"
    asker = site.make_asker()
    verdict = asker.check(site.url("/404"))
    assert (verdict.state, verdict.reason) == (LinkState.CLOSED, "robots")
    assert asker.check(site.url("/200")).state == LinkState.GOOD
    assert ("HEAD", "/404") not in site.count()


def test_requests_to_one_server_are_spaced(site):
    site.make_asker(delay=0.15).check(site.url("/404"))
    gaps = [after - before for before, after in zip(site.times, site.times[1:], strict=False)]
    assert len(gaps) == 2 and min(gaps) > 0.13


def test_a_server_that_is_gone_is_a_failure(site):
    asker = site.make_asker()
    site.server.shutdown()
    site.server.server_close()
    assert asker.check(site.url("/200")).state == LinkState.FAILING
