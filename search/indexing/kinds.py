"""The names of kinds, asked of those who have them."""

from ..models import Family


def get_kind_labels() -> dict[str, str]:
    """Code → name in the active language, in the order of the sections, then the registers."""
    from sections.registry import get_sections

    found = {}
    for section in get_sections():
        for model in section.page_classes:
            for code, label in model.get_search_kinds().items():
                found.setdefault(str(code), _capitalise(label))
    for family in (Family.PERSON, Family.ORGANISATION, Family.THEME):
        found[str(family)] = str(family.label)
    return found


def get_kind_label(code: str) -> str:
    """The name of a kind in the active language; the code itself when nobody knows it."""
    return get_kind_labels().get(code, code)


def _capitalise(label) -> str:
    text = str(label)
    return text[:1].upper() + text[1:]
