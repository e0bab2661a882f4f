"""What depends on where a response comes from: its headers, and the answer to an impossible address."""

from django.conf import settings
from django.db import DataError
from django.views.defaults import bad_request


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


class AdminAddressMiddleware:
    """Answer 400, not 500, to an address of the admin whose parameters no database can hold.

    Filters of the admin hand a number of thirty figures, or a NUL, straight to the database.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        is_impossible = isinstance(exception, OverflowError | DataError) or "NUL" in str(exception)
        if is_impossible and request.method == "GET" and request.path.startswith(settings.ADMIN_PATHS):
            return bad_request(request, exception)
        return None
