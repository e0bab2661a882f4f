"""The search page, its suggestions, and the plain text of a passage."""

from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

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
    response = JsonResponse({"suggestions": found}, json_dumps_params={"ensure_ascii": False})
    response["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def passage(request, document: int, position: int):
    """The plain text of a passage: what a browser can show that cannot open a PDF at its page."""
    if max(document, position) > MAX_NUMBER or document in service.get_excluded():
        raise Http404
    found = get_object_or_404(Passage.objects.select_related("document"), document=document, position=position)
    return TemplateResponse(request, "search/passage.html", {"passage": found})
