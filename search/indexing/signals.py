"""From a change to a job, in the transaction of the change."""

from functools import cache

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import ForeignKey
from django.db.models.signals import post_delete, post_save, pre_delete
from django.dispatch import receiver
from modelcluster.fields import ParentalKey
from wagtail.images import get_image_model
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction
from wagtail.search import index

from content.models import ContentPage
from content.saving import is_draft_only
from sections.following import MOVE, follows
from sections.signals import contents_committed, contents_loaded, contents_loading

from ..families import PAGE, SITE, get_families, get_page_family, get_uses
from ..models import SearchDocument
from .keys import NAMED, expand, get_key_of, get_siblings, make_key, parse_key
from .queue import ALL, enqueue, hold, process
from .store import delete, filter_things, forget


@cache
def get_content_keys(model: type) -> tuple[str, ...]:
    """The fields by which rows of `model`, if they belong to a content, name one: a link is told of at both ends."""
    keys = [field for field in model._meta.get_fields() if isinstance(field, ForeignKey)]
    keys = [field for field in keys if issubclass(field.related_model, ContentPage)]
    return tuple(key.attname for key in keys) if any(isinstance(key, ParentalKey) for key in keys) else ()


def get_keys(instance) -> list[str]:
    """The keys of what has to be looked at again when `instance` changes."""
    if type(instance).__module__ == "__fake__":
        # A migration's own model: the tables of the search may not be there yet.
        return []
    if isinstance(instance, Page):
        keys = [get_key_of(instance)]
        # It may have moved, or have another slug: the addresses under it begin with its own.
        return [*keys, make_key("moved", instance.pk)] if instance.numchild else keys
    if isinstance(instance, PageViewRestriction):
        return [make_key("tree", instance.page_id)]
    if isinstance(instance, CollectionViewRestriction):
        return [make_key("collection", instance.collection_id)]
    if isinstance(instance, Collection):
        return [make_key("collection", instance.pk)]
    if names := get_content_keys(type(instance)):
        return [make_key(PAGE, pk) for name in names if (pk := getattr(instance, name))]
    if key := get_key_of(instance):
        return [key]
    if isinstance(instance, index.Indexed) and not isinstance(instance, get_image_model()):
        return [make_key("used", ContentType.objects.get_for_model(instance).pk, instance.pk)]
    return []


@receiver(post_save)
def follow_change(sender, instance, raw=False, update_fields=None, **kwargs):
    if not raw and not (isinstance(instance, Page) and is_draft_only(update_fields)):
        ask(get_keys(instance))


def ask(keys: list[str]) -> None:
    """Ask for things to be looked at again, and for the entries that they name or named."""
    # Pages that are no contents name nobody.
    if keys:
        enqueue(*keys, *([NAMED] if any(parse_key(key)[0] != SITE for key in keys) else ()))


@receiver(post_delete)
def follow_deletion(sender, instance, **kwargs):
    """A row of a content, a restriction: what they belonged to stays."""
    if not isinstance(instance, (*get_families().values(), *get_uses())):
        ask(get_keys(instance))


@receiver(pre_delete)
def foresee_deletion(sender, instance, **kwargs):
    """What depends on a thing can be found only before it goes."""
    if isinstance(instance, SearchDocument):
        forget([instance.pk])
    elif isinstance(instance, tuple(get_families().values())):
        if isinstance(instance, Page):
            enqueue(*get_siblings(instance), *([NAMED] if get_page_family(instance) == PAGE else ()))
        else:
            enqueue(*get_siblings(instance), *expand(get_key_of(instance)))
            delete(filter_things(instance.search_family, [instance.pk]).values_list("pk", flat=True))
    elif isinstance(instance, tuple(get_uses())):
        enqueue(*(key for name in get_keys(instance) for key in expand(name)))


@follows(MOVE, "search.tree")
def follow_move(page):
    """Everything under a page may have other readers; called after the move, which saves the page itself."""
    ask([make_key("tree", page.pk)])


@receiver(contents_loading)
def wait(sender, **kwargs):
    hold()


@receiver(contents_loaded)
def look_at_everything(sender, failed, **kwargs):
    hold(False)
    if not failed:
        enqueue(ALL)


@receiver(contents_committed)
def catch_up(sender, **kwargs):
    # Tests turn it off and call `process`.
    if settings.SEARCH_INDEX_BY_ITSELF:
        process()
