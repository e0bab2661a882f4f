"""Response headers that depend on where a response comes from."""

from django.conf import settings


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
