"""Which addresses the checker may connect to: public ones, and nothing else.

Editors, and whoever writes the documents that they import, choose the addresses: none of them may
have the site talk to its own network. A name is resolved once, each of its addresses is looked
at, and the connection is made to the very address that was looked at: a name that changes its
mind between the two (DNS rebinding) changes nothing.
"""

import ipaddress
import socket
from urllib.parse import SplitResult, urlsplit

PORTS = {"http": 80, "https": 443}
ALLOWED_PORTS = {80, 443, 8080, 8443}
MAX_ADDRESS = 2_000
#: IPv6 prefixes that carry an IPv4 address, which must be public too: NAT64.
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class RefusedAddressError(Exception):
    """The address is not one of the public network, or cannot be one of a web page."""


class UnknownHostError(Exception):
    """The name of the host is known nowhere."""


def is_public(ip: str) -> bool:
    """Whether `ip` is an address of the public internet, whatever it is wrapped in."""
    address = ipaddress.ip_address(ip.partition("%")[0])
    inner = _get_inner(address)
    if any(not is_public(str(one)) for one in inner):
        return False
    return (
        address.is_global
        and not (address.is_multicast or address.is_reserved or address.is_loopback or address.is_link_local)
        or bool(inner)
    )


def _get_inner(address) -> list:
    """The IPv4 addresses that an IPv6 one leads to."""
    if address.version == 4:
        return []
    if address.ipv4_mapped:
        return [address.ipv4_mapped]
    if address.sixtofour:
        return [address.sixtofour]
    if address.teredo:
        return list(address.teredo)
    if address in _NAT64:
        return [ipaddress.ip_address(int(address) & 0xFFFFFFFF)]
    return []


def split_address(url: str) -> SplitResult:
    """The parts of a web address; raises `RefusedAddressError` for what is none."""
    try:
        parts = urlsplit(url)
        port = parts.port
        host = (parts.hostname or "").rstrip(".").lower()
    except ValueError as error:
        raise RefusedAddressError(url) from error
    if len(url) > MAX_ADDRESS or parts.scheme not in PORTS or not host or parts.username or parts.password:
        raise RefusedAddressError(url)
    if any(ord(character) < 33 or ord(character) == 127 for character in url):
        raise RefusedAddressError(url)
    if port == 0:
        raise RefusedAddressError(url)
    return parts


class Guard:
    """Resolves the hosts of addresses; `exceptions` are (ip, port) that tests serve from."""

    def __init__(self, exceptions: frozenset[tuple[str, int]] = frozenset(), resolve=socket.getaddrinfo):
        self.exceptions = exceptions
        self.resolve = resolve

    def get_target(self, url: str) -> tuple[str, int]:
        """(ip, port) to connect to for `url`.

        Raises `RefusedAddressError` when any address of the host is not public, `UnknownHostError`
        when it has none.
        """
        parts = split_address(url)
        port = parts.port or PORTS[parts.scheme]
        host = parts.hostname.rstrip(".")
        try:
            name = host if ":" in host else host.encode("idna").decode("ascii")
            found = self.resolve(name, port, type=socket.SOCK_STREAM)
        except UnicodeError as error:
            raise RefusedAddressError(url) from error
        except OSError as error:
            raise UnknownHostError(host) from error
        addresses = [row[4][0] for row in found]
        if not addresses:
            raise UnknownHostError(host)
        for ip in addresses:
            if (ip, port) not in self.exceptions and not (port in ALLOWED_PORTS and is_public(ip)):
                raise RefusedAddressError(url)
        return addresses[0], port
