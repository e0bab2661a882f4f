"""The key of an entry: what its translations share, else its primary key."""

from wagtail.models import TranslatableMixin


def get_key(entry) -> str:
    return str(entry.translation_key if isinstance(entry, TranslatableMixin) else entry.pk)


def find_by_key(model: type, key: str) -> list:
    """The entries of a key: one for each language; none when they are gone."""
    name = "translation_key" if issubclass(model, TranslatableMixin) else "pk"
    return list(model._default_manager.filter(**{name: key}))
