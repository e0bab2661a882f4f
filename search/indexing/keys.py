"""What a task is about: one thing, or what many things depend on."""

from collections.abc import Iterable

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef
from django.db.models.functions import Left, Length
from wagtail.documents import get_document_model
from wagtail.models import Collection, Page, ReferenceIndex, TranslatableMixin, get_page_models

from content.models import ContentPage
from sections.naming import get_page_key
from sections.query import visible

from ..families import PAGE, SITE, find_site_pages, get_families, get_page_family, get_registers, get_uses
from ..models import SearchDocument
from .build import get_public
from .store import filter_things

#: The key of the entries that are public or not by what pages name.
NAMED = "named"


def make_key(kind: str, *ids) -> str:
    """« page:12 », « used:7:12 »."""
    return ":".join(str(part) for part in (kind, *ids))


def parse_key(key: str) -> tuple[str, list[str]]:
    """The kind of a key and its identifiers."""
    kind, *ids = key.split(":")
    return kind, ids


def get_key_of(thing) -> str:
    """The key of a page or of an entry of a register that the search finds, or ""."""
    family = get_family_of(thing)
    return make_key(family, thing.pk) if family else ""


def get_family_of(thing) -> str:
    """The family of a page or of an entry; "" for what the search does not find."""
    if isinstance(thing, Page):
        return get_page_family(thing)
    return next((family for family, model in get_registers().items() if isinstance(thing, model)), "")


def get_siblings(thing) -> list[str]:
    """The keys of the other versions of a translated thing: what they are shown for depends on it."""
    family = get_family_of(thing)
    rows = get_families()[family].objects.filter(translation_key=thing.translation_key).exclude(pk=thing.pk)
    return [make_key(family, pk) for pk in rows.values_list("pk", flat=True)]


def find_outdated(family: str, keys: Iterable[int], public: Iterable[int]) -> list[int]:
    """The documents of `keys` and their translations that stand for none of `public`."""
    model = get_families()[family]
    versions = model.objects.filter(
        translation_key__in=model.objects.filter(pk__in=list(keys)).values("translation_key")
    )
    documents = filter_things(family, list(keys)) | filter_things(family, versions.values("pk"))
    return list(documents.exclude(pk__in=filter_things(family, list(public))).values_list("pk", flat=True))


def expand(key: str) -> list[str]:
    """The keys of the things whose documents say something of what `key` names."""
    kind, ids = parse_key(key)
    if kind in get_registers():
        return find_users(get_registers()[kind], ids[0])
    return EXPANSIONS[kind](*ids) if kind in EXPANSIONS else []


def _name_pages(queryset) -> list[str]:
    return [make_key(PAGE, pk) for pk in queryset.order_by().values_list("pk", flat=True).distinct()]


def _expand_page(page: str) -> list[str]:
    """The content above a content, which shows its kind and date; the pages above that have passages of their own,
    an archive by year; its rows that are results.
    """
    models = [model for model in get_page_models() if hasattr(model, "get_search_passages")]
    models = [model for model in models if not issubclass(model, ContentPage)]
    under = Page.objects.filter(pk=page, path__startswith=OuterRef("path"))
    types = ContentType.objects.get_for_models(*models).values()
    above = Page.objects.filter(Exists(under), content_type__in=types)
    found = [make_key(SITE, pk) for pk in above.values_list("pk", flat=True)]
    parent = Page.objects.filter(pk=page).annotate(above=Left("path", Length("path") - Page.steplen)).values("above")
    found += _name_pages(ContentPage.objects.filter(path__in=parent))
    for family, model in get_registers().items():
        if owner := get_page_key(model):
            rows = model.objects.filter(**{owner.name: page})
            found += [make_key(family, pk) for pk in rows.values_list("pk", flat=True)]
    return found


def _expand_tree(page: str) -> list[str]:
    """A page and all the contents under it."""
    root = Page.objects.filter(pk=page).first()
    return [*_name_pages(ContentPage.objects.descendant_of(root, inclusive=True)), *_name_site(root)] if root else []


def _name_site(root: Page) -> list[str]:
    """The pages that are no contents, from `root` on."""
    pages = find_site_pages(Page.objects.descendant_of(root, inclusive=True))
    return [make_key(SITE, pk) for pk in pages.values_list("pk", flat=True)]


def _expand_moved(page: str) -> list[str]:
    """The contents under a page whose documents are not at its address, or have none, or have its title."""
    root = Page.objects.filter(pk=page).first()
    address = (root and root.get_url_parts() or (None, None, ""))[2] or ""
    if not address:
        return []
    contents = visible(ContentPage.objects.descendant_of(root))
    right = SearchDocument.objects.filter(page=OuterRef("pk"), url__startswith=address)
    is_content = ContentPage.objects.filter(pk=page).exists()
    named = _name_pages(ContentPage.objects.child_of(root)) if is_content else []
    return list(dict.fromkeys([*_name_pages(contents.filter(~Exists(right))), *named, *_name_site(root)]))


def find_users(model: type, pk) -> list[str]:
    """The keys of what tells of an entry of a register, whatever its language (`search_uses`)."""
    rows = model._default_manager.filter(pk=pk)
    if issubclass(model, TranslatableMixin):
        rows = model._default_manager.filter(translation_key__in=rows.values("translation_key"))
    lists = [page for page in get_page_models() if model._meta.label in getattr(page, "search_registers", ())]
    found = [make_key(SITE, page) for each in lists for page in each.objects.values_list("pk", flat=True)]
    for family, path in get_uses().get(model, ()):
        users = (ContentPage if family == PAGE else get_registers()[family]).objects.filter(
            **{f"{path}__in": rows.values("pk")}
        )
        found += [make_key(family, user) for user in users.order_by().values_list("pk", flat=True).distinct()]
    return list(dict.fromkeys(found))


def _expand_used(content_type: str, pk: str) -> list[str]:
    """What tells of something of a register, and the pages that refer to it: a keyword, a document, a place."""
    model = ContentType.objects.get_for_id(content_type).model_class()
    base = ContentType.objects.get_for_model(Page)
    pages = ReferenceIndex.objects.filter(base_content_type=base, to_content_type=content_type, to_object_id=pk)
    found = [make_key(PAGE, page) for page in pages.values_list("object_id", flat=True).distinct()]
    return list(dict.fromkeys([*found, *(find_users(model, pk) if model else ())]))


def _expand_named() -> list[str]:
    """The entries that became public or are no longer, by what pages name now."""
    found = []
    for family in get_registers():
        indexed = SearchDocument.objects.filter(family=family).values_list("entry_id", flat=True)
        found += [make_key(family, pk) for pk in set(get_public(family).values_list("pk", flat=True)) ^ set(indexed)]
    return found


def _expand_collection(pk: str) -> list[str]:
    """The pages that refer to the documents of a collection, whoever may open it now."""
    collection = Collection.objects.filter(pk=pk).first()
    if collection is None:
        return []
    documents = get_document_model().objects.filter(collection__path__startswith=collection.path)
    content_type = ContentType.objects.get_for_model(get_document_model()).pk
    return [key for document in documents for key in _expand_used(content_type, document.pk)]


EXPANSIONS = {
    PAGE: _expand_page,
    "tree": _expand_tree,
    "moved": _expand_moved,
    "used": _expand_used,
    NAMED: _expand_named,
    "collection": _expand_collection,
}
