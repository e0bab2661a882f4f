"""How the API answers: JSON that any site may read, that caches keep, without cookies; problems as RFC 9457 says."""

import functools
import hashlib
import json

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext, override
from django.views.decorators.csrf import csrf_exempt

from .parameters import Refused

METHODS = "GET, HEAD, OPTIONS"
#: Kept, and asked for again each time: what is taken offline is gone at once.
CACHING = "public, max-age=0, must-revalidate"


def open_to_all(response: HttpResponse) -> HttpResponse:
    """Let pages of any site read `response`, and say where the description is."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Expose-Headers"] = "ETag, Link, Server-Timing"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    response["Link"] = f'<{reverse("api_description")}>; rel="service-desc"; type="application/json"'
    response["X-Robots-Tag"] = "noindex"
    return response


def dump(data) -> bytes:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def answer(request, data, media_type: str = "application/json") -> HttpResponse:
    """`data` as JSON, or 304 when the caller has it."""
    body = dump(data)
    etag = f'"{hashlib.blake2b(body, digest_size=16).hexdigest()}"'
    response = HttpResponse(body, content_type=media_type)
    response["ETag"] = etag
    response["Cache-Control"] = CACHING
    return get_conditional_response(request, etag=etag, response=response)


def problem(status: int, title: str, detail: str = "", errors: list | None = None) -> HttpResponse:
    """An `application/problem+json` body: what went wrong, and what to do about it."""
    data = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    if errors is not None:
        data |= {"type": f"{reverse('api')}#erreurs", "errors": errors}
    response = HttpResponse(dump(data), content_type="application/problem+json", status=status)
    response["Cache-Control"] = "no-store"
    return response


def endpoint(view):
    """Make `view` an endpoint: read-only, in the language of `lang`, refusing with a problem."""

    @csrf_exempt
    @functools.wraps(view)
    def wrapped(request, *args, **kwargs):
        language = request.GET.get("lang", "")
        with override(language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE):
            if request.method == "OPTIONS":
                response = HttpResponse(status=204)
                response["Allow"] = response["Access-Control-Allow-Methods"] = METHODS
                response["Access-Control-Allow-Headers"] = "Accept, If-None-Match"
                response["Access-Control-Max-Age"] = "86400"
            elif request.method not in ("GET", "HEAD"):
                response = problem(405, gettext("Method not allowed"), gettext("This API is read only."))
                response["Allow"] = METHODS
            else:
                try:
                    response = view(request, *args, **kwargs)
                except Refused as refused:
                    detail = " ".join(f"{error['parameter']}: {error['message']}" for error in refused.errors)
                    response = problem(400, gettext("This request makes no sense"), detail, refused.errors)
        return open_to_all(response)

    return wrapped
