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
from django.views.defaults import bad_request
from django.views.defaults import server_error as default_server_error

from accounts.addresses import get_counted_address

#: When robots and browsers may ask again, in seconds.
RETRY_AFTER = 60
#: What says that the database, the bucket or another server does not answer, and that a disk takes nothing more.
AWAY = (OperationalError, InterfaceError, ConnectionError, TimeoutError)
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EROFS}


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

    Style sheets and probes go on answering. The page makes no query.
    """

    def process_request(self, request):
        is_away = settings.MAINTENANCE_FILE.exists() or getattr(request, "come_again", False)
        return unavailable(request) if is_away else None


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
