"""Which addresses the checker may connect to: public ones, and nothing else.

Editors, and whoever writes the documents that they import, choose the addresses: none of them may
have the site talk to its own network. A name is resolved once, each of its addresses is looked
at, and the connection is made to the very address that was looked at: a name that changes its
mind between the two (DNS rebinding) changes nothing.
"""

import socket
from urllib.parse import SplitResult, urlsplit

from accounts.addresses import is_public

PORTS = {"http": 80, "https": 443}
ALLOWED_PORTS = {80, 443, 8080, 8443}
MAX_ADDRESS = 2_000


class RefusedAddressError(Exception):
    """The address is not one of the public network, or cannot be one of a web page."""


class UnknownHostError(Exception):
    """The name of the host is known nowhere."""


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
