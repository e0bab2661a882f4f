"""One group in the admin's menu for each section: its pages, by type, and what the section adds."""

from django.db.models import QuerySet
from django.templatetags.static import static
from django.utils.html import format_html
from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.pages import PageListingViewSet

from .query import get_installed_types
from .registry import get_sections


@hooks.register("construct_explorer_page_queryset")
@hooks.register("construct_page_chooser_queryset")
def leave_removed_out(*arguments):
    """The explorer and the windows where pages are chosen show no page of a section that is not installed."""
    pages = next(argument for argument in arguments if isinstance(argument, QuerySet))
    return pages.filter(content_type__in=get_installed_types())


class SectionViewSetGroup(ViewSetGroup):
    """The menu of a section: the admin list of each of its page types."""

    def __init__(self, section):
        self.items = [self.make_list(section, model) for model in section.page_classes]
        self.menu_label, self.menu_icon = section.section_title, section.section_icon
        self.menu_name = f"section-{section.section_slug}"
        self.menu_order = 200 + section.section_order // 10
        super().__init__()

    def make_list(self, section, model) -> PageListingViewSet:
        return PageListingViewSet(
            f"{section.section_slug}_{model._meta.model_name}",
            url_prefix=f"sections/{section.section_slug}/{model._meta.model_name}",
            model=model,
            menu_label=model._meta.verbose_name_plural.capitalize(),
            icon=section.section_icon,
            add_to_admin_menu=False,
        )


@hooks.register("register_admin_viewset")
def register_section_viewsets():
    """Register a menu group for each section."""
    return [SectionViewSetGroup(section) for section in get_sections()]


@hooks.register("insert_global_admin_css")
def admin_colours():
    """The admin wears the State's blue."""
    return format_html('<link rel="stylesheet" href="{}">', static("cnnum/admin.css"))
