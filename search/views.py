"""The search page, its suggestions, the plain text of a page of a PDF, and the search in the browser’s own bar (OpenSearch)."""

from urllib.parse import urljoin

from django.http import Http404, JsonResponse
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from content.citing.model import load_for_citing
from content.models import ContentPage
from content.templatetags.content_tags import absolute_url
from content.views import gone
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
def pdf_page(request, reference: str, file: int, number: int, version: str = ""):
    """A page of a PDF at its permanent address: its plain text, and how it is cited.

    The address names the version of the file: a page that was cited in another one says so, or that it is gone.
    """
    if max(file, number) > MAX_NUMBER:
        raise Http404
    known = Passage.objects.filter(document__reference=reference).exclude(document__in=service.get_excluded())
    found = known.filter(file=file, page_no=number).select_related("document", "file")
    passage = min(found, key=lambda row: row.document.language != get_language(), default=None)
    page = passage and ContentPage.objects.filter(pk=passage.document.page_id).first()
    if page is None:
        if version and known.exists():
            return gone(request)
        raise Http404
    current = passage.file.file_hash[:8]
    if current and not version:
        return redirect("pdf_page", reference, file, current, number)
    page = page.specific
    load_for_citing([page])
    context = {"passage": passage, "page": page, "is_permanent": True, "has_own_address": True, "is_translated": False}
    return TemplateResponse(request, "search/passage.html", context | {"is_changed": version != current})


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
    titles, kinds = [document.title for document in found], get_kinds(found)
    addresses = [urljoin(root, document.url) for document in found]
    response = make_json([words, titles, [kinds.get(document.pk, "") for document in found], addresses])
    response["Content-Type"] = "application/x-suggestions+json; charset=utf-8"
    return response
