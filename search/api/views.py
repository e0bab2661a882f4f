"""The endpoints, their description, and the page about them."""

from django.conf import settings
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from content.templatetags.content_tags import absolute_url

from .. import service
from ..listing import EXPORTS, FEEDS
from ..models import SearchDocument
from . import parameters
from .description import make_description
from .responses import answer, endpoint, problem
from .writing import write_result, write_suggestion, write_versions


@endpoint
def search(request):
    """Results, counts and passages."""
    result = service.search(parameters.read_search(request.GET))
    response = answer(request, write_result(result, absolute_url(request, ""), parameters.MAX_PAGE))
    response["Server-Timing"] = f"search;dur={result.took_ms:.1f}"
    return response


@endpoint
def suggest(request):
    """Titles and names that have words starting like those typed."""
    values = parameters.read(request.GET, parameters.get_suggest_parameters())
    words = parameters.clean_words(values["q"])
    found = service.complete(words, values["lang"], values["limit"]) if words else []
    root = absolute_url(request, "")
    return answer(request, {"q": words, "suggestions": [write_suggestion(document, root) for document in found]})


@endpoint
def document(request, reference: str):
    """Something known by its reference, in every language it exists in."""
    parameters.read(request.GET, [])
    found = SearchDocument.objects.filter(reference=reference).exclude(pk__in=service.get_excluded())
    versions = write_versions(
        sorted(found, key=lambda row: row.language != settings.LANGUAGE_CODE), absolute_url(request, "")
    )
    if not versions:
        return not_found(request)
    return answer(request, {"reference": reference, "versions": versions})


@endpoint
def description(request):
    """The OpenAPI description of all this."""
    parameters.read(request.GET, [])
    return answer(request, make_description(absolute_url(request, "").rstrip("/")))


def not_found(request):
    return problem(404, gettext("Not found"), gettext("Nothing public has this address."))


@endpoint
def nowhere(request, rest: str = ""):
    """Any other address under the API."""
    return not_found(request)


@require_safe
def page(request):
    """The page about the API, for people."""
    root = absolute_url(request, "").rstrip("/")
    tables = [
        (reverse("api_search"), gettext("Search"), parameters.get_search_parameters()),
        (reverse("api_suggest"), gettext("Suggestions"), parameters.get_suggest_parameters()),
    ]
    title = gettext("The search for other programs")
    context = {"root": root, "tables": tables, "title": title, "limits": parameters, "crumbs": [(title, "")]}
    return render(request, "search/api.html", context | {"feeds": FEEDS, "exports": EXPORTS})
