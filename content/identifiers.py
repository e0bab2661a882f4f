"""Reading and writing permanent identifiers."""

from django.apps import apps
from django.conf import settings
from django.db.models import Exists
from django.db.models.functions import Length
from modelcluster.fields import ParentalKey
from modelcluster.models import get_all_child_relations
from wagtail.models import Page

from registers.models import get_key
from registers.names import find_free
from sections.locales import get_language_of
from sections.naming import NamedByPages, get_page_key, public
from sections.query import get_restrictions, visible

from .models import ContentPage, LastPath, PermanentIdentifier


def get_target_model(instance) -> type:
    """The model that an identifier names: for any page type, the page that they all are."""
    return ContentPage if isinstance(instance, ContentPage) else type(instance)


def record_identifier(instance) -> None:
    """Give `instance` (a `Referenced`) its identifier; it keeps those that it had before.

    Proposes a reference when it has none. Raises `IntegrityError` when another thing has it.
    """
    model = get_target_model(instance)
    label, key = model._meta.label, get_key(instance)
    others = PermanentIdentifier.objects.exclude(model=label, key=key)
    # A row that was copied with its page is another thing than the one it was copied from.
    is_row = any(isinstance(field, ParentalKey) for field in model._meta.concrete_fields)
    if not instance.reference or (is_row and others.filter(value=instance.reference).exists()):
        # With a number when another thing was given it: two people have one name.
        instance.reference = find_free(instance.propose_reference(), lambda value: others.filter(value=value).exists())
        model.objects.filter(pk=instance.pk).update(reference=instance.reference)
    # An entry that only pages make public may never be.
    is_public = getattr(instance, "live", not isinstance(instance, NamedByPages))
    named = {"value": instance.reference, "model": label, "key": key}
    # A page that was checked to be saved knows it; only for this save.
    identifier = vars(instance).pop("checked_identifier", None)
    if identifier is None or {name: getattr(identifier, name) for name in named} != named:
        identifier = PermanentIdentifier.objects.filter(**named).first()
    if identifier is None:
        PermanentIdentifier.objects.create(**named, was_public=is_public)
    elif is_public and not identifier.was_public:
        identifier.was_public = True
        identifier.save(update_fields=["was_public"])


def name_rows(page) -> None:
    """Give the rows of a page that have addresses of their own theirs, kept by translation key: few queries for all."""
    for relation in get_all_child_relations(page):
        model = relation.related_model
        if not get_page_key(model):
            continue
        rows = list(getattr(page, relation.get_accessor_name()).all())
        own = PermanentIdentifier.objects.filter(model=model._meta.label, key__in=[get_key(row) for row in rows])
        taken = PermanentIdentifier.objects.filter(value__startswith=page.reference[:90]).values_list(
            "value", flat=True
        )
        known, taken, new = dict(own.values_list("key", "value")), set(taken if rows else ()), []
        for row in rows:
            key = get_key(row)
            if key not in known:
                known[key] = find_free(row.propose_reference(), taken.__contains__)
                taken.add(known[key])
                new.append(PermanentIdentifier(value=known[key], model=model._meta.label, key=key))
            row.reference = known[key]
        PermanentIdentifier.objects.bulk_create(new)
        model.objects.bulk_update(rows, ["reference"])
        if rows and visible(ContentPage.objects.filter(pk=page.pk)).exists():
            own.filter(was_public=False).update(was_public=True)


def hand_over(label: str, old_key: str, new_key: str) -> None:
    """Have the identifiers of a thing of the model `label` lead to another one."""
    PermanentIdentifier.objects.filter(model=label, key=old_key).update(key=new_key)


def record_last_path(page: ContentPage) -> None:
    """Remember where the public last found `page`, and that it changed now: that address answers 410 once it is gone."""
    parts = page.get_url_parts()
    path, language = parts[2] if parts else "", get_language_of(page)
    identifier = PermanentIdentifier.objects.filter(
        model=ContentPage._meta.label, key=str(page.translation_key), value=page.reference
    ).first()
    if not path or identifier is None:
        return
    LastPath.objects.bulk_create(
        [LastPath(identifier=identifier, language=language, path=path)],
        update_conflicts=True,
        unique_fields=["identifier", "language"],
        update_fields=["path", "changed_at"],
    )
    if not identifier.was_public:
        identifier.was_public = True
        identifier.save(update_fields=["was_public"])


def make_name(reference: str, language: str) -> str:
    """« le-rapport », « en/le-rapport »: a thing in one language, where it is named out of an address."""
    return reference if language == settings.LANGUAGE_CODE else f"{language}/{reference}"


def find_named(name: str) -> tuple[PermanentIdentifier | None, str]:
    """What `make_name` named: (its identifier or None, the language)."""
    language, _slash, reference = name.rpartition("/")
    identifier = PermanentIdentifier.objects.filter(value=reference.replace("\x00", "")).first()
    return identifier, language or settings.LANGUAGE_CODE


def get_model(label: str) -> type | None:
    """None for the model of an app that was taken out."""
    try:
        return apps.get_model(label)
    except LookupError:
        return None


def is_translated(model: type) -> bool:
    """Whether the key of an identifier is the one that the translations of a row share; else the row's own."""
    return any(field.name == "translation_key" for field in model._meta.get_fields())


def get_targets(identifier: PermanentIdentifier) -> list:
    """Everything the identifier leads to: one object for each language; none when it is gone."""
    if not (model := get_model(identifier.model)):
        return []
    if not is_translated(model):
        return list(public(model.objects.filter(pk=identifier.key)))
    queryset = model.objects.filter(translation_key=identifier.key).select_related("locale")
    return list(visible(queryset) if issubclass(model, Page) else public(queryset))


def is_restricted(identifier: PermanentIdentifier) -> bool:
    """Whether the target is online for some readers only: the public is told nothing of it."""
    model, pages = get_model(identifier.model), ContentPage.objects.filter(live=True)
    if model is ContentPage:
        pages = pages.filter(translation_key=identifier.key)
    elif model and (owner := get_page_key(model)):
        pages = pages.filter(pk__in=model.objects.filter(translation_key=identifier.key).values(owner.name))
    else:
        return False
    return pages.filter(Exists(get_restrictions())).exists()


def is_gone(path: str) -> bool:
    """Whether `path` was the address of a page that the public can no longer see, or stands under it."""
    ends = [number for number, sign in enumerate(path, 1) if sign == "/"][-4:]
    found = LastPath.objects.filter(path__in=[path[:end] for end in ends] + [path])
    last = found.order_by(Length("path").desc()).select_related("identifier").first()
    return (
        last is not None
        and not ContentPage.objects.filter(
            translation_key=last.identifier.key, live=True, locale__language_code=last.language
        ).exists()
    )
