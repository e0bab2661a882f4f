"""How gunicorn serves the site: `gunicorn -c deploy/gunicorn.conf.py cnnum_site.wsgi`. `kill -HUP` puts in what is new."""

import os
import tempfile
import threading
from pathlib import Path

from prometheus_client import multiprocess

from cnnum_site.logs import LOGGING
from cnnum_site.settings.environment import read

bind = read("BIND")
workers = int(read("WEB_CONCURRENCY"))
worker_class, threads = "gthread", 4
timeout, graceful_timeout = 60, 60
# Beyond these, a connection is refused at once and the front server says 503.
backlog = 128
# A heartbeat on a slow disk would have its worker killed.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108
logconfig_dict = LOGGING | {"loggers": {"gunicorn.error": {"level": "INFO", "handlers": [], "propagate": True}}}
# The processes of this master count in one folder; those of jobs do not.
# In memory too: what writes into a mapped file on a full disk is killed.
os.environ.setdefault(
    "PROMETHEUS_MULTIPROC_DIR",
    read("PROMETHEUS_MULTIPROC_DIR") or tempfile.mkdtemp(prefix="cnnum-", dir=worker_tmp_dir),
)
# Nobody steers it by a socket, and its place (the home folder) is not there for a service.
control_socket_disable = True
_pipe = None


def on_reload(server):
    """Keep the old workers until the new ones have loaded the site: gunicorn ends them first, and requests wait."""
    global _pipe
    _pipe = os.pipe()
    server.num_workers += server.cfg.workers
    threading.Thread(target=_end_old, args=(server, _pipe[0]), daemon=True).start()


def _end_old(server, ready: int) -> None:
    for _ in range(server.cfg.workers):
        os.read(ready, 1)
    server.num_workers = server.cfg.workers
    server.manage_workers()


def post_worker_init(worker):
    if _pipe:
        os.write(_pipe[1], b"1")


def child_exit(server, worker):
    multiprocess.mark_process_dead(worker.pid)
