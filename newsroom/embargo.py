"""Files of pages that are not public yet: nobody outside reads them before their page.

A file is public when something public shows it: a page that is live and not private, or an entry of a
register that the public may know of (`sections.naming`). A file that nothing shows is not public either:
it was just uploaded for a page that is being written.
"""

from collections import defaultdict

from django.contrib.contenttypes.models import ContentType
from django.http import Http404
from wagtail.models import Page, ReferenceIndex, get_default_page_content_type

from content.views import gone
from sections.naming import public
from sections.query import removed, visible


def is_public(file) -> bool:
    """Whether the public may read an image or a document: two queries, one more for each kind of entry that shows it."""
    pages, entries = set(), defaultdict(set)
    references = ReferenceIndex.get_references_to(file)
    for base_type, object_id in references.values_list("base_content_type_id", "object_id"):
        if base_type == get_default_page_content_type().pk:
            pages.add(int(object_id))
        else:
            entries[ContentType.objects.get_for_id(base_type).model_class()].add(object_id)
    if pages and visible(Page.objects.filter(pk__in=pages)).exists():
        return True
    return any(
        public(model._default_manager.filter(pk__in=keys)).exists()
        for model, keys in entries.items()
        if hasattr(model, "get_absolute_url")
    )


def refuse(request, file, message: str):
    """The answer for a file that is not public: 410 when only pages gone with their section show it. Else raises Http404."""
    references = ReferenceIndex.get_references_to(file).filter(base_content_type=get_default_page_content_type())
    pages = [int(object_id) for object_id in references.values_list("object_id", flat=True)]
    if removed(Page.objects.filter(pk__in=pages)).exists():
        return gone(request)
    raise Http404(message)


def may_read(user, file) -> bool:
    """Whether this user may read a file: the staff always, others once it is public."""
    return user.has_perm("wagtailadmin.access_admin") or is_public(file)
