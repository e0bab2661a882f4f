"""What depends on where a response comes from; the site while it is looked after; impossible addresses."""

import logging

from django.conf import settings
from django.db import DataError, OperationalError
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.views.defaults import bad_request

logger = logging.getLogger("django.request")
#: When robots and browsers may ask again, in seconds.
RETRY_AFTER = 300


class DemoRobotsMiddleware:
    """Tell robots to stay away from a demonstration site.

    It stands first, so that errors, redirects and media carry the headers too.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if settings.DEMO:
            response.headers.setdefault("X-Robots-Tag", "noindex, nofollow")
        return response


class AdminContentSecurityPolicyMiddleware:
    """Give the admin its own content security policy; django-csp applies it on the way out."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.path.startswith(settings.ADMIN_PATHS):
            response._csp_replace = settings.ADMIN_CONTENT_SECURITY_POLICY
        return response


class MaintenanceMiddleware:
    """Answer 503 while the maintenance file is there, or when the database does not answer.

    Style sheets and probes go on answering. The page makes no query.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if settings.MAINTENANCE_FILE.exists():
            return self.answer(request)
        return self.get_response(request)

    def process_exception(self, request, exception):
        if settings.DEBUG or not isinstance(exception, OperationalError):
            return None
        logger.error("Database unavailable: %s", request.path, exc_info=exception)
        return self.answer(request)

    def answer(self, request) -> HttpResponse:
        # The language of the address: the request has not reached what tells it.
        language = "en" if request.path.startswith("/en/") else settings.LANGUAGE_CODE
        with translation.override(language):
            page = render_to_string("503.html")
        headers = {"Retry-After": str(RETRY_AFTER), "Cache-Control": "no-store", "Content-Language": language}
        return HttpResponse(page, status=503, headers=headers)


class AdminAddressMiddleware:
    """Answer 400, not 500, to an address of the admin whose parameters no database can hold.

    Filters of the admin hand a number of thirty figures, or a NUL, straight to the database.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        has_nul = isinstance(exception, ValueError) and "NUL" in str(exception)
        is_impossible = has_nul or isinstance(exception, OverflowError | DataError)
        if is_impossible and request.method == "GET" and request.path.startswith(settings.ADMIN_PATHS):
            return bad_request(request, exception)
        return None
