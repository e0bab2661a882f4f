"""People of the newsroom, and a small web server that is asked for real."""

import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.contrib.auth.models import Group, Permission
from wagtail.models import GroupPagePermission

from care.checking.asking import Asker
from care.checking.guard import Guard


class Handler(BaseHTTPRequestHandler):
    """Answers by path: `/200`, `/404`…, and the paths below; remembers who asked what."""

    def answer(self):
        site = self.server.site
        site.requests.append((self.command, self.path, self.headers["User-Agent"]))
        site.times.append(time.monotonic())
        path = self.path
        if path == "/robots.txt":
            return self.say(200 if site.robots else 404, site.robots)
        if path == "/no-head" and self.command == "HEAD":
            return self.say(405)
        if path == "/once-down":
            return self.say(500 if site.down else 200)
        if path.startswith("/to/"):
            code, _slash, target = path[4:].partition("/")
            return self.say(int(code), location=target)
        if path == "/slow":
            site.stop.wait(5)
            return self.say(200)
        if path == "/drip":
            self.send_response_only(200)
            for _count in range(50):
                if site.stop.wait(0.1):
                    break
                self.wfile.write(b"X-Drip: 1\r\n")
                self.wfile.flush()
            return None
        return self.say(int(path[1:4]) if path[1:4].isdigit() else 200)

    def say(self, status, text="", location=""):
        self.send_response(status)
        if location:
            self.send_header("Location", location)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(text.encode())

    do_GET = do_HEAD = answer

    def log_message(self, *args):
        pass


class Site:
    """A server on the loopback, which only a guard told of it lets anyone reach."""

    def __init__(self):
        self.requests, self.times, self.robots, self.down = [], [], "", False
        self.stop = threading.Event()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.server.site = self
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        self.port = self.server.server_address[1]

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    @property
    def guard(self) -> Guard:
        return Guard(frozenset({("127.0.0.1", self.port)}))

    def make_asker(self, **options) -> Asker:
        options = {"delay": 0, "timeouts": {"timeout": 0.4, "deadline": 0.8}, **options}
        return Asker(options.pop("guard", self.guard), "essai/1.0 (+https://example.org)", **options)

    def count(self) -> Counter:
        return Counter((method, path) for method, path, _agent in self.requests)


@pytest.fixture
def site():
    site = Site()
    yield site
    site.stop.set()
    site.server.shutdown()
    site.server.server_close()


@pytest.fixture
def make_editor(django_user_model):
    """An editor of the pages under `root`, and of them only."""

    def make(root, *permissions, name="camille"):
        user = django_user_model.objects.create_user(name, f"{name}@example.org", "secret")
        group = Group.objects.create(name=f"groupe {name}")
        group.permissions.add(Permission.objects.get(codename="access_admin"))
        for codename in permissions or ("change_page",):
            GroupPagePermission.objects.create(
                group=group, page=root, permission=Permission.objects.get(codename=codename)
            )
        user.groups.add(group)
        return user

    return make
