"""The images, served by the site itself so that the embargo holds; documents go through Wagtail's own view."""

import hashlib
import mimetypes

from django.core.files.storage import default_storage
from django.http import Http404, HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.views.decorators.http import require_safe
from wagtail.images import get_image_model

from .embargo import is_public, refuse

#: How long a browser or a proxy keeps a public image: no longer than this after its page is withdrawn.
KEPT_SECONDS = 3600


@require_safe
def serve(request, name: str):
    """An image in one of its sizes, if its page is public; anything else of the media is for the staff."""
    # No name of ours has it, and PostgreSQL would not even be asked.
    if "\0" in name:
        raise Http404("There is no such file.")
    rendition_model = get_image_model().get_rendition_model()
    rendition = rendition_model.objects.filter(file=name).select_related("image").first()
    public = rendition is not None and is_public(rendition.image)
    if not public and not (request.user.has_perm("wagtailadmin.access_admin") and _is_image(rendition, name)):
        if rendition is None:
            raise Http404("There is no such file.")
        return refuse(request, rendition.image, "This file is not public.")
    etag = f'"{hashlib.sha256(name.encode()).hexdigest()[:32]}"'
    response = get_conditional_response(request, etag=etag) or _read(name)
    response["ETag"] = etag
    response["Content-Security-Policy"] = "default-src 'none'"
    if public:
        patch_cache_control(response, public=True, max_age=KEPT_SECONDS)
    else:
        patch_cache_control(response, private=True, no_store=True)
    return response


def _is_image(rendition, name: str) -> bool:
    """Whether a name is that of an image of the library or of an account, never of a document."""
    return (
        rendition is not None
        or name.startswith("avatar_images/")
        or get_image_model().objects.filter(file=name).exists()
    )


def _read(name: str) -> HttpResponse:
    try:
        with default_storage.open(name) as file:
            content = file.read()
    except (OSError, ValueError) as error:
        raise Http404("There is no such file.") from error
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return HttpResponse(content, content_type=kind)
