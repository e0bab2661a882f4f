"""The sections that are installed: Django's own app registry, read."""

from django.apps import apps

from .config import SectionConfig


def get_sections() -> list[SectionConfig]:
    """Return the installed sections in the order of the navigation."""
    found = [config for config in apps.get_app_configs() if isinstance(config, SectionConfig)]
    return sorted(found, key=lambda section: (section.section_order, section.section_slug))


def get_section_for(model) -> SectionConfig | None:
    """Return the section that declares `model` (a page, an index page, an inner one or their class), or None."""
    model_class = model if isinstance(model, type) else type(model)
    for section in get_sections():
        if model_class in (section.index_class, *section.page_classes, *section.inner_index_classes):
            return section
    return None
