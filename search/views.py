"""The search page, its suggestions, the plain text of a passage, and the search in the browser’s own bar (OpenSearch)."""

from urllib.parse import urljoin

from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.template.response import TemplateResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from content.templatetags.content_tags import absolute_url
from sections.words import clean_words

from . import service
from .counting import count_after
from .labels import get_kinds
from .listing import SearchListing
from .models import Passage
from .nearby import find_ways_on

#: Fewer letters than this say nothing yet; more are a whole query.
SHORTEST, LONGEST = 2, 100
#: Numbers of rows are not larger.
MAX_NUMBER = 2**31 - 1
OPENSEARCH = "application/opensearchdescription+xml; charset=utf-8"


@require_safe
def search(request):
    """Everything that answers the query, with facets; without words, everything by date."""
    listing = SearchListing(request.GET, path=request.path, language=get_language())
    result = listing.result
    context = {"listing": listing, "result": result, "query": listing.words}
    if not result.total:
        context["ways_on"] = find_ways_on(listing, request)
    response = TemplateResponse(request, "search/search.html", context)
    count_after(response, request, listing)
    return response


@require_safe
def suggestions(request):
    """Titles and names whose words start like `?q=`, as JSON: {"suggestions": [{label, kind, url}]}."""
    text = clean_words(request.GET.get("q", ""))
    found = []
    if SHORTEST <= len(text) <= LONGEST:
        documents = service.complete(text, get_language().split("-")[0])
        kinds = get_kinds(documents)
        found = [{"label": d.title, "kind": kinds.get(d.pk, ""), "url": d.url} for d in documents]
    return make_json({"suggestions": found})


def make_json(data) -> JsonResponse:
    """An answer that no robot lists."""
    response = JsonResponse(data, safe=False, json_dumps_params={"ensure_ascii": False})
    response["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def passage(request, document: int, position: int):
    """The plain text of a passage: what a browser can show that cannot open a PDF at its page."""
    if max(document, position) > MAX_NUMBER or document in service.get_excluded():
        raise Http404
    found = get_object_or_404(Passage.objects.select_related("document"), document=document, position=position)
    return TemplateResponse(request, "search/passage.html", {"passage": found})


@require_safe
@cache_control(public=True, max_age=86400)
def opensearch(request):
    """The description document, in the language of its address."""
    root = absolute_url(request, "")
    search = urljoin(root, reverse("search"))
    context = {
        "search": search,
        "atom": urljoin(root, reverse("search_feed", args=["atom"])),
        "suggestions": urljoin(root, reverse("opensearch_suggestions")),
        "itself": urljoin(root, reverse("opensearch")),
        "icon": urljoin(root, static("cnnum/favicon.svg")),
    }
    return render(request, "search/opensearch.xml", context, content_type=OPENSEARCH)


@require_safe
@cache_control(public=True, max_age=0, must_revalidate=True)
def opensearch_suggestions(request):
    """`["words", [titles], [descriptions], [addresses]]`, as the OpenSearch suggestions extension says."""
    words = clean_words(request.GET.get("q", ""))
    found = service.complete(words, get_language()) if words else []
    root = absolute_url(request, "")
    titles = [document.title for document in found]
    addresses = [urljoin(root, document.url) for document in found]
    response = make_json([words, titles, ["" for _title in titles], addresses])
    response["Content-Type"] = "application/x-suggestions+json; charset=utf-8"
    return response
