"""What a request cost, told in its response's headers. For the audit and the bench only."""

import time
from contextlib import ExitStack

from django.db import connections


class MeasureMiddleware:
    """Add `Server-Timing` (milliseconds, SQL queries) and `X-Page-Type` (what answered)."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        queries = 0

        def counted(execute, sql, params, many, context):
            nonlocal queries
            queries += 1
            return execute(sql, params, many, context)

        started = time.perf_counter()
        with ExitStack() as stack:
            for connection in connections.all():
                stack.enter_context(connection.execute_wrapper(counted))
            response = self.get_response(request)
        spent = (time.perf_counter() - started) * 1000
        response.headers["Server-Timing"] = f'app;dur={spent:.1f}, sql;desc="{queries}"'
        kind, name = page_type(request, response)
        response.headers["X-Page-Type"] = f"{kind}; {name}"
        return response


def page_type(request, response) -> tuple[str, str]:
    """Return the kind (home, listing, article, part, view, error…) and the name of what answered."""
    if response.status_code >= 400:
        return "error", str(response.status_code)
    route = getattr(request, "_wagtail_route_for_request", None)
    if route is not None and not isinstance(route, bool):
        page = route[0].specific_deferred
        name = page._meta.label
        match = getattr(request, "routable_resolver_match", None)
        if match is not None and match.route.strip("^$") != "":
            return "part", f"{name}:{match.url_name}"
        return kind_of(page), name
    match = request.resolver_match
    return "view", (match.view_name or match._func_path) if match else "none"


def kind_of(page) -> str:
    from sections.models import SectionIndexPage
    from sections.registry import get_section_for

    if isinstance(page, SectionIndexPage):
        return "listing"
    if get_section_for(type(page)) is not None:
        return "article"
    return "home" if page.depth == 2 else "page"
