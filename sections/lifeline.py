"""Whether PostgreSQL answers: a server that is gone, or that accepts and never answers, holds nobody for long.

A statement that takes long is not taken for a dead server: after `PATIENCE`, the server is asked on the side whether it
is there. Once it was not, nobody asks it anything but one caller now and then (`sections.breaker`).
"""

import socket
import struct
import time

from django.db import OperationalError
from django.db.backends.signals import connection_created

from .breaker import Breaker

#: Seconds that a statement takes before the server is asked whether it is there, then again; and what it has to say so.
PATIENCE, AGAIN, PROBE = 0.8, 5.0, 0.5
#: « Do you speak TLS? »: what every PostgreSQL and every pooler answers with one byte, before any sign-in.
QUESTION = struct.pack("!ii", 8, 80877103)

breaker = Breaker()


def answers(settings: dict) -> bool:
    """Whether the server of a database is there; one that has no single address on the network is not asked."""
    host = settings["HOST"]
    if not host or host.startswith("/") or "," in host:
        return True
    try:
        with socket.create_connection((host, int(settings["PORT"] or 5432)), PROBE) as probe:
            probe.sendall(QUESTION)
            return bool(probe.recv(1))
    except OSError:
        return False


def require_answer(connection) -> None:
    """Raise OperationalError when the database did not answer a moment ago, or does not when a connection is opened."""
    if connection.vendor != "postgresql":
        return
    if not breaker.may_try():
        raise OperationalError("The database did not answer a moment ago; it is left alone for now.")
    if connection.connection is None and not answers(connection.settings_dict):
        breaker.failed()
        raise OperationalError("The database does not answer.")


def watch(connection, **kwargs) -> None:
    if connection.vendor == "postgresql":
        raw, wait, settings = connection.connection, connection.connection.wait, connection.settings_dict
        raw.wait = lambda generator, *args, **kwargs: wait(_watched(raw, settings, generator), *args, **kwargs)


def _watched(raw, settings: dict, generator):
    """What psycopg does for a statement (it is woken ten times a second), ended when the server is silent."""
    ask_at = time.monotonic() + PATIENCE
    try:
        state = next(generator)
        while True:
            ready = yield state
            if not ready and time.monotonic() > ask_at:
                if not answers(settings):
                    breaker.failed()
                    raw.close()
                    raise raw.OperationalError("The database does not answer any more.")
                ask_at = time.monotonic() + AGAIN
            state = generator.send(ready)
    except StopIteration as done:
        return done.value


connection_created.connect(watch, dispatch_uid="sections.lifeline")
