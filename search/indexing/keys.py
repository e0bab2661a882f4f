"""What a task is about: one thing, or what many things depend on."""

from collections.abc import Iterable

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef, Q
from wagtail.documents import get_document_model
from wagtail.models import Collection, Page, ReferenceIndex

from content.models import ContentPage
from people.models import Organisation, Person
from sections.query import visible
from themes.models import Theme

from ..models import Family, SearchDocument

#: Things that have documents of their own.
FAMILIES = {
    Family.PAGE: Page,
    Family.PERSON: Person,
    Family.ORGANISATION: Organisation,
    Family.THEME: Theme,
}


def make_key(kind: str, *ids) -> str:
    """« page:12 », « used:7:12 »."""
    return ":".join(str(part) for part in (kind, *ids))


def parse_key(key: str) -> tuple[str, list[str]]:
    """The kind of a key and its identifiers."""
    kind, *ids = key.split(":")
    return kind, ids


def get_key_of(thing) -> str:
    """The key of a page, person, organisation or theme, or ""."""
    for family, model in FAMILIES.items():
        if isinstance(thing, model):
            return make_key(family, thing.pk)
    return ""


def get_siblings(thing) -> list[str]:
    """The keys of the other versions of a translated thing: what they are shown for depends on it."""
    family = next(family for family, model in FAMILIES.items() if isinstance(thing, model))
    rows = FAMILIES[family].objects.filter(translation_key=thing.translation_key).exclude(pk=thing.pk)
    return [make_key(family, pk) for pk in rows.values_list("pk", flat=True)]


def find_outdated(family: str, keys: Iterable[int], public: Iterable[int]) -> list[int]:
    """The documents of `keys` and their translations that stand for none of `public`."""
    translations = FAMILIES[family].objects.filter(pk__in=list(keys)).values("translation_key")
    documents = SearchDocument.objects.filter(
        Q(**{f"{family}__in": list(keys)}) | Q(**{f"{family}__translation_key__in": translations})
    )
    return list(documents.exclude(**{f"{family}__in": list(public)}).values_list("pk", flat=True))


def expand(key: str) -> list[str]:
    """The keys of the things whose documents say something of what `key` names."""
    kind, ids = parse_key(key)
    return EXPANSIONS[kind](*ids) if kind in EXPANSIONS else []


def _name_pages(queryset) -> list[str]:
    return [make_key(Family.PAGE, pk) for pk in queryset.order_by().values_list("pk", flat=True).distinct()]


def _expand_tree(page: str) -> list[str]:
    """A page and all the contents under it."""
    root = Page.objects.filter(pk=page).first()
    return _name_pages(ContentPage.objects.descendant_of(root, inclusive=True)) if root else []


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
    return list(dict.fromkeys([*_name_pages(contents.filter(~Exists(right))), *named]))


def _expand_person(pk: str) -> list[str]:
    return _name_pages(ContentPage.objects.filter(contributions__person=pk))


def _expand_organisation(pk: str) -> list[str]:
    people = Person.objects.filter(organisation=pk).values_list("pk", flat=True)
    pages = _name_pages(ContentPage.objects.filter(contributions__organisation=pk))
    return [*pages, *(make_key(Family.PERSON, person) for person in people)]


def _expand_theme(pk: str) -> list[str]:
    """The pages that have the theme or one under it, in any language, and the themes under it."""
    keys = Theme.objects.filter(pk=pk).values("translation_key")
    own = Q(themes__translation_key__in=keys) | Q(themes__parent__translation_key__in=keys)
    return [*_name_pages(ContentPage.objects.filter(own)), *_name_children(pk)]


def _name_children(pk: str) -> list[str]:
    children = Theme.objects.filter(parent=pk).values_list("pk", flat=True)
    return [make_key(Family.THEME, child) for child in children]


def _expand_keyword(pk: str) -> list[str]:
    return _name_pages(ContentPage.objects.filter(tagged_items__tag=pk))


def _expand_used(content_type: str, pk: str) -> list[str]:
    """The pages that refer to something of a register: a document, a place."""
    base = ContentType.objects.get_for_model(Page)
    pages = ReferenceIndex.objects.filter(base_content_type=base, to_content_type=content_type, to_object_id=pk)
    return [make_key(Family.PAGE, page) for page in pages.values_list("object_id", flat=True).distinct()]


def _expand_collection(pk: str) -> list[str]:
    """The pages that refer to the documents of a collection, whoever may open it now."""
    collection = Collection.objects.filter(pk=pk).first()
    if collection is None:
        return []
    documents = get_document_model().objects.filter(collection__path__startswith=collection.path)
    content_type = ContentType.objects.get_for_model(get_document_model()).pk
    return [key for document in documents for key in _expand_used(content_type, document.pk)]


EXPANSIONS = {
    "tree": _expand_tree,
    "moved": _expand_moved,
    "person": _expand_person,
    "organisation": _expand_organisation,
    "theme": _expand_theme,
    "keyword": _expand_keyword,
    "used": _expand_used,
    "collection": _expand_collection,
}
