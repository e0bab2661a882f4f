"""Files of pages that are not public yet: nobody outside reads them before their page.

A file is public when something public shows it: a page that is live and not private, or an entry of a
register that the public may know of (`sections.naming`). A file that nothing shows is not public either:
it was just uploaded for a page that is being written. Images are served here; documents go through Wagtail's view.
"""

import hashlib
import mimetypes
from collections import defaultdict
from collections.abc import Iterable

from django.contrib.contenttypes.models import ContentType
from django.core.files.storage import default_storage
from django.http import Http404, HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.views.decorators.http import require_safe
from wagtail.images import get_image_model
from wagtail.models import Page, ReferenceIndex, Revision, WorkflowState

from content.views import gone
from sections.naming import public
from sections.query import removed, visible

#: How long a browser or a proxy keeps a public image: no longer than this after its page is withdrawn.
KEPT_SECONDS = 3600


def find_showing(model: type, keys: Iterable) -> dict[type, set[str]]:
    """Model → keys of the pages and the entries that show files of a model: one query."""
    target = ReferenceIndex._get_base_content_type(model)
    rows = ReferenceIndex.objects.filter(to_content_type=target, to_object_id__in=[str(pk) for pk in keys])
    found = defaultdict(set)
    for content_type, pk in rows.values_list("base_content_type_id", "object_id"):
        found[ContentType.objects.get_for_id(content_type).model_class()].add(pk)
    return found


def is_awaited(model: type, keys: Iterable) -> bool:
    """Whether a text that is being approved, or is scheduled, shows some of these: the index knows live texts only."""
    things = [state.content_object for state in WorkflowState.objects.filter(status=WorkflowState.STATUS_IN_PROGRESS)]
    things += [part for thing in things if hasattr(thing, "get_parts") for part in thing.get_parts()]
    texts = [thing.get_latest_revision_as_object() for thing in things if thing]
    texts += [revision.as_object() for revision in Revision.objects.exclude(approved_go_live_at=None)]
    named = {tuple(found[:2]) for text in texts for found in ReferenceIndex._extract_references_from_object(text)}
    target = ReferenceIndex._get_base_content_type(model).pk
    return not named.isdisjoint((target, str(pk)) for pk in keys)


def is_public(file) -> bool:
    """Whether the public may read an image or a document: two queries, one more for each kind of entry that shows it."""
    showing = find_showing(type(file), [file.pk])
    if (pages := showing.pop(Page, None)) and visible(Page.objects.filter(pk__in=pages)).exists():
        return True
    return any(
        public(model._default_manager.filter(pk__in=keys)).exists()
        for model, keys in showing.items()
        if hasattr(model, "get_absolute_url")
    )


def refuse(request, file, message: str):
    """The answer for a file that is not public: 410 when only pages gone with their section show it. Else raises Http404."""
    pages = find_showing(type(file), [file.pk]).get(Page, ())
    if removed(Page.objects.filter(pk__in=pages)).exists():
        return gone(request)
    raise Http404(message)


@require_safe
def serve(request, name: str):
    """An image in one of its sizes, if its page is public; anything else of the media is for the staff."""
    # No name of ours has it, and PostgreSQL would not even be asked.
    if "\0" in name:
        raise Http404("There is no such file.")
    rendition_model = get_image_model().get_rendition_model()
    rendition = rendition_model.objects.filter(file=name).select_related("image").first()
    is_open = rendition is not None and is_public(rendition.image)
    # Of the library or of an account: never a document.
    is_image = rendition is not None or name.startswith("avatar_images/")
    is_image = is_image or get_image_model().objects.filter(file=name).exists()
    if not is_open and not (is_image and request.user.has_perm("wagtailadmin.access_admin")):
        if rendition is None:
            raise Http404("There is no such file.")
        return refuse(request, rendition.image, "This file is not public.")
    etag = f'"{hashlib.sha256(name.encode()).hexdigest()[:32]}"'
    response = get_conditional_response(request, etag=etag) or read_file(name)
    response["ETag"] = etag
    response["Content-Security-Policy"] = "default-src 'none'"
    if is_open:
        patch_cache_control(response, public=True, max_age=KEPT_SECONDS)
    else:
        patch_cache_control(response, private=True, no_store=True)
    return response


def read_file(name: str) -> HttpResponse:
    """A stored file. Raises Http404; and `ConnectionError`, answered 503, for a bucket that is away."""
    try:
        with default_storage.open(name) as file:
            content = file.read()
    except ConnectionError:
        raise
    except (OSError, ValueError) as error:
        raise Http404("There is no such file.") from error
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return HttpResponse(content, content_type=kind)
