"""Files of pages that are not public yet: nobody outside reads them before their page.

A file is public when something public shows it: a page that is live and not private, or an entry of a
register that the public may know of (`sections.naming`). A file that nothing shows is not public either:
it was just uploaded for a page that is being written.
"""

from collections import defaultdict
from collections.abc import Iterable

from django.contrib.contenttypes.models import ContentType
from django.http import Http404
from wagtail.models import Page, ReferenceIndex

from content.views import gone
from sections.naming import public
from sections.query import removed, visible


def find_showing(model: type, keys: Iterable) -> dict[type, set[str]]:
    """Model → keys of the pages and the entries that show files of a model: one query."""
    target = ReferenceIndex._get_base_content_type(model)
    rows = ReferenceIndex.objects.filter(to_content_type=target, to_object_id__in=[str(pk) for pk in keys])
    found = defaultdict(set)
    for content_type, pk in rows.values_list("base_content_type_id", "object_id"):
        found[ContentType.objects.get_for_id(content_type).model_class()].add(pk)
    return found


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


def may_read(user, file) -> bool:
    """Whether this user may read a file: the staff always, others once it is public."""
    return user.has_perm("wagtailadmin.access_admin") or is_public(file)
