"""One request to one address that was looked at; nothing of the answer but its status and its head."""

import contextlib
import http.client
import socket
import ssl
import threading
from dataclasses import dataclass, field
from urllib.parse import quote, urlsplit

from .guard import PORTS, Guard

#: Seconds without a byte, and seconds for the whole of an answer.
TIMEOUT, DEADLINE = 10, 20
#: A robots.txt is read up to there, in bytes.
MAX_BODY = 500_000


class RequestError(Exception):
    """The server gave no answer; `reason` is a code of `care.checking.words`."""

    def __init__(self, reason: str):
        super().__init__(reason)
        self.reason = reason


@dataclass
class Answer:
    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: str = ""


class _PinnedConnection(http.client.HTTPConnection):
    """A connection to `ip`, which speaks to the host of the address."""

    def __init__(self, host: str, ip: str, port: int, is_secure: bool, timeout: float):
        super().__init__(host, port, timeout=timeout)
        self.ip, self.is_secure = ip, is_secure

    def connect(self):
        self.sock = socket.create_connection((self.ip, self.port), self.timeout)
        if self.is_secure:
            self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)


def ask(
    method: str, url: str, guard: Guard, user_agent: str, with_body: bool = False, timeout=TIMEOUT, deadline=DEADLINE
) -> Answer:
    """Ask `url` without following redirects.

    Raises `RefusedAddressError` or `UnknownHostError` (see `Guard`), `RequestError`. It ends
    within `deadline` seconds of the connection, however slowly the server writes.
    """
    ip, port = guard.get_target(url)
    parts = urlsplit(url)
    host = parts.hostname.rstrip(".")
    host = host if ":" in host else host.encode("idna").decode("ascii")
    connection = _PinnedConnection(host, ip, port, parts.scheme == "https", timeout)
    late = threading.Event()

    def end() -> None:
        late.set()
        if sock := connection.sock:
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(deadline, end)
    timer.daemon = True
    timer.start()
    try:
        name = f"[{host}]" if ":" in host else host
        headers = {
            "Host": name if port == PORTS[parts.scheme] else f"{name}:{port}",
            "User-Agent": user_agent,
            "Accept": "*/*",
            "Accept-Encoding": "identity",
            "Connection": "close",
        }
        connection.request(method, get_target_path(parts), headers=headers)
        response = connection.getresponse()
        body = response.read(MAX_BODY).decode("utf-8", "replace") if with_body else ""
        return Answer(response.status, {key.lower(): value for key, value in response.getheaders()}, body)
    except ssl.SSLError as error:
        raise RequestError("certificate") from error
    except TimeoutError as error:
        raise RequestError("timeout") from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise RequestError("timeout" if late.is_set() else "connection") from error
    finally:
        timer.cancel()
        connection.close()


def get_target_path(parts) -> str:
    """Path and query as a request writes them: ASCII, percent-encoded once."""
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = quote(parts.query, safe="/%:@!$&'()*+,;=~-._?")
    return f"{path}?{query}" if parts.query else path
