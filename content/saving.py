"""Saving a content: read once, with all its rows, for the index of references and the admin's search.

Wagtail reads a page again, rows and all, after each of its rows is saved, and after a save that only
says that there is a newer draft: a dozen queries each time.
"""

from django.db import transaction
from wagtail.models import ReferenceIndex
from wagtail.models.pages import COMMENTS_RELATION_NAME
from wagtail.search.backends import get_search_backends

#: What saving a draft changes of a page: nothing that the public sees, nor that an index holds.
DRAFT_FIELDS = {
    COMMENTS_RELATION_NAME,
    "draft_title",
    "go_live_at",
    "has_unpublished_changes",
    "latest_revision",
    "latest_revision_created_at",
    "locked",
    "locked_at",
    "locked_by",
}


def is_draft_only(update_fields) -> bool:
    """Whether a save that names its fields writes none of what readers see."""
    return update_fields is not None and DRAFT_FIELDS.issuperset(update_fields)


class ReadOnce:
    """Mixed into a page type, before Wagtail's `Page`."""

    #: `save` sees to it.
    search_auto_update = False

    def save(self, *args, **kwargs):
        # A module of Wagtail that needs all models.
        from wagtail.signal_handlers import disable_reference_index_auto_update, reference_index_auto_update_disabled

        if getattr(reference_index_auto_update_disabled, "value", False):
            # Whoever makes very much reads everything at the end.
            return super().save(*args, **kwargs)
        update_fields = kwargs.get("update_fields")
        if is_draft_only(update_fields):
            with disable_reference_index_auto_update():
                return super().save(*args, **kwargs)
        # modelcluster forgets its rows once they are saved, which are read again then.
        rows = dict(getattr(self, "_cluster_related_objects", {}))
        with transaction.atomic():
            with disable_reference_index_auto_update():
                saved = super().save(*args, **kwargs)
            if update_fields is None:
                self.read_once(rows)
            else:
                # What is in memory is not all saved.
                type(self).objects.get(pk=self.pk).read_once({})
        return saved

    def read_once(self, rows: dict) -> None:
        """Write down what the page refers to, and the words by which the admin finds it; `rows` are those just saved."""
        left, self._cluster_related_objects = getattr(self, "_cluster_related_objects", {}), rows
        try:
            ReferenceIndex.create_or_update_for_object(self)
            for backend in get_search_backends(with_auto_update=True):
                backend.add(self)
        finally:
            self._cluster_related_objects = left
