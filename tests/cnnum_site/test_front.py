"""The front server, as deploy/nginx.conf sets it: a real nginx before a small upstream."""

import http.client
import re
import shutil
import signal
import socket
import ssl
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from scripts import services

CONF = Path(__file__).resolve().parent.parent.parent / "deploy/nginx.conf"


class Upstream(BaseHTTPRequestHandler):
    """Says what it was asked."""

    seen: list[str] = []

    def do_GET(self):
        self.seen.append(self.path)
        self.send_response(200)
        for name in ("X-Request-ID", "X-Forwarded-For", "X-Forwarded-Proto", "Host"):
            self.send_header(f"Seen-{name}", self.headers.get(name, ""))
        self.send_header("X-Request-ID", "of-the-upstream")
        self.end_headers()
        self.wfile.write(b"page")

    do_POST = do_GET

    def log_message(self, *args):
        pass


@pytest.fixture
def front(require, tmp_path_factory):
    """nginx on a free port, new for each test: it counts, and one test ends its upstream; (port, upstream)."""
    nginx = require(shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin"), "nginx")
    folder = tmp_path_factory.mktemp("nginx")
    upstream = ThreadingHTTPServer(("127.0.0.1", 0), Upstream)
    threading.Thread(target=upstream.serve_forever, daemon=True).start()
    port = services.free_port()
    key, certificate, page = folder / "key.pem", folder / "certificate.pem", folder / "503.html"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=www.example.org"]
        + ["-keyout", key, "-out", certificate],
        check=True,
        capture_output=True,
    )
    page.write_text("Le site revient dans quelques minutes")
    text = CONF.read_text(encoding="utf-8")
    for what, here in {
        "listen 80;\n    listen [::]:80;": f"listen 127.0.0.1:{services.free_port()};",
        "listen 443 ssl http2;\n    listen [::]:443 ssl http2;": f"listen 127.0.0.1:{port} ssl http2;",
        "/etc/ssl/certs/www.example.org.pem": str(certificate),
        "/etc/ssl/private/www.example.org.key": str(key),
        "/srv/cnnum/var/static/503.html": str(page),
        "/var/cache/nginx/cnnum": str(folder / "cache"),
        "/var/log/nginx/cnnum.log": str(folder / "access.log"),
        "server 127.0.0.1:8000": f"server 127.0.0.1:{upstream.server_port}",
    }.items():
        assert what in text, what
        text = text.replace(what, here)
    places = "".join(
        f"{name}_temp_path {folder}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;" if services.is_root() else ""
    (folder / "nginx.conf").write_text(f"{user} daemon off; pid {folder}/pid; events {{}} http {{ {places}\n{text}\n}}")
    command = [nginx, "-e", folder / "error.log", "-c", folder / "nginx.conf"]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, preexec_fn=services.die_with_parent(signal.SIGTERM))
    try:
        services.wait_for(lambda: services.accepts(port), "nginx", process, folder / "error.log")
        yield port, upstream
    finally:
        services.end(process)
        upstream.shutdown()


def ask(port: int, path: str, method: str = "GET", **headers):
    context = ssl._create_unverified_context()
    connection = http.client.HTTPSConnection("127.0.0.1", port, timeout=20, context=context)
    connection.request(method, path, headers={"Host": "www.example.org", **headers})
    answer = connection.getresponse()
    answer.text = answer.read().decode()
    connection.close()
    return answer


def test_a_request_reaches_the_site_with_its_name_and_where_it_comes_from(front):
    answer = ask(front[0], "/travaux/", **{"X-Request-ID": "imposed", "X-Forwarded-For": "203.0.113.9"})
    assert answer.status == 200 and answer.headers["Seen-X-Forwarded-Proto"] == "https"
    assert answer.headers["Seen-X-Forwarded-For"] == "203.0.113.9, 127.0.0.1"
    assert answer.headers.get_all("X-Request-ID") == [answer.headers["Seen-X-Request-ID"]] != ["imposed"]
    assert answer.headers["Seen-Host"] == "www.example.org"


@pytest.mark.parametrize("path", ["/metrics", "/readyz"])
def test_what_is_for_machines_stays_inside(front, path):
    assert ask(front[0], path).status == 404 and path not in Upstream.seen


def test_slow_clients_hold_nothing_of_the_site(front):
    slow = []
    for _ in range(40):
        raw = socket.create_connection(("127.0.0.1", front[0]))
        client = ssl._create_unverified_context().wrap_socket(raw, server_hostname="www.example.org")
        client.sendall(b"POST /lent/ HTTP/1.1\r\nHost: www.example.org\r\nContent-Length: 1000\r\n\r\nabc")
        slow.append(client)
    assert ask(front[0], "/pendant-ce-temps/").status == 200
    assert "/lent/" not in Upstream.seen
    for client in slow:
        client.close()


def test_too_many_requests_get_503_with_when_to_come_back(front):
    answers = [ask(front[0], "/inscription/", "POST") for _ in range(40)]
    refused = [answer for answer in answers if answer.status == 503]
    assert refused and len(refused) < 40
    assert all(answer.headers["Retry-After"] and "revient" in answer.text for answer in refused)


def test_an_ipv6_network_is_counted_once_however_its_addresses_are_written(require, tmp_path):
    nginx = require(shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin"), "nginx")
    counted = re.search(r"map \$remote_addr (\$cnnum_counted) \{.*?\n\}", CONF.read_text(encoding="utf-8"), re.DOTALL)
    port = services.free_port()
    server = f'server {{ listen 127.0.0.1:{port}; access_log off; return 200 "$cnnum_counted"; }}'
    text = f"{counted[0].replace('$remote_addr', '$arg_address')} {server}"
    (tmp_path / "nginx.conf").write_text(f"daemon off; pid {tmp_path}/pid; events {{}} http {{ {text} }}")
    command = [nginx, "-e", tmp_path / "error.log", "-c", tmp_path / "nginx.conf"]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, preexec_fn=services.die_with_parent(signal.SIGTERM))

    def count(*addresses: str) -> int:
        found = set()
        for address in addresses:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
            connection.request("GET", f"/?address={address}")
            found.add(connection.getresponse().read())
        return len(found)

    try:
        services.wait_for(lambda: services.accepts(port), "nginx", process, tmp_path / "error.log")
        assert count("2001:db8:1:2:a:b:c:d", "2001:db8:1:2::5", "2001:db8:1:2:0:ffff::") == 1
        assert count("2001:db8::1", "2001:db8::a:b:c:d", "2001:db8::") == 1
        assert count("2001:db8:1::1", "2001:db8:1::a:b:c:d") == 1
        assert count("2001:db8:1:2::1", "2001:db8:1:3::1", "2001:db8:2::1", "192.0.2.1", "192.0.2.2") == 5
    finally:
        services.end(process)


def test_without_the_site_the_page_says_when_to_come_back(front):
    front[1].server_close()
    front[1].shutdown()
    answer = ask(front[0], "/autre/")
    assert answer.status == 503 and answer.headers["Retry-After"] == "10" and "revient" in answer.text
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
