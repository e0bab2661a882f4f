"""Private services for the tests: a PostgreSQL cluster and a Redis, on free loopback ports.

Each is a context manager that ends what it started, and only that, on any exit. Programs
that are missing can be installed from Debian's packages when the user is root.
"""

import contextlib
import ctypes
import functools
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Callable, Iterator
from ctypes.util import find_library
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VAR = Path(os.environ.get("VAR_DIR", ROOT / "var"))
VNU_VERSION = "26.9.27"
VNU_JAR = VAR / "tools" / f"vnu-{VNU_VERSION}.jar"
LINUX = sys.platform.startswith("linux")


def say(text: str) -> None:
    print(f"==> {text}", flush=True)


def is_root() -> bool:
    return os.name == "posix" and os.geteuid() == 0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(check, what: str, process: subprocess.Popen, log: Path | None = None, seconds: float = 60) -> None:
    """Wait until ``check`` holds; say what the service wrote when it does not."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        if check():
            return
        time.sleep(0.1)
    tail = log.read_text(errors="replace")[-2000:] if log and log.exists() else ""
    raise RuntimeError(f"{what} did not start.\n{tail}")


def accepts(port: int) -> bool:
    with socket.socket() as client:
        client.settimeout(1)
        return client.connect_ex(("127.0.0.1", port)) == 0


def die_with_parent(signal_number: int):
    """A child that ends by itself if its parent is killed (Linux)."""
    return functools.partial(ctypes.CDLL(None).prctl, 1, signal_number) if LINUX else None


def start(command: list, folder: Path | str, ending: int = signal.SIGTERM, **options) -> subprocess.Popen:
    """Run a service in a session of its own, ended by the signal `ending` if this program is killed."""
    options = {"stdin": subprocess.DEVNULL, **options}
    return subprocess.Popen(command, cwd=folder, start_new_session=True, preexec_fn=die_with_parent(ending), **options)


def end(process: subprocess.Popen, signal_number: int = signal.SIGTERM, seconds: float = 20) -> None:
    if process.poll() is None:
        process.send_signal(signal_number)
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def end_on_signals() -> None:
    """Turn the signals that end a program into an exit, so that every ``finally`` runs."""

    def leave(number, frame):
        raise SystemExit(128 + number)

    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, leave)


# Where the programs are


def postgres_folder() -> Path | None:
    """The folder of initdb and postgres: Debian keeps them out of the PATH."""
    versions = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]), reverse=True
    )
    if versions:
        return versions[0].parent
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


def chromium() -> str | None:
    return os.environ.get("CHROMIUM") or next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
    )


def fetch_vnu() -> Path | None:
    """The Nu HTML checker, from its npm package (nothing of it is run by Node.js)."""
    if VNU_JAR.exists():
        return VNU_JAR
    if not shutil.which("npm"):
        return None
    say("Fetching the Nu HTML checker (30 MB)")
    VNU_JAR.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=VNU_JAR.parent) as folder:
        packed = subprocess.run(
            ["npm", "pack", f"vnu-jar@{VNU_VERSION}", "--silent"], cwd=folder, stdout=subprocess.DEVNULL, timeout=300
        )
        archives = list(Path(folder).glob("*.tgz"))
        if packed.returncode or not archives:
            return None
        jar = Path(folder) / "vnu.jar"
        with tarfile.open(archives[0]) as archive, jar.open("wb") as output:
            shutil.copyfileobj(archive.extractfile("package/build/dist/vnu.jar"), output)
        jar.replace(VNU_JAR)
    return VNU_JAR


def missing_packages() -> dict[str, str]:
    """Debian package → what is missing without it."""
    wanted = (
        (postgres_folder(), "postgresql", "PostgreSQL"),
        (shutil.which("redis-server"), "redis-server", "Redis"),
        (shutil.which("nginx", path=f"{os.defpath}:/usr/sbin"), "nginx-light", "nginx"),
        (chromium(), "chromium", "Chromium"),
        (chromium(), "fonts-liberation", "fonts for Chromium"),
        (find_library("pangoft2-1.0"), "libpangoft2-1.0-0", "Pango, which draws PDFs"),
        (shutil.which("java"), "default-jre-headless", "Java, for the Nu HTML checker"),
        (VNU_JAR.exists() or shutil.which("npm"), "npm", "npm, to fetch the Nu HTML checker"),
    )
    return {package: what for found, package, what in wanted if not found}


def install(find_missing: Callable[[], dict[str, str]]) -> dict[str, str]:
    """Install the Debian packages that are missing, when that is possible; return those still missing."""
    missing = find_missing()
    if missing and is_root() and shutil.which("apt-get"):
        say(f"Installing Debian packages: {', '.join(missing)}")
        environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        for command in (["update"], ["install", "-y", "--no-install-recommends", *missing]):
            subprocess.run(["apt-get", "-q", *command], env=environment, stdin=subprocess.DEVNULL, check=False)
        missing = find_missing()
    return missing


def install_missing(find_others: Callable[[], dict[str, str]] = dict) -> list[str]:
    """Install what is missing when that is possible; return what is still missing.

    `find_others` names packages that other services lack, as `missing_packages` does.
    """
    missing = install(lambda: missing_packages() | find_others())
    if not missing and not fetch_vnu():
        missing["vnu-jar"] = "the Nu HTML checker"
    return [f"{what} (Debian package {package})" for package, what in missing.items()]


# The services


def service_user() -> dict:
    """PostgreSQL refuses to run as root: pick its own user, or nobody."""
    if not is_root():
        return {}
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    raise RuntimeError("No user to run PostgreSQL as.")


@contextlib.contextmanager
def postgres() -> Iterator[str]:
    """Run a private cluster; yield its DATABASE_URL."""
    programs = postgres_folder()
    user = service_user()
    # The checkout may lie where the service's user cannot go.
    with tempfile.TemporaryDirectory(prefix="cnnum-postgres-", ignore_cleanup_errors=True) as temporary:
        folder = Path(temporary)
        password, secret = secrets.token_hex(16), folder / "password"
        secret.write_text(password)
        if user:
            for path in (folder, secret):
                os.chown(path, user["user"], user["group"])
        data, log, port = folder / "data", folder / "log", free_port()
        options = {"env": os.environ | {"LC_ALL": "C.UTF-8"}, **user}
        command = [programs / "initdb", "-D", data, "-U", "cnnum", "--pwfile", secret]
        command += ["-A", "scram-sha-256", "-E", "UTF8", "--no-sync"]
        quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL}
        subprocess.run(command, check=True, cwd=folder, **quiet, **options)
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": port,
            "unix_socket_directories": "",
            "max_connections": 60,
            # The data are thrown away: durability would only cost time.
            "fsync": "off",
            "synchronous_commit": "off",
            "full_page_writes": "off",
        }
        command = [programs / "postgres", "-D", data]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        with log.open("wb") as output:
            process = start(command, folder, signal.SIGINT, stdout=output, stderr=subprocess.STDOUT, **options)
        try:
            wait_for(lambda: b"ready to accept connections" in log.read_bytes(), "PostgreSQL", process, log)
            yield f"postgresql://cnnum:{password}@127.0.0.1:{port}/postgres"
        finally:
            end(process, signal.SIGINT)


@contextlib.contextmanager
def redis() -> Iterator[str]:
    """Run a private Redis, in memory only; yield its REDIS_URL."""
    port, password = free_port(), secrets.token_hex(16)
    settings = f"bind 127.0.0.1\nport {port}\nsave ''\nappendonly no\nrequirepass {password}\n"
    with tempfile.TemporaryDirectory(prefix="cnnum-redis-") as folder:
        process = start(["redis-server", "-"], folder, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
        try:
            process.stdin.write(settings.encode())
            process.stdin.close()
            wait_for(lambda: accepts(port), "Redis", process)
            yield f"redis://default:{password}@127.0.0.1:{port}/0"
        finally:
            end(process)
