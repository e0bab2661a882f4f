"""What many saves do to the admin's search and to the references between things, done once for each thing, at the end."""

from contextlib import contextmanager
from contextvars import ContextVar

from django.db.models.signals import post_delete, post_save
from modelcluster.fields import ParentalKey
from modelsearch.index import get_indexed_models
from modelsearch.signal_handlers import post_delete_signal_handler, post_save_signal_handler
from wagtail.models import ReferenceIndex
from wagtail.search.backends import get_search_backends
from wagtail.signal_handlers import disable_reference_index_auto_update

from .generations import hold
from .jobs import gathered, put
from .specific import load_rows

CHUNK = 200
#: Model → keys of the rows that were saved since it was begun to hold the indexes back.
_saved: ContextVar[dict[type, set] | None] = ContextVar("saved", default=None)


def remember(sender, instance, raw=False, **kwargs):
    saved = None if raw else _saved.get()
    while saved is not None and instance is not None:
        saved.setdefault(type(instance), set()).add(instance.pk)
        # Its references are those of what it belongs to.
        key = next((field for field in instance._meta.get_fields() if isinstance(field, ParentalKey)), None)
        instance = key and getattr(instance, key.name)


def index_now(sender, instance, raw=False, **kwargs):
    if _saved.get() is None:
        post_save_signal_handler(instance, raw=raw)


@contextmanager
def indexed_at_end():
    """Hold the indexes back, then bring in what was saved meanwhile; nothing that they tell of may be deleted."""
    saved: dict[type, set] = {}
    asks: dict = {}
    with hold(_saved, saved), hold(gathered, asks), disable_reference_index_auto_update():
        yield
    for (asked, then), items in asks.items():
        put(asked, items, then)
    indexed = get_indexed_models()
    for model, keys in saved.items():
        if model in indexed:
            objects = list(model.get_indexed_objects().filter(pk__in=keys))
            for backend in get_search_backends(with_auto_update=True):
                for start in range(0, len(objects), CHUNK):
                    backend.add_bulk(model, objects[start : start + CHUNK])
        # The rows of a page are indexed with it, and under no name of their own.
        if ReferenceIndex.is_indexed(model):
            instances = list(model._base_manager.filter(pk__in=keys))
            load_rows(instances)
            for instance in instances:
                ReferenceIndex.create_or_update_for_object(instance)


post_save.connect(remember)
# Before the library watches the models itself; all of them first: models of pages inherit it.
for model in [model for model in get_indexed_models() if getattr(model, "search_auto_update", True)]:
    model.search_auto_update = False
    post_save.connect(index_now, sender=model)
    post_delete.connect(post_delete_signal_handler, sender=model)
