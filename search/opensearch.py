"""OpenSearch: the search of the site in the browser's own bar, with suggestions."""

import json
from urllib.parse import urljoin

from django.http import HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from content.templatetags.content_tags import absolute_url
from sections.words import clean_words

from . import service

MEDIA_TYPE = "application/opensearchdescription+xml; charset=utf-8"


@require_safe
@cache_control(public=True, max_age=86400)
def description(request):
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
    return render(request, "search/opensearch.xml", context, content_type=MEDIA_TYPE)


@require_safe
@cache_control(public=True, max_age=0, must_revalidate=True)
def suggestions(request):
    """`["words", [titles], [descriptions], [addresses]]`, as the OpenSearch suggestions extension says."""
    words = clean_words(request.GET.get("q", ""))
    found = service.complete(words, get_language()) if words else []
    root = absolute_url(request, "")
    titles = [document.title for document in found]
    addresses = [urljoin(root, document.url) for document in found]
    body = json.dumps([words, titles, ["" for _title in titles], addresses], ensure_ascii=False)
    response = HttpResponse(body, content_type="application/x-suggestions+json; charset=utf-8")
    response["X-Robots-Tag"] = "noindex"
    return response
