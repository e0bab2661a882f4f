"""Talking to Elasticsearch: never longer than agreed, never again at once after a failure.

A time-out of sockets is not enough: it starts anew with each byte, so a node that answers drop by
drop would hold a reader for ever. Here a whole request has a deadline.
"""

import contextlib
import logging
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from functools import cache

import urllib3.connection
from elastic_transport import TransportError, Urllib3HttpNode
from elasticsearch import ApiError, Elasticsearch, NotFoundError
from elasticsearch.helpers import BulkIndexError, ScanError

from sections.breaker import Breaker

from .base import EngineUnavailable

logger = logging.getLogger(__name__)

_now = threading.local()


class _Limited:
    """A socket that reads until the deadline of its thread's request, and not after."""

    def recv_into(self, *arguments, **options):
        deadline = getattr(_now, "deadline", None)
        if deadline is not None:
            left = deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError("The answer took too long.")
            self.settimeout(left)
        return super().recv_into(*arguments, **options)


class LimitedSocket(_Limited, socket.socket):
    @classmethod
    def take(cls, opened: socket.socket) -> "LimitedSocket":
        timeout = opened.gettimeout()
        taken = cls(opened.family, opened.type, opened.proto, fileno=opened.detach())
        taken.settimeout(timeout)
        return taken


class LimitedTlsSocket(_Limited, ssl.SSLSocket):
    pass


class _Connection(urllib3.connection.HTTPConnection):
    def _new_conn(self):
        return LimitedSocket.take(super()._new_conn())


class _TlsConnection(urllib3.connection.HTTPSConnection):
    def _new_conn(self):
        return LimitedSocket.take(super()._new_conn())


class LimitedNode(Urllib3HttpNode):
    """A node whose requests end at their time-out, however their bytes come."""

    def __init__(self, config):
        super().__init__(config)
        self.pool.ConnectionCls = _TlsConnection if config.scheme == "https" else _Connection
        # A caller that finds every connection taken opens another instead of waiting.
        self.pool.block = False
        if context := self.pool.conn_kw.get("ssl_context"):
            context.sslsocket_class = LimitedTlsSocket

    def perform_request(self, method, target, body=None, headers=None, request_timeout=None):
        _now.deadline = time.monotonic() + request_timeout if isinstance(request_timeout, int | float) else None
        try:
            return super().perform_request(method, target, body, headers, request_timeout)
        finally:
            _now.deadline = None


#: What reading an answer that is not what it should be raises.
RUBBISH = (KeyError, TypeError, ValueError, AttributeError, IndexError)


class IndexMissing(EngineUnavailable):
    """The node answers but holds no index, or one made by another version of the mapping."""


@cache
def get_client(url: str) -> Elasticsearch:
    """The client of one or more nodes, their URLs separated by commas."""
    return Elasticsearch([node.strip() for node in url.split(",")], node_class=LimitedNode, max_retries=0)


@cache
def get_breaker(url: str) -> Breaker:
    return Breaker()


@contextlib.contextmanager
def guarded(url: str, timeout: float) -> Iterator[Elasticsearch]:
    """Give a client for one exchange. Whatever goes wrong in it is an `EngineUnavailable`.

    A refusal that is about the request does not open the breaker: the node answers.
    """
    breaker = get_breaker(url)
    if not breaker.may_try():
        raise EngineUnavailable("Elasticsearch failed a moment ago; it is left alone for now.")
    try:
        yield get_client(url).options(request_timeout=timeout)
    except NotFoundError as error:
        breaker.succeeded()
        raise IndexMissing("Elasticsearch has no index: manage.py reindex, or the next change, makes it.") from error
    except (TransportError, BulkIndexError, ScanError, ApiError, OSError, *RUBBISH) as error:
        if isinstance(error, ApiError) and error.meta.status == 400:
            breaker.succeeded()
        else:
            breaker.failed()
        logger.warning("Elasticsearch does not answer as it should: %s: %.300s", type(error).__name__, error)
        raise EngineUnavailable(f"{type(error).__name__}: {error}"[:500]) from error
    else:
        breaker.succeeded()
