"""System checks on page types."""

from django.core.checks import Error, Tags, register

from sections.registry import get_section_for

from .models import ContentPage


@register(Tags.models)
def check_page_types(app_configs=None, **kwargs) -> list[Error]:
    """Each kind of content belongs to a section, so that no list forgets it."""
    return [
        Error(
            f"{model.__name__} is a content page of no section.",
            hint="Name it in page_models of its app's SectionConfig.",
            obj=model,
            id="content.E001",
        )
        for model in ContentPage.__subclasses__()
        if not model._meta.abstract and get_section_for(model) is None
    ]
