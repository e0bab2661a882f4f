"""A page that existed and is gone says so (410), rather than « not found »."""

from django.template.response import TemplateResponse

from .identifiers import is_gone


class GoneMiddleware:
    """Turn a 404 into a short 410 page where the public once found a page.

    It stands before the redirect middleware in the settings, so it sees a 404 only after that
    one found no redirect.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.status_code == 404 and "\x00" not in request.path and is_gone(request.path):
            return TemplateResponse(request, "410.html", {"is_translated": False}, status=410).render()
        return response
