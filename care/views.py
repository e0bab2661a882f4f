"""A draft, shown to whoever holds its link."""

import re

from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse
from django.urls import Resolver404, path, reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import override
from django.views.decorators.http import require_safe
from wagtail.contrib.routable_page.models import RoutablePageMixin

from .models import SharedDraft

#: A token that is longer is none.
MAX_TOKEN = 200


def protect(response):
    """Kept by no cache and no search engine; the link is told to no other site."""
    add_never_cache_headers(response)
    response["Cache-Control"] = "private, no-store, max-age=0"
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response["Referrer-Policy"] = "no-referrer"
    return response


@require_safe
def shared_draft(request, token: str, rest: str = ""):
    """The latest draft of a page, as it is now; 410 once the link has ended or its section is gone, 404 for an invented one."""
    if len(token) > MAX_TOKEN or not SharedDraft.is_signed(token):
        raise Http404
    link = SharedDraft.find(token)
    if link is None or link.page.specific_class is None:
        return protect(TemplateResponse(request, "care/shared_closed.html", {"is_translated": False}, status=410))
    page = link.page.get_latest_revision_as_object()
    base = reverse("care_shared", args=[token])
    with override(page.locale.language_code):
        answer = render_draft(page, link, rest)
    if not rest:
        link.count_access()
    content_type = answer.headers.get("Content-Type", "")
    body = answer.content
    if content_type.startswith("text/html"):
        body = lead_inside(body.decode(), page, base).encode()
    return protect(HttpResponse(body, status=answer.status_code, content_type=content_type))


def render_draft(page, link: SharedDraft, rest: str):
    """What the page's own address would answer if the draft were online, asked by nobody in particular."""
    if rest:
        if not isinstance(page, RoutablePageMixin):
            raise Http404
        try:
            view, args, kwargs = page.resolve_subpage(f"/{rest}")
        except Resolver404 as error:
            raise Http404 from error
        page.serve_preview = lambda request, mode: view(request, *args, **kwargs)
    return page.make_preview_request(extra_request_attrs={"shared_draft": link})


def lead_inside(text: str, page, base: str) -> str:
    """Have the links of a draft to its own chapters stay in the preview: they are not online yet."""
    own = page.url
    if not own or not own.startswith("/") or own == "/":
        return text
    end = "" if isinstance(page, RoutablePageMixin) else '(?=["#?])'
    return re.sub(f'href="{re.escape(own)}{end}', lambda match: f'href="{base}', text)


#: The one public address of care.
urlpatterns = [
    path("<str:token>/", shared_draft, name="care_shared"),
    path("<str:token>/<path:rest>", shared_draft, name="care_shared_part"),
]
