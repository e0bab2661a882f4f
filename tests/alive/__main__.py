"""Does the site live on while a part of it does not? `python -m tests.alive [--seconds 20] [--only postgres,redis]`.

Production settings under gunicorn, PostgreSQL, Redis, Elasticsearch, S3 and SMTP, all real and each behind a proxy of
the trial's own, which stops it or makes it silent while visitors ask for pages, search, sign in, send a form and look
at images, 20 times a second. Prints what was answered, how long it took and whether the staff can sign in; ends with 1
when anything but the designed 503 (with Retry-After) failed, or a text page took more than 1.5 s (95th percentile; on
a machine that is busy with something else, twice what it takes while all is well).
Then, by `--only disk,load,reload`: the disk that the site writes to is full (root alone can try it: a small file system
of its own), five times as many visitors come, and ten thousand requests are sent while the site is reloaded.
"""

import argparse
import base64
import contextlib
import hmac
import http.client
import json
import os
import random
import re
import signal
import struct
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from scripts import services
from scripts.services import ROOT, say

sys.path.insert(0, str(ROOT / "scripts"))
from scripts import search_node

from .prepare import PASSWORD, SECRET
from .proxies import proxies

RATE, LIMIT = 20, 1.5
#: The first is that of this run: of pages while all is well.
limits: list[float] = []
STATIC = ROOT / "var" / "alive"
#: The administration is asked for too: with its style sheets.
COLLECT = "import django; django.setup(); from django.core.management import call_command as c; c('collectstatic', interactive=False, verbosity=0)"
#: What a visitor does, and how often of twenty times.
MIX = ["page"] * 11 + ["search"] * 3 + ["sign_in"] + ["form"] + ["image"] * 4


class Site:
    """What is tried: its port, and a clock for codes."""

    #: Whether the front server says when a request came, so that what waited for too long is shed.
    says_when = True

    def __init__(self, port: int, addresses: dict):
        self.port, self.addresses, self.staff = port, addresses, iter(range(1000))

    def ask(self, method: str, path: str, data: dict | None = None, cookies: dict | None = None):
        """(status, headers, body, seconds); status 0 when there was no answer."""
        headers = {"Host": "localhost", "X-Forwarded-Proto": "https", "Referer": "https://localhost/"}
        headers["X-Forwarded-For"] = f"198.51.100.{random.randrange(250)}"
        if self.says_when:
            headers["X-Request-Start"] = f"t={time.time():.3f}"
        if cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
        body = urlencode(data) if data is not None else None
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        started = time.monotonic()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            content = answer.read()
            for line in answer.headers.get_all("Set-Cookie") or ():
                if cookies is not None:
                    cookies.update({name: one.value for name, one in SimpleCookie(line).items()})
            return answer.status, answer.headers, content, time.monotonic() - started
        except OSError as error:
            return 0, {}, repr(error).encode(), time.monotonic() - started
        except http.client.HTTPException as error:
            return 0, {}, repr(error).encode(), time.monotonic() - started
        finally:
            connection.close()

    def do(self, kind: str):
        if kind == "disk":
            return self.draw()
        if kind in ("page", "image"):
            return self.ask("GET", random.choice(self.addresses[kind]))
        if kind == "search":
            words = random.choice(("plateformes", "éducation", "intelligence artificielle", "données", "loi"))
            return self.ask("GET", f"/recherche/?{urlencode({'q': words, 'n': random.random()})}")
        if kind == "sign_in":
            return self.ask("GET", "/compte/connexion/", cookies={})
        return self.send_form("/compte/mot-de-passe/oublie/", {"email": "personne@example.org"}, {})

    def draw(self):
        """What writes to the disk: a social card, which is drawn once, and a long form, which waits in a file."""
        if random.random() < 0.5:
            return self.ask("GET", random.choice(self.addresses["card"]))
        return self.send_form("/compte/mot-de-passe/oublie/", {"email": "x" * 3_000_000}, {})

    def send_form(self, path: str, data: dict, cookies: dict):
        answer = self.ask("GET", path, cookies=cookies)
        token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', answer[2])
        if answer[0] != 200 or not token:
            return answer
        return self.ask("POST", path, data | {"csrfmiddlewaretoken": token[1].decode()}, cookies)

    def sign_in(self) -> str:
        """What somebody of the staff gets: the statuses of the password, the code and the administration."""
        cookies: dict = {}
        login = f"veille{next(self.staff)}"
        answers = [self.send_form("/compte/connexion/", {"login": login, "password": PASSWORD}, cookies)]
        if answers[-1][0] == 302:
            code = make_code()
            answers.append(self.send_form(urlsplit(answers[-1][1]["Location"]).path, {"code": code}, cookies))
        if answers[-1][0] == 302:
            answers.append(self.ask("GET", "/admin/", cookies=cookies))
        return " ".join(str(answer[0]) for answer in answers) + f" in {sum(one[3] for one in answers):.1f} s"


def make_code() -> str:
    """The code of this half minute (RFC 6238)."""
    digest = hmac.digest(base64.b32decode(SECRET), struct.pack(">Q", int(time.time()) // 30), "sha1")
    offset = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[offset : offset + 4])[0] & 0x7FFFFFFF) % 10**6:06}"


def try_out(site: Site, seconds: float, rate: int = RATE, mix=MIX) -> tuple[dict, list[str]]:
    """Kind → [(status, has Retry-After, seconds)] of visitors who come at an even pace, wait or not; failures."""
    found, failures = defaultdict(list), []

    def visit(kind: str) -> None:
        status, headers, content, took = site.do(kind)
        found[kind].append((status, "Retry-After" in headers, took))
        if status == 0 or status >= 500 and not (status == 503 and "Retry-After" in headers):
            failures.append(f"{kind} {status} {b' '.join(content.split())[:80]!r}")

    started = time.monotonic()
    with ThreadPoolExecutor(100) as pool:
        for number in range(int(seconds * rate)):
            pool.submit(visit, mix[number % len(mix)])
            time.sleep(max(0, started + (number + 1) / rate - time.monotonic()))
    return found, failures


def tell(name: str, found: dict, failures: list[str], staff: str, allow_unavailable: bool) -> bool:
    """Print what was found; whether it is what is promised."""
    good = not failures
    for kind, rows in sorted(found.items()):
        times = sorted(row[2] for row in rows)
        p95 = times[int(len(times) * 0.95) - 1] if times else 0
        statuses = Counter(row[0] for row in rows)
        if kind == "page":
            limits.append(max(LIMIT, 2 * p95))
            good = good and p95 <= limits[0] and (allow_unavailable or statuses[503] == 0)
        said = ", ".join(f"{count} × {status}" for status, count in sorted(statuses.items()))
        print(f"{name:22} {kind:8} p95 {p95:5.2f} s  max {times[-1]:5.2f} s  {said}", flush=True)
    print(f"{name:22} staff    {staff}    {'ok' if good else 'NOT WHAT IS PROMISED'}", flush=True)
    for failure, count in Counter(failures).most_common(5):
        print(f"{name:22} failed   {count} × {failure}", flush=True)
    return good


@contextlib.contextmanager
def small_disk(folder: Path):
    """A file system of 16 MB at `folder`, for whoever may mount one: else whatever is there."""
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", folder], check=False).returncode == 0
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", "--lazy", folder], check=True)


def fill(folder: Path) -> None:
    with contextlib.suppress(OSError), (folder / "full").open("wb", buffering=0) as file:
        while file.write(bytes(4096)):
            pass


def reload(site: Site, process, number: int = 10_000) -> bool:
    """Requests by eight visitors at once, with a reload every two thousand: how many failed."""
    failed, started = Counter(), time.monotonic()
    paths = site.addresses["page"][:20]

    def visit(index: int) -> None:
        if index % 2000 == 1000:
            os.kill(process.pid, signal.SIGHUP)
        if (status := site.ask("GET", paths[index % len(paths)])[0]) != 200:
            failed[status] += 1

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(visit, range(number)))
    print(f"reload                 {number} requests, {number // 2000} reloads, {time.monotonic() - started:.0f} s: "
          f"{failed.total()} failed {dict(failed) or ''}", flush=True)  # fmt: skip
    return not failed


def run(command: list[str], environment: dict, root: Path = ROOT, **options) -> subprocess.CompletedProcess:
    options = {"check": True, "stdin": subprocess.DEVNULL} | options
    return subprocess.run([sys.executable, *command], cwd=root, env=environment, **options)


@contextlib.contextmanager
def serve(environment: dict, log: Path, arguments: list[str], root: Path = ROOT):
    port = services.free_port()
    command = [sys.executable, "-m", "gunicorn", "cnnum_site.wsgi", "-c", "deploy/gunicorn.conf.py", *arguments]
    command += ["--bind", f"127.0.0.1:{port}"]
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=root,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            preexec_fn=services.die_with_parent(15),
        )
    try:
        services.wait_for(lambda: services.accepts(port), "The site", process, log)
        yield port, process
    finally:
        services.end(process, signal.SIGTERM)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--only", default="redis,elasticsearch,s3,smtp,postgres,disk,load,reload")
    parser.add_argument("--pages", type=int, default=0, help="of the site map, at even distances; all without it")
    parser.add_argument("--log", default="")
    options = parser.parse_args()
    options.only = options.only.split(",")
    services.end_on_signals()
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="cnnum-alive-")))
        postgres, redis = (
            urlsplit(stack.enter_context(services.postgres())),
            urlsplit(stack.enter_context(services.redis())),
        )
        ports = {"postgres": postgres.port, "redis": redis.port}
        if "elasticsearch" in options.only:
            ports["elasticsearch"] = urlsplit(stack.enter_context(search_node.elasticsearch())).port
        is_small = stack.enter_context(small_disk(folder / "data"))
        ports, set_state = stack.enter_context(proxies(ports))
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "cnnum_site.settings.production",
            "DATABASE_URL": postgres._replace(
                netloc=postgres.netloc.replace(str(postgres.port), str(ports["postgres"]))
            ).geturl(),
            "REDIS_URL": redis._replace(netloc=redis.netloc.replace(str(redis.port), str(ports["redis"]))).geturl(),
            "ELASTICSEARCH_URL": f"http://127.0.0.1:{ports['elasticsearch']}" if "elasticsearch" in ports else "",
            "S3_BUCKET": "medias",
            "S3_ENDPOINT_URL": f"http://127.0.0.1:{ports['s3']}",
            "S3_ACCESS_KEY_ID": "alive",
            "S3_SECRET_ACCESS_KEY": "alive-secret",
            "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": str(ports["smtp"]),
            "SECRET_KEY": "alive-only-" + "k3v9" * 12,
            "ALLOWED_HOSTS": "localhost",
            "BASE_URL": "https://localhost",
            "DEMO": "1",
            "VAR_DIR": str(folder / "data"),
            "TMPDIR": str(folder / "data"),
            "BUILD_DIR": str(STATIC),
            "ALIVE_DUMP": str(STATIC / "demo.dump"),
            "ALIVE_ADDRESSES": str(folder / "addresses.json"),
        }
        prepare_static(environment)
        say("Loading the demo")
        run(["-m", "tests.alive.prepare"], environment)
        addresses = json.loads((folder / "addresses.json").read_text())
        if options.pages:
            addresses["page"] = addresses["page"][:: max(1, len(addresses["page"]) // options.pages)]
        log = Path(options.log) if options.log else folder / "log"
        port, process = stack.enter_context(serve(environment, log, ["--log-level", "warning"]))
        site, good = Site(port, addresses), []
        say(f"{len(addresses['page'])} addresses, {len(addresses['image'])} images; filling the cache")
        # On a busy machine some would be told to come again, and not be kept.
        site.says_when = False
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(lambda path: site.ask("GET", path), addresses["page"]))
        site.says_when = True
        good.append(tell("all well", *try_out(site, options.seconds), site.sign_in(), False))
        for name in options.only:
            for state in ("stopped", "silent") if name in ports else ():
                set_state(name, state)
                found = try_out(site, options.seconds)
                good.append(tell(f"{name} {state}", *found, site.sign_in(), False))
                if name == "postgres":
                    answers = Counter(site.ask("GET", path)[0] for path in addresses["page"])
                    print(f"{name} {state}: the site map, each address once: {dict(answers)}", flush=True)
                set_state(name, "open")
                time.sleep(20)
                good.append(tell(f"{name} back", *try_out(site, 5), site.sign_in(), False))
        if "disk" in options.only and is_small:
            fill(folder / "data")
            found = try_out(site, options.seconds, mix=[*MIX[::2], *["disk"] * 4])
            good.append(tell("disk full", *found, site.sign_in(), True))
            (folder / "data" / "full").unlink()
            good.append(tell("disk back", *try_out(site, 5), site.sign_in(), False))
        if "load" in options.only:
            good.append(tell("5 × the load", *try_out(site, options.seconds, 5 * RATE), site.sign_in(), True))
        if "reload" in options.only:
            good.append(reload(site, process))
    return 0 if all(good) else 1


def prepare_static(environment: dict) -> None:
    """Static files and catalogues, made once for all runs."""
    if not (STATIC / "static").exists():
        run(["-c", COLLECT], environment)
    from tests.browser.site import compile_catalogues

    compile_catalogues(STATIC)


if __name__ == "__main__":
    sys.exit(main())
