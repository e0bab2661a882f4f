"""The site's addresses, and one for each error page that no healthy site shows."""

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.template.response import TemplateResponse
from django.urls import path

from cnnum_site.urls import *
from cnnum_site.urls import urlpatterns as site_urlpatterns


def fail(error):
    def view(request):
        raise error

    return view


def maintenance(request):
    return TemplateResponse(request, "503.html", status=503)


ERRORS = {
    400: fail(SuspiciousOperation("audit")),
    403: fail(PermissionDenied("audit")),
    500: fail(RuntimeError("raised by the audit: this error page is what it looks at")),
    503: maintenance,
}
urlpatterns = [path(f"_audit/{code}/", view) for code, view in ERRORS.items()] + site_urlpatterns
