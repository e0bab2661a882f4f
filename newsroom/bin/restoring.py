"""Bringing back from the bin: the same rows under the same keys, at the same address unless it was taken.

Rows and links whose other end is in the bin too, or gone, wait for it (`BinEntry` without a model): whatever is
restored afterwards takes them along. Emptying the bin takes the files.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from django.contrib.contenttypes.models import ContentType
from django.core import serializers
from django.db import models, transaction
from django.db.models import F, FileField
from django.db.models.signals import post_save
from django.utils.translation import gettext
from wagtail.log_actions import log
from wagtail.models import Page, ReferenceIndex
from wagtail.signal_handlers import disable_reference_index_auto_update
from wagtail.signals import page_published

from accounts.audit import forget_name
from content.identifiers import get_model
from registers.names import find_free
from sections.approved import Refusal
from sections.following import RESTORATION, steps

from .models import BinEntry
from .withdrawing import bring_back


@dataclass
class Plan:
    """What a restoration would do: shown before, then done."""

    entry: BinEntry
    #: Rows to write, in the order in which they were kept; the thing itself is one of them.
    things: list
    root: models.Model | None
    #: Rows and links ([label, field, key, value]) whose other end is missing: they wait.
    waiting: list
    links: list
    #: The page under which a page comes back; another when its own is gone.
    parent: Page | None = None
    is_elsewhere: bool = False
    #: (thing, name of a field, what it was, what is free): an address or a name that was taken.
    taken: list = field(default_factory=list)
    #: What makes it impossible, in words.
    blocks: list[str] = field(default_factory=list)

    @property
    def pages(self) -> list[Page]:
        return sorted((one for one in self.things if type(one) is Page), key=lambda page: page.path)


def read(entry: BinEntry) -> Plan:
    """See what comes back, what was taken meanwhile, and what is missing."""
    things, waiting, links = part(entry.rows)
    root = next((one for one in things if one._meta.label == entry.model and str(one.pk) == entry.key), None)
    plan = Plan(entry, things, root, waiting, links)
    if root is None:
        plan.blocks.append(gettext("Its type is not installed, or it is there already."))
    elif pages := plan.pages:
        above = entry.left.get("above", [])
        found = Page.objects.in_bulk(above)
        plan.parent = next((found[pk] for pk in above if pk in found), None)
        plan.is_elsewhere = not above or plan.parent is None or plan.parent.pk != above[0]
        if plan.parent is None:
            plan.blocks.append(gettext("Nothing is left above it."))
            return plan
        slug, siblings = pages[0].slug, set(plan.parent.get_children().values_list("slug", flat=True))
        if slug in siblings:
            plan.taken.append((pages[0], "slug", slug, find_free(slug, siblings.__contains__)))
    check_unique(plan)
    return plan


def part(rows: list) -> tuple[list, list, list]:
    """(things to write, rows that wait, links that wait): what is there already, or no app knows, is left out.

    A row that cannot be without a link waits for its other end, and makes wait what needs it.
    """
    keys = defaultdict(list)
    for row in rows:
        keys[row["model"]].append(row["pk"])
    known = {label: model for label in keys if (model := get_model(label))}
    there = {label: set(map(str, find(model, keys[label]))) for label, model in known.items()}
    rows = [row for row in rows if row["model"] in known and str(row["pk"]) not in there[row["model"]]]
    waiting, links, count = [], [], -1
    while count != len(rows):
        count = len(rows)
        own = {(get_base(known[row["model"]]), str(row["pk"])) for row in rows}
        wanted = defaultdict(set)
        for row in rows:
            for _one, model, value in get_links(row):
                if (get_base(model), str(value)) not in own:
                    wanted[model].add(value)
        missing = {(model, value) for model, values in wanted.items() for value in values - find(model, values)}
        left = []
        for row in rows:
            lost = [(one, value) for one, model, value in get_links(row) if (model, value) in missing]
            if all(one.null for one, _value in lost):
                # It comes back without these links, which are put back when their ends are.
                links += [[row["model"], one.name, row["pk"], row["fields"][one.name]] for one, _value in lost]
                left.append({**row, "fields": row["fields"] | {one.name: None for one, _value in lost}})
            else:
                waiting.append(row)
        rows = left
    things = serializers.deserialize("python", rows, ignorenonexistent=True)
    return [one.object for one in things], waiting, links


def find(model: type, keys) -> set:
    """Those of these keys that are there."""
    return set(model._base_manager.filter(pk__in=keys).values_list("pk", flat=True))


def get_base(model: type) -> type:
    """The model that a key names: a page of any type is a page."""
    return model._meta.get_parent_list()[-1] if model._meta.parents else model


def get_links(row: dict):
    """(field, model, value) of each link of a serialised row."""
    meta = get_model(row["model"])._meta
    for one in meta.local_fields:
        if one.remote_field and one.db_constraint and (value := row["fields"].get(one.name)) is not None:
            yield one, one.related_model, one.target_field.to_python(value)
    for parent, link in meta.parents.items():
        if link is not None and link.model is meta.model:
            yield link, parent, link.target_field.to_python(row["pk"])


def check_unique(plan: Plan) -> None:
    """What has to be the only one of its kind, and is not any more: a query for each model and each rule.

    What belongs to a thing is left out then; the thing itself, or a page, gets another name, if it has one.
    """
    groups = defaultdict(list)
    for thing in plan.things:
        groups[thing._meta].append(thing)
    for meta, things in groups.items():
        rules = [(one.name,) for one in meta.local_fields if one.unique and not one.primary_key]
        rules += meta.unique_together
        rules += [one.fields for one in meta.constraints if isinstance(one, models.UniqueConstraint) and one.fields]
        for fields in ([meta.get_field(name) for name in names] for names in rules):
            values = {thing: tuple(getattr(thing, one.attname) for one in fields) for thing in things}
            same = {f"{one.attname}__in": set(found) for one, *found in zip(fields, *values.values(), strict=True)}
            taken = set(meta.model._base_manager.filter(**same).values_list(*(one.attname for one in fields)))
            for thing in (thing for thing, found in values.items() if None not in found and found in taken):
                name = next((one.name for one in fields if isinstance(one, models.CharField)), None)
                if thing is not plan.root and type(thing) is not Page:
                    plan.things = [one for one in plan.things if one is not thing]
                elif name is None:
                    text = gettext("Another one has taken its place in this language: delete that one first.")
                    plan.blocks.append(text)
                else:
                    rest = {one.attname: getattr(thing, one.attname) for one in fields if one.name != name}
                    others = set(meta.model._base_manager.filter(**rest).values_list(name, flat=True))
                    value = getattr(thing, name)
                    plan.taken.append((thing, name, value, find_free(value, others.__contains__)))


def restore(entry: BinEntry, user):
    """Bring an entry of the bin back; returns the thing. What was taken gets what is free instead. Raises `Refusal`."""
    plans, refused = restore_all([entry], user)
    if not plans:
        raise Refusal(None, refused[0][1] if refused else gettext("Its type is not installed, or it is there already."))
    return load([(type(plans[0].root), plans[0].root.pk)])[0]


@transaction.atomic
def restore_all(entries: list[BinEntry], user) -> tuple[list[Plan], list[tuple[BinEntry, str]]]:
    """Bring entries back together, in this order; returns also those that cannot come back, and why.

    Rows that need what comes later wait until the end; indexes are told once.
    """
    plans, refused = [], []
    kept = BinEntry.objects.select_for_update().in_bulk([entry.pk for entry in entries])
    for entry in filter(None, map(kept.get, [entry.pk for entry in entries])):
        plan = read(entry)
        if plan.blocks:
            refused.append((entry, " ".join(plan.blocks)))
            continue
        for thing, name, _value, free in plan.taken:
            setattr(thing, name, free)
        if plan.parent is not None:
            place(plan)
        insert(plan.things)
        plan.links += entry.left["unlinked"]
        plans.append(plan)
    owners = [one for plan in plans for one in relink(plan)]
    announce(plans, owners, user)
    bring_back([state for plan in plans for state in plan.entry.left["withdrawn"]], user)
    for plan in plans:
        settle(plan)
    late = []
    for other in BinEntry.objects.filter(model="").select_for_update() if plans else ():
        things, waiting, links = part(other.rows)
        insert(things)
        plan = Plan(other, things, None, waiting, links + other.left["unlinked"])
        late += [*relink(plan), *name_indexed(things)]
        settle(plan)
    announce([], late, user)
    return plans, refused


def place(plan: Plan) -> None:
    """Give pages their places in the tree: their own, or the last under the parent when that is taken."""
    pages, parent = plan.pages, plan.parent
    old, old_url = pages[0].path, pages[0].url_path
    new = old
    if old[: -Page.steplen] != parent.path or Page.objects.filter(path__startswith=old).exists():
        last = parent.get_last_child()
        new = last._inc_path() if last else Page._get_path(parent.path, parent.depth + 1, 1)
    url = parent.url_path + pages[0].slug + "/"
    for page in pages:
        page.path = new + page.path[len(old) :]
        page.depth = len(page.path) // Page.steplen
        page.url_path = url + page.url_path[len(old_url) :]
    Page.objects.filter(pk=parent.pk).update(numchild=F("numchild") + 1)


def insert(things: list) -> None:
    for thing in things:
        models.Model.save_base(thing, raw=True, force_insert=True)


def relink(plan: Plan) -> list:
    """Put links back where nothing else was chosen since; returns what has them, and leaves those whose end is missing."""
    owners, missing = [], []
    for label, name, pk, value in plan.links:
        if not (model := get_model(label)):
            continue
        if not find(model._meta.get_field(name).related_model, [value]):
            missing.append([label, name, pk, value])
        elif model._base_manager.filter(pk=pk, **{name: None}).update(**{name: value}):
            owners.append((model, pk))
    plan.links = missing
    return owners


def load(keys: list) -> list:
    """Things by (model, key), of their own types: as many queries for 30 as for 3."""
    groups = defaultdict(set)
    for model, pk in keys:
        groups[Page if issubclass(model, Page) else model].add(pk)
    pages = Page.objects.filter(pk__in=groups.pop(Page, ())).specific()
    return [*pages, *(one for model, pks in groups.items() for one in model._base_manager.filter(pk__in=pks))]


def name_indexed(things: list) -> set:
    """(model, key) of those whose references are noted: what goes with a thing may have its own."""
    found = [one for one in things if ReferenceIndex.is_indexed(type(one))]
    return {(Page if isinstance(one, Page) else type(one), one.pk) for one in found}


def announce(plans: list[Plan], owners: list, user) -> None:
    """Tell the indexes, the search and the other rooms that these things are there."""
    keys = [(type(one), one.pk) for plan in plans for one in plan.pages or [plan.root]]
    things = load(keys)
    referrers = {tuple(one) for plan in plans for one in plan.entry.left["referrers"]}
    owners += [(model, pk) for one, pk in referrers if (model := ContentType.objects.get_for_id(one).model_class())]
    with_them = name_indexed([one for plan in plans for one in plan.things]) - set(keys)
    with disable_reference_index_auto_update():
        for thing in [*things, *load([*owners, *with_them])]:
            if hasattr(thing, "read_once"):
                thing.read_once({})
            elif ReferenceIndex.is_indexed(type(thing)):
                ReferenceIndex.create_or_update_for_object(thing)
            post_save.send(type(thing), instance=thing, created=False, raw=False, update_fields=None, using="default")
    for thing in things:
        log(instance=thing, action="newsroom.restore", user=user)
        for step in steps[RESTORATION].values():
            step(thing)
        if isinstance(thing, Page) and thing.live:
            page_published.send(sender=type(thing), instance=thing, revision=thing.live_revision)


def settle(plan: Plan) -> None:
    """Keep what waits for its other end."""
    entry = plan.entry
    if plan.waiting or plan.links:
        entry.model, entry.rows = "", plan.waiting
        entry.left = {"unlinked": plan.links, "referrers": [], "withdrawn": []}
        entry.save()
    else:
        entry.delete()


def empty(entry: BinEntry) -> None:
    """Let a thing go for good, with its files and its name in the logs; nothing of it can be brought back."""
    root = get_model(entry.model) if entry.model else None
    if root and not issubclass(root, Page):
        forget_name(root(pk=entry.key))
    names = [
        (one, row["fields"][one.name])
        for row in entry.rows
        if (model := get_model(row["model"]))
        for one in model._meta.local_fields
        if isinstance(one, FileField) and row["fields"].get(one.name)
    ]
    entry.delete()
    for one, name in names:
        if not one.model._base_manager.filter(**{one.name: name}).exists():
            transaction.on_commit(lambda one=one, name=name: one.storage.delete(name))
