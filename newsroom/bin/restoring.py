"""Bringing back from the bin: the same rows under the same keys, at the same address unless it was taken.

Rows whose other end is in the bin too, or gone, wait for it (`BinEntry` without a model): whatever is restored
afterwards takes them along. Emptying the bin takes the files.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core import serializers
from django.db import models, transaction
from django.db.models import F, FileField
from django.db.models.signals import post_save
from django.utils.translation import gettext
from wagtail.log_actions import log
from wagtail.models import Page, ReferenceIndex
from wagtail.signals import page_published

from registers.names import find_free
from sections.following import RESTORATION, steps

from .models import BinEntry
from .withdrawing import bring_back


@dataclass
class Plan:
    """What a restoration would do: shown before, then done."""

    entry: BinEntry
    #: Rows to write, in the order in which they were kept.
    things: list = field(default_factory=list)
    #: Rows whose other end is missing: they wait, as serialised.
    waiting: list = field(default_factory=list)
    #: The page under which a page comes back; another when its own is gone.
    parent: Page | None = None
    is_elsewhere: bool = False
    #: (thing, name of a field, what it was, what is free): an address or a name that was taken.
    taken: list = field(default_factory=list)
    #: What makes it impossible, in words.
    blocks: list[str] = field(default_factory=list)

    @property
    def root(self):
        label = self.entry.model
        return next((one for one in self.things if one._meta.label == label and str(one.pk) == self.entry.key), None)


def read(entry: BinEntry) -> Plan:
    """See what comes back, what was taken meanwhile, and what is missing."""
    plan = Plan(entry)
    rows = drop_known(entry.rows)
    rows, plan.waiting = part(rows)
    plan.things = [one.object for one in serializers.deserialize("python", rows, ignorenonexistent=True)]
    root = plan.root
    if root is None:
        plan.blocks.append(gettext("Its type is not installed, or it is there already."))
        return plan
    pages = [one for one in plan.things if type(one) is Page]
    if pages:
        above = entry.left.get("above", [])
        found = Page.objects.in_bulk(above)
        plan.parent = next((found[pk] for pk in above if pk in found), None)
        plan.is_elsewhere = not above or plan.parent is None or plan.parent.pk != above[0]
        if plan.parent is None:
            plan.blocks.append(gettext("Nothing is left above it."))
            return plan
        top = min(pages, key=lambda page: len(page.path))
        siblings = set(plan.parent.get_children().values_list("slug", flat=True))
        if top.slug in siblings:
            plan.taken.append((top, "slug", top.slug, find_free(top.slug, siblings.__contains__)))
    check_unique(plan)
    return plan


def drop_known(rows: list) -> list:
    """Leave out what is there already, and what no app knows."""
    keys = defaultdict(list)
    for row in rows:
        keys[row["model"]].append(row["pk"])
    there = {}
    for label, pks in keys.items():
        try:
            there[label] = {str(pk) for pk in apps.get_model(label)._base_manager.in_bulk(pks)}
        except LookupError:
            there[label] = set(map(str, pks))
    return [row for row in rows if str(row["pk"]) not in there[row["model"]]]


def part(rows: list) -> tuple[list, list]:
    """(rows whose other ends are all there, those whose are not), as often as one that waits makes another wait."""
    waiting = []
    while True:
        own = {(get_base(apps.get_model(row["model"])), str(row["pk"])) for row in rows}
        wanted = defaultdict(set)
        for row in rows:
            for _name, model, value in get_links(row):
                if (get_base(model), str(value)) not in own:
                    wanted[model].add(value)
        missing = {
            (model, value)
            for model, values in wanted.items()
            for value in values - set(model._base_manager.filter(pk__in=values).values_list("pk", flat=True))
        }
        left = []
        for row in rows:
            lost = [name for name, model, value in get_links(row) if (model, value) in missing]
            required = [name for name in lost if not apps.get_model(row["model"])._meta.get_field(name).null]
            if required:
                waiting.append(row)
                continue
            if lost:
                # It comes back without this link, which is put back when its end is.
                waiting.append({**row, "only": lost})
                row = {**row, "fields": {**row["fields"], **dict.fromkeys(lost)}}
            left.append(row)
        if len(left) == len(rows) and not missing:
            return rows, waiting
        rows = left


def get_base(model: type) -> type:
    """The model that a key names: a page of any type is a page."""
    return model._meta.get_parent_list()[-1] if model._meta.parents else model


def get_links(row: dict):
    """(name, model, value) of each link of a serialised row."""
    model = apps.get_model(row["model"])
    for one in model._meta.local_fields:
        if one.remote_field and one.db_constraint and (value := row["fields"].get(one.name)) is not None:
            yield one.name, one.related_model, one.target_field.to_python(value)
    for parent, link in model._meta.parents.items():
        if link is not None and link.model is model:
            yield link.name, parent, link.target_field.to_python(row["pk"])


def check_unique(plan: Plan) -> None:
    """What has to be the only one of its kind, and is not any more."""
    for thing in list(plan.things):
        meta = thing._meta
        sets = [(one.name,) for one in meta.local_fields if one.unique and not one.primary_key]
        sets += meta.unique_together
        sets += [one.fields for one in meta.constraints if isinstance(one, models.UniqueConstraint) and one.fields]
        for names in sets:
            values = {name: getattr(thing, meta.get_field(name).attname) for name in names}
            if None in values.values() or not meta.model._base_manager.filter(**values).exists():
                continue
            name = next((name for name in names if isinstance(meta.get_field(name), models.CharField)), None)
            if thing is not plan.root and type(thing) is not Page:
                plan.things.remove(thing)
            elif name is None:
                plan.blocks.append(gettext("Another one has taken its place in this language: delete that one first."))
            else:
                others = meta.model._base_manager.filter(**{key: values[key] for key in names if key != name})
                free = find_free(values[name], lambda value, q=others, n=name: q.filter(**{n: value}).exists())
                plan.taken.append((thing, name, values[name], free))
            break


@transaction.atomic
def restore(entry: BinEntry, user):
    """Bring an entry of the bin back; returns the thing. What was taken gets what is free instead."""
    entry = BinEntry.objects.select_for_update().get(pk=entry.pk)
    plan = read(entry)
    if plan.blocks:
        raise ValueError(" ".join(plan.blocks))
    for thing, name, _value, free in plan.taken:
        setattr(thing, name, free)
    if plan.parent is not None:
        place(plan)
    insert(plan.things)
    owners = relink(entry.left["unlinked"])
    announce(plan, owners, user)
    bring_back(entry.left["withdrawn"], user)
    root = plan.root
    rest(entry, plan)
    return type(root)._base_manager.get(pk=root.pk)


def place(plan: Plan) -> None:
    """Give pages their places in the tree: their own, or the last under the parent when that is taken."""
    pages = sorted((one for one in plan.things if type(one) is Page), key=lambda page: page.path)
    top, parent = pages[0], plan.parent
    old, old_url = top.path, top.url_path
    new = old
    if old[: -Page.steplen] != parent.path or Page.objects.filter(path__startswith=old).exists():
        last = parent.get_last_child()
        new = last._inc_path() if last else Page._get_path(parent.path, parent.depth + 1, 1)
    url = parent.url_path + top.slug + "/"
    for page in pages:
        page.path = new + page.path[len(old) :]
        page.depth = len(page.path) // Page.steplen
        page.url_path = url + page.url_path[len(old_url) :]
    Page.objects.filter(pk=parent.pk).update(numchild=F("numchild") + 1)


def insert(things: list) -> None:
    for thing in things:
        models.Model.save_base(thing, raw=True, force_insert=True)


def relink(unlinked: list) -> list:
    """Put links of other things back, where nothing else was chosen since; returns these things."""
    owners = []
    for label, name, pk, value in unlinked:
        model = apps.get_model(label)
        if model._base_manager.filter(pk=pk, **{name: None}).update(**{name: value}):
            owners += model._base_manager.filter(pk=pk)
    return owners


def announce(plan: Plan, owners: list, user) -> None:
    """Tell the indexes, the search and the other rooms that these things are there."""
    roots = [one for one in plan.things if type(one) is Page] or [plan.root]
    things = [type(one)._base_manager.get(pk=one.pk) for one in roots]
    things = [one.specific if isinstance(one, Page) else one for one in things]
    for content_type, pk in plan.entry.left["referrers"]:
        if model := ContentType.objects.get_for_id(content_type).model_class():
            owners += model._base_manager.filter(pk=pk)
    for thing in [*things, *(one.specific if isinstance(one, Page) else one for one in owners)]:
        if ReferenceIndex.is_indexed(type(thing)):
            ReferenceIndex.create_or_update_for_object(thing)
        if hasattr(thing, "read_once"):
            thing.read_once({})
        post_save.send(type(thing), instance=thing, created=False, raw=False, update_fields=None, using="default")
    for thing in things:
        log(instance=thing, action="newsroom.restore", user=user)
        for step in steps[RESTORATION].values():
            step(thing)
        if isinstance(thing, Page) and thing.live:
            page_published.send(sender=type(thing), instance=thing, revision=thing.live_revision)


def rest(entry: BinEntry, plan: Plan) -> None:
    """Keep what waits for its other end, then see what waited for these."""
    if plan.waiting:
        entry.model, entry.rows, entry.left = "", plan.waiting, {"unlinked": [], "referrers": [], "withdrawn": []}
        entry.save()
    else:
        entry.delete()
    for other in BinEntry.objects.filter(model="").select_for_update():
        whole = [row for row in other.rows if "only" not in row]
        rows, waiting = part(drop_known(whole))
        things = [one.object for one in serializers.deserialize("python", rows, ignorenonexistent=True)]
        insert(things)
        links = [
            [row["model"], name, row["pk"], row["fields"][name]] for row in other.rows for name in row.get("only", [])
        ]
        there = [link for link in links if has_end(*link)]
        relink(there)
        other.rows = waiting + [
            row for row in other.rows if "only" in row and not any(row["pk"] == one[2] for one in there)
        ]
        other.save() if other.rows else other.delete()


def has_end(label: str, name: str, pk, value) -> bool:
    related = apps.get_model(label)._meta.get_field(name).related_model
    return related._base_manager.filter(pk=value).exists()


def empty(entry: BinEntry) -> None:
    """Let a thing go for good, with its files; nothing of it can be brought back."""
    names = [
        (one, row["fields"][one.name])
        for row in entry.rows
        for one in get_file_fields(row["model"])
        if row["fields"].get(one.name)
    ]
    entry.delete()
    for one, name in names:
        if not one.model._base_manager.filter(**{one.name: name}).exists():
            transaction.on_commit(lambda one=one, name=name: one.storage.delete(name))


def get_file_fields(label: str) -> list:
    try:
        return [one for one in apps.get_model(label)._meta.local_fields if isinstance(one, FileField)]
    except LookupError:
        return []
