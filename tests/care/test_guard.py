"""The checker never talks to the site's own network."""

import pytest

from care.checking.guard import Guard, RefusedAddressError, UnknownHostError, is_public
from care.models import LinkState

PRIVATE = (
    "127.0.0.1",
    "127.8.8.8",
    "0.0.0.0",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "192.0.2.1",
    "198.18.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "fe80::1",
    "fe80::1%eth0",
    "fc00::1",
    "fd00:ec2::254",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "2002:7f00:1::",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "2001:db8::1",
    "192.0.0.192",
    "192.88.99.1",
    "fec0::1",
    "3fff::1",
    "3fff:fff::1",
    "100::1",
    "100:0:0:1::1",
    "5f00::1",
    "4000::1",
    "2001:20::1",
    "2001:2::1",
    "2001:db8:1::1",
    "::8.8.8.8",
    "::ffff:0:8.8.8.8",
    "64:ff9b:1::808:808",
    "64:ff9b::a00:1",
    "2002:a00:1::1",
    "2620:4f:8000::1",
    "192.31.196.1",
    "192.175.48.1",
    "192.52.193.1",
    "198.19.255.255",
    "168.63.129.16",
    "2001:470:1f0a::5efe:a00:1",
    "2a00:1450::200:5efe:7f00:1",
    "::ffff:0:7f00:1",
    "::ffff:168.63.129.16",
    "64:ff9b::a83f:8110",
    "2002:c0a8:101::1",
)


@pytest.mark.parametrize("ip", PRIVATE)
def test_addresses_of_private_networks_are_refused(ip):
    assert not is_public(ip)


@pytest.mark.parametrize(
    "ip",
    ["8.8.8.8", "185.24.184.1", "2a00:1450:4007:80e::200e", "::ffff:8.8.8.8", "2002:808:808::1", "2a00::5efe:808:808"],
)
def test_addresses_of_the_internet_are_not(ip):
    assert is_public(ip)


def resolving(*ips):
    return lambda host, port, type: [(2, 1, 6, "", (ip, port)) for ip in ips]


def test_a_host_with_one_private_address_is_refused_whole():
    with pytest.raises(RefusedAddressError):
        Guard(resolve=resolving("8.8.8.8", "10.0.0.1")).get_target("https://example.org/")
    assert Guard(resolve=resolving("8.8.8.8")).get_target("https://example.org/") == ("8.8.8.8", 443)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/",
        "file:///etc/passwd",
        "http://user:secret@example.org/",
        "http://example.org:22/",
        "http://example.org:0/",
        "http://[::1/",
        "http:///path",
        "http://exa mple.org/",
        "http://example.org/\r\nX: y",
        "http://example.org/" + "a" * 3000,
        "http://" + "a" * 300 + ".org/",
    ],
)
def test_what_is_no_web_address_is_refused(url):
    with pytest.raises(RefusedAddressError):
        Guard(resolve=resolving("8.8.8.8")).get_target(url)


@pytest.mark.parametrize("host", ["2130706433", "0x7f.1", "0177.0.0.1", "127.1", "localhost", "[::1]"])
def test_other_spellings_of_the_loopback_are_refused(host):
    """Resolved as a browser would: the resolver's answer counts, not the spelling."""
    with pytest.raises((RefusedAddressError, UnknownHostError)):
        Guard().get_target(f"http://{host}/")


def test_a_name_that_changes_its_mind_changes_nothing(site):
    """DNS rebinding: the connection goes to the address that was looked at."""
    answers = iter([["127.0.0.1"], ["10.0.0.1"]])
    asked = []

    def resolve(host, port, type):
        asked.append(host)
        return [(2, 1, 6, "", (ip, port)) for ip in next(answers)]

    guard = Guard(frozenset({("127.0.0.1", site.port)}), resolve)
    asker = site.make_asker(guard=guard, read_robots=lambda origin: "")
    assert asker.check(f"http://exemple.test:{site.port}/200").state == LinkState.GOOD
    assert asked == ["exemple.test"], "resolved once for a request"
    assert asker.check(f"http://exemple.test:{site.port}/200").state == LinkState.REFUSED


def test_the_loopback_is_refused_but_to_tests(site):
    asker = site.make_asker(guard=Guard())
    assert asker.check(site.url("/200")).state == LinkState.REFUSED
    assert site.requests == []


def test_a_redirect_to_a_private_address_is_refused(site):
    asker = site.make_asker()
    assert asker.check(site.url("/to/302/http://127.0.0.1:9/")).state == LinkState.REFUSED
    assert asker.check(site.url("/to/302/http://169.254.169.254/latest/meta-data/")).state == LinkState.REFUSED
    assert asker.check(site.url("/to/302/file:///etc/passwd")).state == LinkState.REFUSED
