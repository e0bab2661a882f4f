"""What machines ask of a process: is it alive, is it ready, what did it do.

They are answered ahead of everything else, under any host name and without TLS: a probe asks a pod by its address.
"""

import os
import re
import time
import uuid

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse
from django.utils.crypto import constant_time_compare
from django.utils.deprecation import MiddlewareMixin
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from .logs import request_id

#: What is taken as the identifier of a request; anything else is replaced.
SANE_ID = re.compile(r"[\w.-]{8,64}", re.ASCII)
#: The values of a label are few: any other method counts as one.
METHODS = {"GET", "HEAD", "POST", "OPTIONS"}
#: What is answered before an address is looked up: kept pages, files, redirects, errors.
UNROUTED = "(before routing)"
REQUESTS = Counter("cnnum_requests", "Requests answered.", ["method", "route", "status"])
SECONDS = Histogram("cnnum_request_seconds", "Time until the answer was there.", ["route"])


class ProbesMiddleware(MiddlewareMixin):
    """Answer the probes; name, count and time every other request. It stands first."""

    def __call__(self, request):
        given = request.headers.get("X-Request-ID", "")
        name = given if SANE_ID.fullmatch(given) else uuid.uuid4().hex
        token, started = request_id.set(name), time.perf_counter()
        try:
            probe = PROBES.get(request.path_info)
            response = probe and probe(request)
            if response is None:
                response = self.get_response(request)
                count(request, response, time.perf_counter() - started)
        finally:
            request_id.reset(token)
        response.headers["X-Request-ID"] = name
        return response


def count(request, response, seconds: float) -> None:
    """Count an answer under the pattern of its address: never a name, never an address."""
    match = getattr(request, "resolver_match", None)
    route, method = match.route if match else UNROUTED, request.method if request.method in METHODS else "other"
    REQUESTS.labels(method, route, response.status_code).inc()
    SECONDS.labels(route).observe(seconds)


def say(text: str, status: int = 200) -> HttpResponse:
    headers = {"Cache-Control": "no-store", "Content-Type": "text/plain"}
    return HttpResponse(f"{text}\n", status=status, headers=headers)


def is_ready(request):
    """Whether it reaches its database, which has all the tables of this version: send it visitors then."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        lacking = count_lacking()
    except DatabaseError:
        return say("the database does not answer", 503)
    return say(f"{lacking} migrations to apply", 503) if lacking else say("ok")


def count_lacking() -> int:
    """How many migrations of this version wait. Once there are none, there are none until this process ends."""
    if not getattr(count_lacking, "done", False):
        executor = MigrationExecutor(connection)
        if plan := executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return len(plan)
        count_lacking.done = True
    return 0


def measure(request):
    """What all the processes of this machine counted, for who bears the token; for others, nothing is here."""
    bearer = request.headers.get("Authorization", "")
    if not settings.METRICS_TOKEN or not constant_time_compare(bearer, f"Bearer {settings.METRICS_TOKEN}"):
        return None
    registry = REGISTRY
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        MultiProcessCollector(registry := CollectorRegistry())
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


#: /livez: restart a process that does not answer; /healthz is the former name of /readyz.
PROBES = {"/livez": lambda request: say("ok"), "/readyz": is_ready, "/healthz": is_ready, "/metrics": measure}
