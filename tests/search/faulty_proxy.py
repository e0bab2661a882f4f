"""A TCP proxy before a real service, that fails in the ways networks and services do."""

import contextlib
import socket
import struct
import threading
import time

#: refuse: nobody listens. silent: accepts, and answers nothing. drip: a byte now and then, for ever.
#: reset: the connection is cut in the middle of the answer. The others answer at once, and wrongly.
MODES = ("refuse", "silent", "drip", "reset", "html", "cut", "empty", "types", "foreign", "binary", "error")
DRIP = 0.1
SERVER = "X-Elastic-Product: Elasticsearch\r\n"
ANSWERS = {
    "html": ("Content-Type: text/html\r\n", b"<!doctype html><title>Maintenance</title><p>Patience"),
    "cut": (SERVER + "Content-Type: application/json\r\n", b'{"took": 1, "timed_out": false, "hits": {"total": {"val'),
    "empty": (SERVER + "Content-Type: application/json\r\n", b"{}"),
    "types": (
        SERVER + "Content-Type: application/json\r\n",
        b'{"timed_out": false, "_shards": {"failed": 0}, "items": 3, "errors": false, "failures": [], '
        b'"hits": {"total": {"value": "many"}, "hits": [{"_score": [], "fields": {"document": ["x"]}}]}, '
        b'"aggregations": []}',
    ),
    "foreign": ("Content-Type: application/json\r\n", b'{"ok": true}'),
    "binary": (SERVER + "Content-Type: application/json\r\n", bytes(range(256))),
    "error": (SERVER + "Content-Type: application/json\r\n", b'{"error": {"type": "circuit_breaking_exception"}}'),
}


class FaultyProxy:
    """Listens on a free loopback port; `mode` may be changed at any time, open connections included."""

    def __init__(self, host: str, port: int):
        self._target = (host, port)
        self._mode = "fine"
        self._open: set[socket.socket] = set()
        self._listener: socket.socket | None = None
        self._closed = False
        self._listen(0)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def mode(self) -> str:
        return self._mode

    @mode.setter
    def mode(self, mode: str) -> None:
        self._mode = mode
        if mode == "refuse":
            self._stop_listening()
            self._cut_all()
        elif self._listener is None:
            self._listen(self.port)

    def close(self) -> None:
        self._closed = True
        self._stop_listening()
        self._cut_all()

    def _listen(self, port: int) -> None:
        listener = socket.create_server(("127.0.0.1", port))
        self.port = listener.getsockname()[1]
        self._listener = listener
        threading.Thread(target=self._accept, args=[listener], daemon=True).start()

    def _stop_listening(self) -> None:
        if listener := self._listener:
            self._listener = None
            with contextlib.suppress(OSError):
                # Wakes up whoever accepts.
                listener.shutdown(socket.SHUT_RDWR)
            listener.close()

    def _cut_all(self) -> None:
        for connection in list(self._open):
            self._cut(connection)

    def _cut(self, connection: socket.socket) -> None:
        """Close with a reset, not with a farewell."""
        self._open.discard(connection)
        with contextlib.suppress(OSError):
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        with contextlib.suppress(OSError):
            connection.shutdown(socket.SHUT_RDWR)
        connection.close()

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                client, _address = listener.accept()
            except OSError:
                return
            try:
                server = socket.create_connection(self._target, timeout=5)
                server.settimeout(None)
            except OSError:
                client.close()
                continue
            self._open |= {client, server}
            threading.Thread(target=self._ask, args=[client, server], daemon=True).start()
            threading.Thread(target=self._answer, args=[client, server], daemon=True).start()

    def _ask(self, client: socket.socket, server: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := client.recv(65536):
                if self._mode == "silent":
                    continue
                if self._mode in ANSWERS:
                    self._lie(client)
                    return
                server.sendall(data)
        self._cut(client)
        self._cut(server)

    def _lie(self, client: socket.socket) -> None:
        headers, body = ANSWERS[self._mode]
        status = "503 Service Unavailable" if self._mode == "error" else "200 OK"
        headers += f"Connection: close\r\nContent-Length: {len(body)}\r\n"
        client.sendall(f"HTTP/1.1 {status}\r\n{headers}\r\n".encode() + body)
        client.shutdown(socket.SHUT_WR)

    def _answer(self, client: socket.socket, server: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := server.recv(65536):
                if self._mode == "silent":
                    continue
                if self._mode == "reset":
                    client.sendall(data[: len(data) // 2])
                    break
                if self._mode == "drip":
                    for byte in data:
                        client.sendall(bytes([byte]))
                        time.sleep(DRIP if self._mode == "drip" else 0)
                    continue
                client.sendall(data)
        self._cut(client)
        self._cut(server)
