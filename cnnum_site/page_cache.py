"""Anonymous pages from a cache in front of everything, never older than the last commit.

How it stays true: docs/decisions/0020-speed.md; what is served while the database is away: docs/decisions/0032-alive.md.
"""

import contextlib
import dataclasses
import datetime
import gzip
import hashlib
import time
from collections import OrderedDict
from collections.abc import Callable

import brotli
from django.conf import settings
from django.core.cache import cache as store
from django.core.handlers.wsgi import get_bytes_from_wsgi
from django.db import Error, connection
from django.http import HttpResponse, QueryDict
from django.http.response import ResponseHeaders
from django.middleware.gzip import GZipMiddleware
from django.utils import timezone
from django.utils.cache import cc_delim_re, get_conditional_response, patch_cache_control

from sections.generations import (
    WITHDRAWALS,
    apart,
    get_generations,
    get_last_generations,
    get_release,
    read_generations,
    reading,
)
from sections.proofs import Generations, Proof

#: What is served as files, by whoever serves it; the first without the database.
FILES = tuple(url for url in (settings.STATIC_URL, settings.MEDIA_URL) if url.startswith("/"))
#: Answers that are kept.
STATUSES = {200, 301, 404, 410}
#: An answer that says one of these is not for everybody.
NOT_KEPT = ("private", "no-store", "no-cache")
#: What an answer may vary by and be kept: neither changes what an anonymous visitor reads.
HARMLESS_VARY = {"cookie", "accept-language", "accept-encoding", "origin"}
#: A longer query is nobody's, a longer answer is a file: neither is kept, in bytes.
MAX_QUERY, MAX_SIZE = 2000, 1_000_000
#: Pages that a process holds itself, beside the shared cache.
MAX_HELD = 150
#: The longest that a page is kept, in seconds; less where anybody may ask for any number: not there, or a search.
MAX_LIFE, SHORT_LIFE = 86_400, 300
#: What was in the queue of the server for longer than this is not begun: who asked is told to come again, in seconds.
MAX_QUEUED = 0.5
ENCODERS = {"br": lambda body: brotli.compress(body, quality=5), "gzip": lambda body: gzip.compress(body, 6, mtime=0)}
#: What a page is made without, so that it is the same for all.
VISITORS_OWN = ("HTTP_ACCEPT_ENCODING", "HTTP_COOKIE")


@dataclasses.dataclass
class Entry:
    """An answer as it is kept."""

    #: The parameters that it was made from, as they were: [(name, values)]; `names` None for the whole query.
    names: frozenset | None
    query: dict
    proof: Proof
    #: What was taken back before it was made, or found true again.
    withdrawals: tuple | None
    until: float
    status: int
    headers: dict
    #: Encoding → bytes; "" for none.
    bodies: dict[str, bytes]
    #: What is to be done of each request that it answers.
    when_answered: Callable | None
    #: Encoding → headers, made of `headers` once.
    encoded: dict[str, ResponseHeaders] = dataclasses.field(default_factory=dict)
    #: The generations that it was last found true for, in this process.
    found_true: dict | None = None


class NotedParameters(QueryDict):
    """The parameters of an address, which note what is read of them."""

    def __init__(self, *args, **kwargs):
        self.names: set[str] = set()
        super().__init__(*args, **kwargs)
        # It read itself while it was made.
        self.names, self.all_read = set(), False


def _noting(name: str):
    def read(self, *args, **kwargs):
        if name in OF_ONE:
            self.names.add(args[0])
        else:
            self.all_read = True
        return getattr(QueryDict, name)(self, *args, **kwargs)

    return read


#: What reads one parameter, and what reads them all.
OF_ONE = ("__getitem__", "__contains__", "getlist")
OF_ALL = "__iter__ keys items lists values dict urlencode copy __copy__ __deepcopy__".split()
OF_ALL += "__len__ __eq__ __ne__ __or__ __ror__ __reversed__ __repr__".split()
for _name in (*OF_ONE, *OF_ALL):
    setattr(NotedParameters, _name, _noting(_name))

#: Pages that this process holds itself.
_held: OrderedDict[str, Entry] = OrderedDict()
#: The parameters that some page read: all the others are left out of the keys.
_known: set[str] = set()


class PageCacheMiddleware:
    """Answer from the cache what anybody may read; it stands before all that makes a page."""

    def __init__(self, get_response):
        self.get_response = get_response
        self.compress = GZipMiddleware(get_response).process_response

    def __call__(self, request):
        if connection.in_atomic_block or request.path_info.startswith(settings.STATIC_URL):
            return self.get_response(request)
        try:
            generations = get_generations()
        except Error:
            # It is told below, by what stands under the headers of every answer.
            generations, request.come_again = None, True
        request.generations = generations
        if not settings.PAGE_CACHE or request.path_info.startswith(FILES):
            return self._begin(request)
        if not _is_for_all(request):
            response = self._begin(request)
            if "HTTP_COOKIE" in request.META and not response.has_header("Cache-Control"):
                patch_cache_control(response, private=True)
            return response
        query = dict(QueryDict(get_bytes_from_wsgi(request.META, "QUERY_STRING", "")).lists())
        if entry := _find(_make_key(request, query), query, generations):
            return _answer(request, entry)
        if generations is None or request.method == "HEAD" or settings.CSRF_COOKIE_NAME in request.COOKIES:
            return self._begin(request)
        return self._fill(request, query)

    def _begin(self, request) -> HttpResponse:
        # When the front server received the request, where it says so.
        with contextlib.suppress(ValueError):
            received = float(request.META.get("HTTP_X_REQUEST_START", "").removeprefix("t="))
            request.come_again = time.time() - received > MAX_QUEUED or getattr(request, "come_again", False)
        return self.get_response(request)

    def _fill(self, request, query: dict) -> HttpResponse:
        """Make a page, and keep it when it may be."""
        own = {name: request.META.pop(name) for name in VISITORS_OWN if name in request.META}
        generations = read_generations()
        midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0) + datetime.timedelta(days=1)
        parameters = request.__dict__["GET"] = NotedParameters(get_bytes_from_wsgi(request.META, "QUERY_STRING", ""))
        get_full_path = request.get_full_path

        def note_full_path(*args, **kwargs):
            parameters.all_read = True
            return get_full_path(*args, **kwargs)

        request.get_full_path = note_full_path
        request.__dict__.pop("COOKIES", None)
        with reading() as read:
            response = self._begin(request)
        request.META.update(own)
        if not read.is_lasting or not _may_keep(response):
            return self.compress(request, response)
        names = None if parameters.all_read else frozenset(parameters.names)
        is_typed = query and (names is None or "q" in names)
        is_endless = is_typed or response.status_code == 404
        when_answered = getattr(response, "when_answered", None)
        headers = {"Cache-Control": "public, max-age=0, must-revalidate"}
        headers |= {name: value for name, value in response.headers.items() if name not in ("Vary", "Content-Length")}
        headers["Vary"] = "Accept-Encoding"
        headers["ETag"] = f'W/"{hashlib.blake2b(response.content, digest_size=12).hexdigest()}"'
        # For nginx in front, which keeps it to itself (docs/runbook.md).
        headers["X-Accel-Expires"] = "0" if when_answered else "1"
        entry = Entry(
            names,
            _restrict(query, names),
            read.prove(generations),
            generations.get(WITHDRAWALS),
            min(midnight.timestamp(), time.time() + (SHORT_LIFE if is_endless else MAX_LIFE)),
            response.status_code,
            headers,
            {"": response.content},
            when_answered,
        )
        _known.update(names or ())
        key = _make_key(request, query)
        _hold(key, entry)
        answer = _answer(request, entry)
        # What is typed once is nobody else's: this process alone holds it.
        if not is_typed or not store.add(f"asked:{_shared(key)}", True, SHORT_LIFE):
            # Beyond its time it serves while the database is away; those that there is no end of, not.
            store.set(_shared(key), entry, entry.until - time.time() + (0 if is_endless else MAX_LIFE))
        return answer


def _is_for_all(request) -> bool:
    """Whether the answer to a request may be the one that anybody would have."""
    if request.method not in ("GET", "HEAD") or getattr(request, "is_dummy", False):
        return False
    if "HTTP_AUTHORIZATION" in request.META or {settings.SESSION_COOKIE_NAME, "messages"} & request.COOKIES.keys():
        return False
    return len(request.META.get("QUERY_STRING", "")) <= MAX_QUERY and not settings.MAINTENANCE_FILE.exists()


def _may_keep(response) -> bool:
    if response.streaming or response.status_code not in STATUSES or response.cookies:
        return False
    if settings.DEBUG and response.status_code == 404:
        # A developer's error page tells of the request.
        return False
    if response.get("Content-Type", "").startswith(("image/", "video/", "audio/")) or len(response.content) > MAX_SIZE:
        return False
    control = response.get("Cache-Control", "").lower()
    varies = set(cc_delim_re.split(response.get("Vary", "").lower())) - {""}
    return not any(word in control for word in NOT_KEPT) and varies <= HARMLESS_VARY


def _restrict(query: dict, names) -> dict:
    return query if names is None else {name: values for name, values in query.items() if name in names}


def _make_key(request, query: dict) -> str:
    known = sorted(_restrict(query, _known).items()) or ""
    return f"{request.scheme}://{request._get_raw_host()}{request.path_info}?{known}"


def _shared(key: str) -> str:
    return f"page:{get_release()}:{hashlib.blake2b(key.encode(errors='replace'), digest_size=20).hexdigest()}"


def _find(key: str, query: dict, generations: Generations | None) -> Entry | None:
    """What answers, if it is still true; without a database, if nothing public was taken back since."""
    entry = _held.get(key)
    if entry is None or not _is_true(entry, query, generations):
        with apart():
            entry = store.get(_shared(key))
        if entry is None or not _is_true(entry, query, generations):
            return None
        _hold(key, entry)
    return entry


def _is_true(entry: Entry, query: dict, generations: Generations | None) -> bool:
    if (query or entry.query) and _restrict(query, entry.names) != entry.query:
        return False
    if generations is None:
        last = get_last_generations()
        return last is not None and last.get(WITHDRAWALS) == entry.withdrawals
    if time.time() >= entry.until:
        return False
    if entry.found_true is not generations:
        if not entry.proof.holds(generations):
            return False
        entry.found_true, entry.withdrawals = generations, generations.get(WITHDRAWALS)
    return True


def _hold(key: str, entry: Entry) -> None:
    _held[key] = entry
    while len(_held) > MAX_HELD:
        _held.popitem(last=False)


def _encode(entry: Entry, accepted: str) -> str:
    """The best encoding that a visitor accepts; the body is compressed once."""
    wanted = {word for word in accepted.replace(" ", "").split(",") if not word.endswith((";q=0", ";q=0.0"))}
    wanted = {word.partition(";")[0] for word in wanted}
    for name, encode in ENCODERS.items():
        if name in wanted:
            if name not in entry.bodies:
                entry.bodies[name] = encode(entry.bodies[""])
            return name
    return ""


def _answer(request, entry: Entry) -> HttpResponse:
    encoding = _encode(entry, request.META.get("HTTP_ACCEPT_ENCODING", ""))
    body = entry.bodies[encoding]
    if encoding not in entry.encoded:
        said = entry.headers | ({"Content-Encoding": encoding} if encoding else {})
        entry.encoded[encoding] = ResponseHeaders(said | {"Content-Length": str(len(body))})
    response = HttpResponse(body, status=entry.status)
    # No middleware stands above this one to change them.
    response.headers = entry.encoded[encoding]
    if entry.status == 200 and ("HTTP_IF_NONE_MATCH" in request.META or "HTTP_IF_MATCH" in request.META):
        response = get_conditional_response(request, etag=entry.headers["ETag"], response=response)
    if entry.when_answered:
        response._resource_closers.append(lambda: entry.when_answered(request))
    return response
