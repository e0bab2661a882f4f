"""The endpoints, under `/api/v1/` in no language (`lang` chooses), their description, and the page about them.

Pages of any site may read the answers, caches keep them, no cookie is set; problems are told as RFC 9457 says.
"""

import functools
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.cache import get_conditional_response, set_response_etag
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from ninja import NinjaAPI, Path, Query
from ninja.renderers import JSONRenderer

from content.templatetags.content_tags import absolute_url

from .. import service
from ..exports.formats import EXPORTS, FEEDS
from ..exports.rows import Row
from ..hydration import keep_known
from ..labels import get_kinds
from ..models import SearchDocument
from . import parameters as takes
from .schemas import Answer, Changes, Problem, Suggestions, Versions
from .writing import find_changes, find_versions, write_answer

READ, METHODS = ["GET", "HEAD"], "GET, HEAD, OPTIONS"
PROBLEM = "application/problem+json"
LICENCE = {
    "name": "Licence Ouverte 2.0",
    "url": "https://www.etalab.gouv.fr/wp-content/uploads/2017/04/ETALAB-Licence-Ouverte-v2.0.pdf",
}


class Renderer(JSONRenderer):
    json_dumps_params = {"ensure_ascii": False, "separators": (",", ":")}


# The library's own page of documentation asks a third party for its scripts: `page` stands in for it.
api = NinjaAPI(
    title=_("Search of the Conseil national du numérique"),
    description=_(
        "The works, interviews, letters, events and people of the site: the same search as the page’s, "
        "read only, without a key."
    ),
    openapi_url=None,
    docs_url=None,
    renderer=Renderer(),
    openapi_extra={"info": {"license": LICENCE}},
)


def answers(address: str, name: str, summary, schema):
    """Have a view answer `address` by `schema`, or by a problem."""
    response = {200: schema, 304: None, 400: Problem} | ({404: Problem} if "{" in address else {})
    return api.api_operation(
        READ, address, response=response, summary=summary, operation_id=name, url_name=f"api_{name}"
    )


def endpoint(view):
    """Make `view` an endpoint: read-only, in the language of `lang`, open to pages of all sites."""

    @csrf_exempt
    @functools.wraps(view)
    def wrapped(request, *args, **kwargs):
        language = request.GET.get("lang", "")
        with override(language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE):
            if request.method == "OPTIONS":
                response = HttpResponse(status=204)
                response["Access-Control-Allow-Methods"] = METHODS
                response["Access-Control-Allow-Headers"] = "Accept, If-None-Match"
                response["Access-Control-Max-Age"] = "86400"
            elif request.method not in READ:
                response = make_problem(request, 405, gettext("Method not allowed"), gettext("This API is read only."))
            else:
                response = view(request, *args, **kwargs)
        if response.status_code == 200:
            response["Content-Type"] = "application/json"
            # Kept, and asked for again each time: what is taken offline is gone at once.
            response["Cache-Control"] = "public, max-age=0, must-revalidate"
            set_response_etag(response)
            response = get_conditional_response(request, etag=response["ETag"], response=response)
        elif response.status_code in (204, 405):
            response["Allow"] = METHODS
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = "ETag, Link, Server-Timing"
        response["Cross-Origin-Resource-Policy"] = "cross-origin"
        response["Link"] = f'<{reverse("api_description")}>; rel="service-desc"; type="application/json"'
        response["X-Robots-Tag"] = "noindex"
        return response

    return wrapped


def make_problem(request, status: int, title: str, detail: str, **more) -> HttpResponse:
    """What went wrong, and what to do about it."""
    data = {"type": "about:blank", "title": title, "status": status, "detail": detail, **more}
    response = api.create_response(request, data, status=status)
    response["Content-Type"], response["Cache-Control"] = PROBLEM, "no-store"
    return response


@api.exception_handler(takes.Refused)
def refuse(request, refused: takes.Refused) -> HttpResponse:
    detail = " ".join(f"{error['parameter']}: {error['message']}" for error in refused.errors)
    more = {"type": f"{reverse('api')}#erreurs", "errors": refused.errors}
    return make_problem(request, 400, gettext("This request makes no sense"), detail, **more)


@api.exception_handler(Http404)
def not_found(request, error=None, **where) -> HttpResponse:
    return make_problem(request, 404, gettext("Not found"), gettext("Nothing public has this address."))


@answers("search/", "search", _("Search"), Answer)
def search(request, response: HttpResponse, asked: Query[takes.SearchParameters]):
    """Results, counts and passages."""
    result = service.search(asked.make_query())
    response["Server-Timing"] = f"search;dur={result.took_ms:.1f}"
    return write_answer(result, asked, absolute_url(request, ""))


@answers("suggest/", "suggest", _("Suggestions"), Suggestions)
def suggest(request, asked: Query[takes.SuggestParameters]):
    """Titles and names that have words starting like those typed."""
    found = service.complete(asked.q, asked.lang, asked.limit) if asked.q else []
    kinds = get_kinds(found)
    return {"q": asked.q, "suggestions": [Row(document, None, kind=kinds.get(document.pk, "")) for document in found]}


@answers("documents/", "documents", _("What changed"), Changes)
def documents(request, asked: Query[takes.ChangesParameters]):
    """The contents that were published, withdrawn or deleted, from the longest ago, page by page."""
    return find_changes(asked, absolute_url(request, ""))


@answers("documents/{slug:reference}/", "document", _("A document"), Versions)
def document(request, reference: Path[takes.Reference]):
    """Something known by its reference, in every language it exists in."""
    takes.Parameters.model_validate({}, context={"request": request})
    found = SearchDocument.objects.filter(reference=reference).exclude(pk__in=service.get_excluded())
    found = sorted(keep_known(found), key=lambda row: row.language != settings.LANGUAGE_CODE)
    versions = find_versions(found, absolute_url(request, ""))
    if not versions:
        raise Http404
    return {"reference": reference, "versions": versions}


@answers("openapi.json", "description", _("This description"), dict[str, Any])
def description(request):
    """The OpenAPI description of all this."""
    return describe(absolute_url(request, "").rstrip("/"))


def describe(root: str) -> dict:
    """The description in the active language, as a dict; `root` is the site's address."""
    found = api.get_openapi_schema(path_prefix="api/v1/")
    for operations in found["paths"].values():
        # HEAD is GET without its body.
        del operations["head"], operations["get"]["description"]
        for status, response in operations["get"]["responses"].items():
            if status != 200 and "content" in response:
                response["content"] = {PROBLEM: response["content"]["application/json"]}
    return {**found, "servers": [{"url": root}], "externalDocs": {"url": root + reverse("api")}}


@require_safe
def page(request):
    """The page about the API, for people."""
    root = absolute_url(request, "").rstrip("/")
    tables = []
    for address, operations in describe(root)["paths"].items():
        rows = [row | {"one": row["schema"].get("items", row["schema"])} for row in operations["get"]["parameters"]]
        if rows and rows[0]["in"] == "query":
            tables.append((address, operations["get"]["summary"], rows))
    title = gettext("The search for other programs")
    context = {"root": root, "tables": tables, "title": title, "crumbs": [(title, "")]}
    context |= {
        "max_size": takes.MAX_SIZE,
        "max_page": takes.MAX_PAGE,
        "feeds": FEEDS.values(),
        "exports": EXPORTS.values(),
    }
    return render(request, "search/api.html", context)


nowhere = endpoint(not_found)
urlpatterns = [
    path("", nowhere),
    *(path(str(found.pattern), endpoint(found.callback), name=found.name) for found in api.urls[0]),
    path("<path:rest>", nowhere),
]
