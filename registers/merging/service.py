"""Merging two entries of a register: one is kept, and everything that pointed to the other points to it."""

import dataclasses
from collections import Counter

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from modelcluster.fields import ParentalKey
from wagtail.log_actions import log
from wagtail.models import TranslatableMixin
from wagtail_localize.models import RelatedObjectSegment, TranslatableObject

from sections.approved import has_draft, keep_versions

from ..models import DistinctPair, MergedEntry, entries_merged, get_key
from .fields import get_state, get_synchronised, take_values
from .relations import get_relations
from .rewriting import Rewriter, save_fields


class MergeRefused(Exception):
    """The merge cannot be done, and nothing was written; the message is for the reader."""


@dataclasses.dataclass
class Merged:
    """What a merge did: rows moved and doubles dropped, by model; stored data rewritten."""

    moved: Counter = dataclasses.field(default_factory=Counter)
    dropped: Counter = dataclasses.field(default_factory=Counter)
    revisions: int = 0


def merge(kept, other, choices: dict[str, str] | None = None, user=None, states: tuple[str, str] | None = None):
    """Merge `other` into `kept`, with all their translations; return (the kept entry, what was done).

    `choices` is {field name: "kept" or "other"}; `states` are the fingerprints of both entries as
    they were shown. One transaction. Raises MergeRefused.
    """
    try:
        check_merge(kept, other)
        with transaction.atomic():
            return _merge(type(kept), kept.pk, other.pk, choices or {}, user, states)
    except ValidationError as error:
        raise MergeRefused(" ".join(error.messages)) from error
    except IntegrityError as error:
        raise MergeRefused(_("The database refused it: another entry may have the same address.")) from error


def check_merge(kept, other, states: tuple[str, str] | None = None) -> None:
    """Raise MergeRefused when two entries cannot be merged now."""
    if get_key(kept) == get_key(other) or type(kept) is not type(other):
        raise MergeRefused(_("These are one entry in two languages, or not of one register."))
    if states and tuple(states) != (get_state(kept), get_state(other)):
        raise MergeRefused(_("One of these entries changed since it was shown: look again, then confirm."))
    if isinstance(kept, TranslatableMixin) and kept.locale_id != other.locale_id:
        raise MergeRefused(_("Choose two entries of the same language."))
    if waiting := [str(entry) for entry in (kept, other) if has_draft(entry)]:
        message = _("A draft waits: have it approved, or go back to the version that is online, first (%(names)s).")
        raise MergeRefused(message % {"names": ", ".join(waiting)})


def _merge(model: type, kept_pk: int, other_pk: int, choices: dict, user, states):
    locked = model._default_manager.select_for_update().in_bulk([kept_pk, other_pk])
    if len(locked) < 2:
        raise MergeRefused(_("One of these entries is no longer there."))
    kept, other = locked[kept_pk], locked[other_pk]
    check_merge(kept, other, states)
    kept_rows, other_rows = get_versions(kept), get_versions(other)
    keep_versions(model, [row.pk for row in (*kept_rows.values(), *other_rows.values())])
    kept_rows, other_rows = get_versions(kept), get_versions(other)
    kept = kept_rows.get(getattr(kept, "locale_id", None), kept)
    pairs = [(kept_rows[locale], row) for locale, row in other_rows.items() if locale in kept_rows]
    moving = [row for locale, row in other_rows.items() if locale not in kept_rows]
    done = Merged()
    mapping = {absorbed.pk: target.pk for target, absorbed in pairs}
    move_parents(model, pairs)
    for relation in get_relations(model):
        for absorbed, target in mapping.items():
            move_rows(relation, absorbed, target, done)
    rewriter = Rewriter(model, mapping)
    done.revisions = rewriter.rewrite_revisions()
    rewriter.rewrite_translation_sources()
    move_translation_links(kept, other)
    kept_key, other_key, name = get_key(kept), get_key(other), str(other)
    remember(model, kept, other_rows.values(), user)
    entries_merged.send(sender=model, kept_key=kept_key, absorbed_key=other_key)
    changes = {}
    for target, absorbed in pairs:
        found = take_values(target, absorbed, choices, as_chosen=target.pk == kept_pk)
        if target.pk == kept.pk:
            kept, changes = target, found
        log(instance=absorbed, action="wagtail.delete", user=user)
        absorbed = model._default_manager.get(pk=absorbed.pk)
        # The last guard: nothing may be lost with an entry that something still points to.
        for relation in get_relations(model):
            if relation.model._base_manager.filter(**{relation.field.attname: absorbed.pk}):
                raise MergeRefused(_("Something still points to the entry: %(what)s.") % {"what": relation})
        absorbed.delete()
    for row in moving:
        # The kept entry had none in its language.
        row.translation_key, row.slug, row.reference = kept.translation_key, kept.slug, kept.reference
        share(kept, row)
        row.save()
    for target, _absorbed in pairs:
        share(kept, target)
        target.full_clean()
        target.save()
    complete_children(kept)
    keep_versions(model, [row.pk for row in get_versions(kept).values()], user)
    data = {"other": name, "other_pk": other_pk, "changes": changes, **vars(done)}
    log(instance=kept, action="registers.merge", user=user, content_changed=True, data=data)
    return kept, done


def get_versions(entry) -> dict:
    """locale pk → the entry in that language; None → the entry, when it has none."""
    if not isinstance(entry, TranslatableMixin):
        return {None: entry}
    rows = type(entry)._default_manager.filter(translation_key=entry.translation_key)
    return {row.locale_id: row for row in rows.select_for_update()}


def move_parents(model: type, pairs: list) -> None:
    """Let no tree of the register turn in circles: what stood under the other stands under the kept one."""
    for field in model._meta.concrete_fields:
        if field.related_model is not model or not field.many_to_one:
            continue
        for target, absorbed in pairs:
            above, seen = target, set()
            while above is not None and above.pk not in seen:
                seen.add(above.pk)
                parent = getattr(above, field.name)
                if parent is not None and parent.pk == absorbed.pk:
                    # The kept one is under the other: it takes its place.
                    higher = getattr(absorbed, field.attname)
                    setattr(target, field.attname, None if higher == target.pk else higher)
                    save_fields(target, [field.name])
                    break
                above = parent
            if getattr(absorbed, field.attname) == target.pk:
                setattr(absorbed, field.attname, getattr(target, field.attname))
                save_fields(absorbed, [field.name])


def move_rows(relation, absorbed: int, target: int, done: Merged) -> None:
    """Have the rows of one relation point to the kept entry; a row that it has already is dropped."""
    manager, name, label = relation.model._base_manager, relation.field.attname, relation.model._meta.label
    for row in manager.filter(**{name: absorbed}).order_by("pk"):
        if is_own_link(relation, row, target):
            row.delete()
            continue
        same = find_same(relation, row, target)
        if same is not None:
            fill_blanks(same, row)
            row.delete()
            done.dropped[label] += 1
            continue
        setattr(row, name, target)
        if relation.is_automatic:
            manager.filter(pk=row.pk).update(**{name: target})
        else:
            save_fields(row, [relation.field.name])
        done.moved[label] += 1


def is_own_link(relation, row, target: int) -> bool:
    """Whether the row would link the kept entry to itself."""
    if not relation.is_automatic:
        return False
    others = [f for f in relation.model._meta.concrete_fields if f.is_relation and f.name != relation.field.name]
    register = relation.field.related_model
    return any(f.related_model is register and getattr(row, f.attname) == target for f in others)


def find_same(relation, row, target: int):
    """The row that says the same of the kept entry, or None."""
    if relation.identity is None:
        return None
    fields = [relation.model._meta.get_field(name) for name in relation.identity]
    same = Q(**{relation.field.attname: target})
    for field in fields:
        if field.name != relation.field.name:
            value = getattr(row, field.attname)
            same &= Q(**{f"{field.name}__isnull": True}) if value is None else Q(**{field.attname: value})
    return relation.model._base_manager.filter(same).exclude(pk=row.pk).first()


def fill_blanks(kept, dropped) -> None:
    """Keep what only the dropped row says."""
    names = []
    for field in kept._meta.concrete_fields:
        if field.editable and not field.is_relation and not field.primary_key:
            if getattr(kept, field.name) in ("", None) and getattr(dropped, field.name) not in ("", None):
                setattr(kept, field.name, getattr(dropped, field.name))
                names.append(field.name)
    if names:
        save_fields(kept, names)


def move_translation_links(kept, other) -> None:
    """Translations of pages that refer to the other refer to the kept one."""
    if not isinstance(kept, TranslatableMixin):
        return
    segments = RelatedObjectSegment.objects.filter(object=other.translation_key)
    if segments.exists():
        thing, _created = TranslatableObject.objects.get_or_create_from_instance(kept)
        segments.update(object=thing)


def remember(model: type, kept, absorbed, user) -> None:
    """Promise the addresses of the absorbed entries to the kept one, for ever."""
    label, key = model._meta.label, get_key(kept)
    author = user if user is not None and user.pk else None
    for row in absorbed:
        MergedEntry.objects.filter(model=label, target=get_key(row)).update(target=key)
        slug = getattr(row, "slug", "")
        if slug and slug != getattr(kept, "slug", ""):
            defaults = {"target": key, "name": str(row)[:255], "user": author}
            MergedEntry.objects.update_or_create(model=label, slug=slug, defaults=defaults)
        for pair in DistinctPair.objects.filter(Q(first=get_key(row)) | Q(second=get_key(row)), model=label):
            others = {pair.first, pair.second} - {get_key(row), key}
            pair.delete()
            if others:
                first, second = sorted((key, others.pop()))
                DistinctPair.objects.get_or_create(
                    model=label, first=first, second=second, defaults={"user": pair.user}
                )


def share(source, row) -> None:
    """Give a translation the values that all translations share."""
    if row.pk != source.pk:
        for name in get_synchronised(type(source)):
            field = source._meta.get_field(name)
            setattr(row, field.attname, getattr(source, field.attname))


def complete_children(entry) -> None:
    """Give each translation of an entry the translatable rows that belong to the others (mandates)."""
    if not isinstance(entry, TranslatableMixin):
        return
    versions = list(get_versions(entry).values())
    for relation in type(entry)._meta.related_objects:
        child = relation.related_model
        if not isinstance(relation.field, ParentalKey) or not issubclass(child, TranslatableMixin):
            continue
        rows = list(child._default_manager.filter(**{f"{relation.field.name}__in": versions}))
        known = {(row.translation_key, row.locale_id) for row in rows}
        for version in versions:
            for row in rows:
                if (row.translation_key, version.locale_id) not in known:
                    known.add((row.translation_key, version.locale_id))
                    copy = row.copy_for_translation(version.locale)
                    setattr(copy, relation.field.name, version)
                    copy.save()
