"""What depends on where a response comes from; the site while it is looked after; impossible addresses."""

import contextlib
import errno
import hashlib
import re
import sys
import time

from django.conf import settings
from django.core.cache import cache
from django.db import DataError, InterfaceError, OperationalError
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.deprecation import MiddlewareMixin
from django.utils.translation import gettext
from django.views.defaults import bad_request
from django.views.defaults import server_error as default_server_error

from accounts.addresses import get_counted_address
from sections.generations import WITHDRAWALS, get_last_generations, get_release
from sections.jobs import DAY

#: When robots and browsers may ask again, in seconds.
RETRY_AFTER = 60
#: What says that the database, the bucket or another server does not answer, and that a disk takes nothing more.
AWAY = (OperationalError, InterfaceError, ConnectionError, TimeoutError)
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EROFS}
#: A form that writes: without a database, nothing takes what it sends.
FORM = re.compile(rb'<form\b(?=[^>]*\bmethod="post").*?</form>', re.DOTALL | re.IGNORECASE)


class FirstHeadersMiddleware(MiddlewareMixin):
    """Say that mining is not reserved (TDMRep); keep robots away from a demonstration, errors and media too."""

    def process_response(self, request, response):
        response.headers["tdm-reservation"] = "0"
        if settings.DEMO:
            response.headers.setdefault("X-Robots-Tag", "noindex, nofollow")
        return response


class AdminContentSecurityPolicyMiddleware(MiddlewareMixin):
    """Give the admin its own content security policy; django-csp applies it on the way out."""

    def process_response(self, request, response):
        if request.path.startswith(settings.ADMIN_PATHS):
            response._csp_replace = settings.ADMIN_CONTENT_SECURITY_POLICY
        return response


class MaintenanceMiddleware(MiddlewareMixin):
    """Answer 503 while the maintenance file is there, and to what `page_cache` says cannot be answered now.

    Style sheets and probes go on answering. The page makes no query. A page with a form, which is kept for nobody, is
    read without it.
    """

    def process_request(self, request):
        if settings.MAINTENANCE_FILE.exists():
            return unavailable(request)
        if getattr(request, "come_again", False):
            return find_spare(request) or unavailable(request)

    def process_response(self, request, response):
        match = request.resolver_match
        if match and match.url_name == "wagtail_serve" and response.status_code == 200 and not response.streaming:
            keep_spare(request, response)
        return response


def find_spare(request) -> HttpResponse | None:
    """The page without its form, if nothing public was taken back since it was made."""
    withdrawals, page = is_anybodys(request) and cache.get(name_spare(request)) or (None, b"")
    is_true = page and withdrawals == (get_last_generations() or {}).get(WITHDRAWALS)
    return HttpResponse(page, headers={"Cache-Control": "no-store"}) if is_true else None


def keep_spare(request, response) -> None:
    """Keep what a visitor without a session reads of a page with a form, without it."""
    if not is_anybodys(request) or request.META.get("QUERY_STRING") or response.has_header("Content-Encoding"):
        return
    with translation.override(response.get("Content-Language", settings.LANGUAGE_CODE)):
        words = f'<div class="empty"><p>{gettext("This form is suspended for now.")}</p></div>'
    page, forms = FORM.subn(words.encode(), response.content)
    generations = getattr(request, "generations", None)
    if forms and generations is not None:
        cache.set(name_spare(request), (generations.get(WITHDRAWALS), page), DAY.total_seconds())


def is_anybodys(request) -> bool:
    return request.method == "GET" and settings.SESSION_COOKIE_NAME not in request.COOKIES


def name_spare(request) -> str:
    address = f"{request._get_raw_host()}{request.path_info}".encode(errors="replace")
    return f"spare:{get_release()}:{hashlib.blake2b(address, digest_size=20).hexdigest()}"


def server_error(request) -> HttpResponse:
    """What no view answered for: 503 where something that the site depends on is away, wherever it was missed."""
    error = sys.exc_info()[1]
    is_away = isinstance(error, AWAY) or isinstance(error, OSError) and error.errno in FULL
    return unavailable(request) if is_away else default_server_error(request)


def unavailable(request) -> HttpResponse:
    # The language of the address: the request has not reached what tells it.
    language = "en" if request.path.startswith("/en/") else settings.LANGUAGE_CODE
    with translation.override(language):
        page = render_to_string("503.html")
    headers = {"Retry-After": str(RETRY_AFTER), "Cache-Control": "no-store", "Content-Language": language}
    return HttpResponse(page, status=503, headers=headers)


class LimitMiddleware(MiddlewareMixin):
    """Answer 429 to a network that asks too often for what costs; what is kept was answered above."""

    def process_request(self, request):
        # Not as `get_full_path` says it: the page would count as made from every parameter (`page_cache`).
        address = f"{request.path}?{request.META.get('QUERY_STRING', '')}"
        rooms = settings.REQUESTS_A_MINUTE.items()
        room, limit = next((each for each in rooms if re.search(each[0], address)), ("", 0))
        name = hashlib.blake2b(room.encode(), digest_size=8).hexdigest()
        key = f"asked:{name}:{get_counted_address(request)}:{time.time() // 60}"
        # It is forgotten in between when the cache goes away, or comes back.
        with contextlib.suppress(ValueError):
            if room and not cache.add(key, 1, 60) and cache.incr(key) > limit:
                return HttpResponse("429\n", status=429, content_type="text/plain", headers={"Retry-After": "60"})


class AdminAddressMiddleware(MiddlewareMixin):
    """Answer 400, not 500, to an address of the admin whose parameters no database can hold.

    Filters of the admin hand a number of thirty figures, or a NUL, straight to the database.
    """

    def process_exception(self, request, exception):
        has_nul = isinstance(exception, ValueError) and "NUL" in str(exception)
        is_impossible = has_nul or isinstance(exception, OverflowError | DataError)
        if is_impossible and request.method == "GET" and request.path.startswith(settings.ADMIN_PATHS):
            return bad_request(request, exception)
