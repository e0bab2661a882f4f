"""References to entries inside stored data: drafts and revisions, sources of translations."""

import json
from functools import cached_property

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, TextField
from django.db.models.functions import Cast
from modelcluster.models import get_all_child_relations
from wagtail.models import Page, Revision
from wagtail_localize.models import TranslationSource

#: Revisions read at a time.
CHUNK = 100


class Rewriter:
    """Replaces primary keys of `model` in stored data: `mapping` is {old: new}."""

    def __init__(self, model: type, mapping: dict[int, int]):
        self.model, self.mapping = model, mapping

    def is_target(self, model) -> bool:
        return isinstance(model, type) and issubclass(self.model, model) and model is not object

    def replace(self, value):
        """The new key for an old one, of the same type; anything else as it is."""
        try:
            new = self.mapping.get(int(value))
        except (TypeError, ValueError):
            return value
        return value if new is None else type(value)(new)

    def rewrite(self, model: type, data: dict) -> bool:
        """Change `data`, which modelcluster made of an instance of `model`; return whether it did."""
        before = json.dumps(data, sort_keys=True, default=str)
        self._rewrite(model, data)
        return json.dumps(data, sort_keys=True, default=str) != before

    def _rewrite(self, model: type, data: dict) -> None:
        for field in model._meta.get_fields():
            name = field.name
            if not getattr(field, "concrete", False) or data.get(name) in (None, "", []):
                continue
            if field.is_relation and self.is_target(field.related_model):
                if field.many_to_many:
                    data[name] = list(dict.fromkeys(self.replace(key) for key in data[name]))
                else:
                    data[name] = self.replace(data[name])
        for relation in get_all_child_relations(model):
            name = relation.get_accessor_name()
            children = data.get(name)
            if not isinstance(children, list):
                continue
            before = [dict(child) for child in children]
            for child in children:
                self._rewrite(relation.related_model, child)
            if children != before:
                data[name] = drop_doubles(relation, before, children)

    @cached_property
    def digits(self) -> Q:
        """Stored texts that may hold one of the old keys."""
        return Q(*[Q(stored__contains=str(old)) for old in self.mapping], _connector=Q.OR)

    def rewrite_revisions(self) -> int:
        """Rewrite drafts and earlier revisions of everything; return how many changed.

        A revision that named a deleted entry could not be opened any more.
        """
        count = 0
        for model, content_types in group_content_types(Revision).items():
            rows = Revision.objects.filter(content_type__in=content_types)
            rows = rows.annotate(stored=Cast("content", TextField())).filter(self.digits)
            for pk, content in rows.values_list("pk", "content").iterator(chunk_size=CHUNK):
                if self.rewrite(model, content):
                    Revision.objects.filter(pk=pk).update(content=content)
                    count += 1
        return count

    def rewrite_translation_sources(self) -> int:
        """The same for what wagtail-localize keeps of the originals of translations."""
        count = 0
        rows = TranslationSource.objects.annotate(stored=Cast("content_json", TextField())).filter(self.digits)
        for source in rows.select_related("specific_content_type").iterator(chunk_size=CHUNK):
            model = source.specific_content_type.model_class()
            data = json.loads(source.content_json)
            if model and self.rewrite(model, data):
                TranslationSource.objects.filter(pk=source.pk).update(content_json=json.dumps(data))
                count += 1
        return count


def save_fields(instance, names: list[str]) -> None:
    """Save some fields, so that indexes follow; a page that would no longer be valid is saved all the same."""
    if isinstance(instance, Page):
        instance.save(clean=False, update_fields=names)
    else:
        instance.save(update_fields=names)


def group_content_types(model: type) -> dict[type, list[int]]:
    """model → the content types under which rows of `model` keep its instances."""
    found: dict[type, list[int]] = {}
    for pk in model.objects.order_by().values_list("content_type", flat=True).distinct():
        if owner := ContentType.objects.get_for_id(pk).model_class():
            found.setdefault(owner, []).append(pk)
    return found


def drop_doubles(relation, before: list[dict], children: list[dict]) -> list[dict]:
    """Children of one parent, without those that have become the same as another; what only they said is kept."""
    model = relation.related_model
    identity = getattr(model, "merge_identity", None)
    if not identity:
        return children
    # Which entry a row points to counts too: the author of a page may be a person or an organisation.
    names = {*identity} | {f.name for f in model._meta.concrete_fields if f.many_to_one and f.name != "locale"}
    names = sorted(names - {relation.field.name})

    def key(child: dict) -> str:
        return json.dumps([child.get(name) for name in names], default=str)

    kept = {key(child): child for old, child in zip(before, children, strict=True) if old == child}
    result = []
    for old, child in zip(before, children, strict=True):
        same = kept.setdefault(key(child), child)
        if old != child and same is not child:
            for name, value in child.items():
                if same.get(name) in ("", None) and name not in ("pk", *names):
                    same[name] = value
        else:
            result.append(child)
    return result
