"""Keeping what is deleted: every row that goes with it, and what it changes elsewhere, before any of it goes.

Django tells each deletion, whoever asks for it (a screen, a selection, an address of the admin, a command), and
from where it began: there, the closure that Django itself would delete is read and kept as one `BinEntry`.
"""

import json
from collections import defaultdict
from contextvars import ContextVar
from functools import cache

from django.core import serializers
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import QuerySet
from django.db.models.deletion import Collector
from django.db.models.signals import post_delete, pre_delete
from django.dispatch import receiver
from wagtail.documents import get_document_model
from wagtail.documents.signal_handlers import post_delete_file_cleanup as clean_document
from wagtail.images import get_image_model
from wagtail.images.signal_handlers import post_delete_file_cleanup as clean_image
from wagtail.log_actions import get_active_log_context
from wagtail.models import Page, ReferenceIndex

from content.middleware import GONE
from forms.models import Received
from sections.approved import Approved
from sections.query import visible
from sections.signals import is_loading

from ..translations.entries import get_edit_url
from .agreeing import check_deletion, get_name
from .models import BinEntry

#: What is made again from the rest: it is not kept.
DERIVED = ("wagtailsearch.", "modelsearch.", "wagtailimages.rendition", "search.searchdocument", "search.documentfacet")
#: The entry that is being filled, with the model and the key of its last root.
_filling: ContextVar[tuple | None] = ContextVar("newsroom_bin_filling", default=None)


class Exact(DjangoJSONEncoder):
    """Django's own cuts microseconds off."""

    def default(self, o):
        return o.isoformat() if hasattr(o, "isoformat") else super().default(o)


@cache
def is_kept(model: type) -> bool:
    """Whether things of a model go to the bin: pages, files, what the admin edits, not what forms promise to delete."""
    files = (get_image_model(), get_document_model())
    return issubclass(model, (Page, *files)) or (not issubclass(model, Received) and bool(get_edit_url(model, 0)))


@receiver(pre_delete)
def keep(sender, instance, origin=None, **kwargs):
    """Called for each thing that goes, before any is gone; acts on the first of each deletion."""
    model = origin.model if isinstance(origin, QuerySet) else type(origin)
    if origin is None or is_loading() or model.__module__ == "__fake__":
        return
    # What the public offered is not kept, but somebody is asked about what is online of it.
    if not is_kept(model) and not issubclass(model, Approved):
        return
    told, this = getattr(origin, "_told", set()), (sender, instance.pk)
    if told and this not in told:
        told.add(this)
        return
    keep_files()
    # The first one; or the first again, of a deletion that failed before.
    origin._told = {this}
    roots = find_roots(origin)
    closures = [(root, *gather(root)) for root in roots]
    look = check_deletion(roots, [one for _root, gone, _unlinked in closures for one in gone])
    for root, gone, unlinked in closures if is_kept(model) else ():
        entry = write(root, gone, unlinked, look)
        _filling.set((entry, type(roots[-1]), roots[-1].pk))


@receiver(post_delete)
def end(sender, instance, **kwargs):
    if (filling := _filling.get()) and issubclass(filling[1], sender) and filling[2] == instance.pk:
        _filling.set(None)


def note_withdrawal(state: dict) -> None:
    """A page leaves the site because of what is being deleted: its translation, a copy."""
    if filling := _filling.get():
        entry = filling[0]
        entry.left["withdrawn"].append(state)
        BinEntry.objects.filter(pk=entry.pk).update(left=entry.left)


def find_roots(origin) -> list:
    """What a deletion is about, in its own type: of a page and those under it, the page."""
    things = list(origin.all()) if isinstance(origin, QuerySet) else [origin]
    if issubclass(type(things[0]) if things else object, Page):
        paths = {page.path for page in things}
        step = Page.steplen
        things = [p for p in things if not any(p.path[:n] in paths for n in range(step, len(p.path), step))]
        things = [page.specific for page in things]
    return things


def gather(root) -> tuple[list, list]:
    """(every row that Django deletes with `root`, [(field, key, value)] of the rows elsewhere that lose their link)."""
    collector = Collector(using=root._state.db or "default", origin=root)
    is_page = isinstance(root, Page)
    collector.collect(Page.objects.filter(path__startswith=root.path) if is_page else [root])
    gone = [one for instances in collector.data.values() for one in instances]
    gone += [one for rows in collector.fast_deletes for one in rows]
    keys = {(type(one), one.pk) for one in gone}
    unlinked = []
    for (field, value), parts in collector.field_updates.items():
        for one in (one for part in parts for one in (part if isinstance(part, QuerySet) else [part])):
            if value is None and (type(one), one.pk) not in keys:
                unlinked.append([field.model._meta.label, field.name, one.pk, getattr(one, field.attname)])
    return [one for one in gone if not one._meta.label_lower.startswith(DERIVED)], unlinked


def write(root, gone: list, unlinked: list, look) -> BinEntry:
    """Put it in the bin. `left`: what a restoration puts back besides the rows."""
    pages = [one for one in gone if type(one) is Page]
    left = {"unlinked": unlinked, "referrers": find_referrers(gone), "withdrawn": []}
    if isinstance(root, Page):
        left["above"] = list(root.get_ancestors().order_by("-depth").values_list("pk", flat=True))
    kept = {"rows": serializers.serialize("python", gone), "left": left}
    return BinEntry.objects.create(
        look=look,
        model=root._meta.label,
        key=str(root.pk),
        kind=root._meta.verbose_name[:100],
        title=get_name(root)[:255],
        address=find_address(root)[:512],
        count=len(pages) or 1,
        was_live=any(page.live for page in pages) if pages else getattr(root, "live", True),
        deleted_by=get_active_log_context().user,
        **json.loads(json.dumps(kept, cls=Exact)),
    )


def find_referrers(gone: list) -> list:
    """[content type, key] of what leads to things that go: the index of references forgets it."""
    keys = defaultdict(list)
    for one in gone:
        if not one._meta.auto_created:
            keys[ReferenceIndex._get_base_content_type(type(one)).pk].append(str(one.pk))
    found = set()
    for content_type, pks in keys.items():
        rows = ReferenceIndex.objects.filter(to_content_type=content_type, to_object_id__in=pks)
        found |= set(rows.values_list("base_content_type_id", "object_id"))
    inside = {(content_type, pk) for content_type, pks in keys.items() for pk in pks}
    return sorted(found - inside)


def find_address(root) -> str:
    """Where the public finds a thing; "" when it does not."""
    if isinstance(root, Page):
        parts = root.get_url_parts() if visible(Page.objects.filter(pk=root.pk)).exists() else None
        return parts[2] if parts else ""
    if not getattr(root, "live", True):
        return ""
    get = getattr(root, "get_absolute_url", None)
    return (get() if get else getattr(root, "url", "")) or ""


def is_in_bin(path: str) -> bool:
    """Whether the address was that of something in the bin, or under it."""
    parts = path.strip("/").split("/")
    above = ["/" + "/".join(parts[:number]) + "/" for number in range(1, len(parts) + 1)]
    return BinEntry.objects.filter(address__in=[path, *above], was_live=True).exclude(model="").exists()


GONE.append(is_in_bin)


def keep_files() -> None:
    """Files stay in their storage until the bin is emptied of them; Wagtail's apps are ready after this one."""
    post_delete.disconnect(clean_document, sender=get_document_model())
    post_delete.disconnect(clean_image, sender=get_image_model())
