"""The whole answer to a query, as a file, streamed."""

from collections.abc import Iterable, Iterator
from itertools import chain

from django.http import Http404, StreamingHttpResponse
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import get_language, gettext, override
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from content.templatetags.content_tags import absolute_url

from .. import service
from ..engines.base import batched
from ..listing import SearchListing
from .formats import FORMATS, Format
from .rows import Row, load_item_rows

#: How many results are in memory at once.
BATCH = 250


def write_file(batches: Iterable[list[Row]], file_format: Format, language: str) -> Iterator[str]:
    """Yield the file, a batch at a time, in words of `language`: a request's own has ended by then."""
    batches, before = iter(batches), ""
    with override(language):
        text = file_format.head()
    while True:
        yield text
        with override(language):
            rows = next(batches, None)
            if rows is None:
                break
            text = file_format.between.join(file_format.write(row) for row in rows)
        if text:
            text, before = before + text, file_format.between
    yield file_format.foot


@require_safe
@cache_control(no_cache=True)
def export(request, name: str):
    """Every result of the query of the address, in the format `name`; 404 for a format that is not."""
    if name not in FORMATS:
        raise Http404
    file_format = FORMATS[name]
    language = get_language()
    listing = SearchListing(request.GET, reverse("search"), language)
    root = absolute_url(request, "")
    batches = (load_item_rows(batch, root) for batch in batched(service.iterate(listing.search_query), BATCH))
    # The first batch is read now: whatever fails is an error page, not half a file.
    first = next(batches, None)
    content = write_file(chain([first] if first else [], batches), file_format, language)
    response = StreamingHttpResponse(content, content_type=file_format.media_type)
    stem = "-".join(filter(None, [gettext("search/").rstrip("/"), slugify(listing.words)[:40].strip("-")]))
    response["Content-Disposition"] = f'attachment; filename="{stem}.{file_format.extension}"'
    response["X-Robots-Tag"] = "noindex"
    return response
