"""Loading fast: the search and reference indexes are filled once, at the end, not at each save."""

from contextlib import contextmanager

from django.db.models import prefetch_related_objects
from django.db.models.signals import post_save
from modelcluster.fields import ParentalManyToManyField
from modelcluster.models import ClusterableModel, get_all_child_relations
from modelsearch.index import get_indexed_models
from modelsearch.signal_handlers import post_save_signal_handler
from wagtail.models import ReferenceIndex
from wagtail.search.backends import get_search_backends
from wagtail.signal_handlers import disable_reference_index_auto_update

CHUNK = 200


@contextmanager
def indexed_at_end():
    """Hold both indexes back, then bring in what was saved meanwhile."""
    saved: dict[type, set] = {}

    def remember(sender, instance, raw=False, **kwargs):
        if not raw:
            saved.setdefault(sender, set()).add(instance.pk)

    indexed = get_indexed_models()
    held = [model for model in indexed if post_save.disconnect(post_save_signal_handler, sender=model)]
    post_save.connect(remember)
    try:
        with disable_reference_index_auto_update():
            yield
    finally:
        post_save.disconnect(remember)
        for model in held:
            post_save.connect(post_save_signal_handler, sender=model)
    for model, keys in saved.items():
        if model in indexed:
            add_to_search(model, keys)
        # The rows of a page are indexed with it, and under no name of their own.
        if ReferenceIndex.is_indexed(model):
            instances = list(model._base_manager.filter(pk__in=keys))
            load_rows(instances)
            for instance in instances:
                ReferenceIndex.create_or_update_for_object(instance)


def load_rows(things: list) -> None:
    """Load what belongs to many pages or entries with one query for each kind of row, not for each thing."""
    by_model: dict[type, list] = {}
    for thing in things:
        by_model.setdefault(type(thing), []).append(thing)
    for model, alike in by_model.items():
        if issubclass(model, ClusterableModel):
            names = [relation.get_accessor_name() for relation in get_all_child_relations(model)]
            themes = [field.name for field in model._meta.many_to_many if isinstance(field, ParentalManyToManyField)]
            prefetch_related_objects(alike, *names, *themes)


def add_to_search(model, keys: set) -> None:
    for backend in get_search_backends(with_auto_update=True):
        objects = list(model.get_indexed_objects().filter(pk__in=keys))
        for start in range(0, len(objects), CHUNK):
            backend.add_bulk(model, objects[start : start + CHUNK])
