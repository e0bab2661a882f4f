"""The site as gunicorn serves it: what is new is put in without a request that waits or fails."""

import http.client
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from scripts import services

ROOT = Path(__file__).resolve().parent.parent.parent
#: An application that takes longer to load than anybody waits for it.
SLOW, PATIENCE = 6, 3
APPLICATION = f"""
import os, time
time.sleep({SLOW})

def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [str(os.getpid()).encode()]
"""


@pytest.fixture
def server(tmp_path):
    (tmp_path / "slow.py").write_text(APPLICATION)
    port, log = services.free_port(), tmp_path / "log"
    settings = {"BIND": f"127.0.0.1:{port}", "WEB_CONCURRENCY": "2", "PYTHONPATH": f"{ROOT}:{tmp_path}"}
    command = [sys.executable, "-m", "gunicorn", "-c", str(ROOT / "deploy/gunicorn.conf.py"), "slow"]
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=os.environ | settings,
            stdin=subprocess.DEVNULL,
            stderr=output,
            start_new_session=True,
            preexec_fn=services.die_with_parent(signal.SIGTERM),
        )
    process.port, process.log = port, log
    try:
        services.wait_for(lambda: ask(port, 60), "gunicorn", process, log)
        yield process
    finally:
        services.end(process)


def ask(port: int, seconds: float = PATIENCE) -> str:
    """The process that answers; raises when none does in time."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=seconds)
    try:
        connection.request("GET", "/")
        return connection.getresponse().read().decode()
    except ConnectionRefusedError:
        return ""
    finally:
        connection.close()


def test_what_is_new_is_loaded_before_the_old_ends(server):
    old = {ask(server.port) for _ in range(40)}
    server.send_signal(signal.SIGHUP)
    deadline, answered = time.monotonic() + 90, set()
    while old & answered or not answered:
        assert time.monotonic() < deadline, server.log.read_text()
        answered = {ask(server.port) for _ in range(40)}
        assert "" not in answered
        time.sleep(0.1)
    assert len(answered) <= 2 and server.poll() is None
    # As many as before, when all is done.
    while len(children := Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()) != 2:
        assert time.monotonic() < deadline, children
        time.sleep(0.1)
    assert answered <= set(children)


def test_a_line_of_the_log_of_gunicorn_is_json(server):
    lines = server.log.read_text().splitlines()
    assert lines and all(line.startswith('{"time": "') for line in lines)
