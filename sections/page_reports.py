"""What reports on pages share: the pages that one may edit, filters, rows, spreadsheets."""

import django_filters
from django.contrib.contenttypes.models import ContentType
from django.urls import path, reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.filters import ContentTypeFilter, WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.models import Page, get_page_content_types
from wagtail.permissions import page_permission_policy

from .locales import get_language_of
from .registry import get_section_for, get_sections

#: Those who may do any of these to a page see the reports, each limited to their own pages.
EDITORS = ["add", "change", "publish"]
LANGUAGES = [("fr", _("French")), ("en", _("English"))]
#: The root of the tree, which is no page of the site.
ROOT_DEPTH = 1


def register_report(report: type[ReportView], address: str, order: int, permission: str = "") -> None:
    """Serve a report of the admin under `reports/<address>/`, in the menu of those who may read it.

    They hold `permission`, or what the report asks for; the report itself holds them to it.
    """
    report.index_results_url_name = f"{report.index_url_name}_results"

    class Item(MenuItem):
        def is_shown(self, request):
            if permission:
                return request.user.has_perm(permission)
            # The policy of some is known once the site runs only.
            return report().permission_policy.user_has_any_permission(request.user, report.any_permission_required)

    @hooks.register("register_admin_urls")
    def get_urls():
        return [
            path(f"reports/{address}/", report.as_view(), name=report.index_url_name),
            path(f"reports/{address}/results/", report.as_view(results_only=True), name=report.index_results_url_name),
        ]

    @hooks.register("register_reports_menu_item")
    def make_item():
        name, link = report.index_url_name.replace("_", "-"), reverse(report.index_url_name)
        return Item(report.page_title, link, name=name, icon_name=report.header_icon, order=order)


def may_edit_pages(user) -> bool:
    """Whether `user` has anything to do in the reports."""
    return page_permission_policy.user_has_any_permission(user, EDITORS)


def get_editable_pages(user):
    """The pages that `user` may edit."""
    return page_permission_policy.instances_user_has_permission_for(user, "change").filter(depth__gt=ROOT_DEPTH)


def get_section_choices() -> list[tuple[str, str]]:
    """(slug, title) of each installed section."""
    return [(section.section_slug, section.section_title) for section in get_sections()]


def get_section_types(slug: str) -> list[int]:
    """The content types of the pages of a section, its indexes included."""
    for section in get_sections():
        if section.section_slug == slug:
            models = [section.index_class, *section.page_classes, *getattr(section, "inner_index_classes", ())]
            return [content_type.pk for content_type in ContentType.objects.get_for_models(*models).values()]
    return []


class PageFilterSet(WagtailFilterSet):
    """Section, type, language."""

    section = django_filters.ChoiceFilter(label=_("Section"), choices=get_section_choices, method="filter_section")
    content_type = ContentTypeFilter(
        label=_("Type"), queryset=lambda request: get_page_content_types(include_base_page_type=False)
    )
    language = django_filters.ChoiceFilter(
        label=_("Language"), choices=LANGUAGES, field_name="locale__language_code", lookup_expr="exact"
    )

    class Meta:
        model = Page
        fields = ["section", "content_type", "language"]

    def filter_section(self, queryset, name, value):
        return queryset.filter(content_type__in=get_section_types(value))


def leave_to_rows(queryset, name, value):
    """For a filter that says something of what a report tells of the pages, not of the pages."""
    return queryset


class PageRow:
    """A line of a report: a page, and what the report says of it (`details`, read as attributes)."""

    def __init__(self, page: Page, **details):
        self.page = page
        self.__dict__.update(details)

    pk = property(lambda self: self.page.pk)
    title = property(lambda self: self.page.get_admin_display_title())
    edit_url = property(lambda self: reverse("wagtailadmin_pages:edit", args=[self.page.pk]))
    published = property(lambda self: self.page.last_published_at)

    @property
    def kind(self) -> str:
        """The type of the page, in words."""
        model = self.page.specific_class
        return capfirst(model._meta.verbose_name) if model else ""

    @property
    def section(self) -> str:
        model = self.page.specific_class
        section = get_section_for(model) if model else None
        return str(section.section_title) if section else ""

    @property
    def language(self) -> str:
        code = get_language_of(self.page)
        return str(dict(LANGUAGES).get(code, code))

    @property
    def status(self) -> str:
        if not self.page.live:
            return gettext("Draft")
        return gettext("Online, with changes") if self.page.has_unpublished_changes else gettext("Online")

    def get_address(self) -> str:
        """Where the public reads it; "" for a draft."""
        return self.page.full_url or "" if self.page.live else ""


class EntryRow(PageRow):
    """A line about the entry of a register, in a report on pages."""

    section = status = ""
    published = None

    title = property(lambda self: str(self.page))
    kind = property(lambda self: capfirst(self.page._meta.verbose_name))
    edit_url = property(lambda self: AdminURLFinder().get_edit_url(self.page) or "")

    @property
    def language(self) -> str:
        return super().language if hasattr(self.page, "locale_id") else ""

    def get_address(self) -> str:
        return self.page.get_absolute_url() if hasattr(self.page, "get_absolute_url") else ""


class DatedSpreadsheetMixin:
    """For a view with a spreadsheet: a dated file name."""

    #: What the file is called, before the date.
    file_stem = "rapport"

    def get_filename(self):
        return f"{self.file_stem}-{timezone.localdate().isoformat()}"


class PageReport(DatedSpreadsheetMixin, ReportView):
    """A report on the pages that the user may edit; `get_rows` turns the filtered pages into lines."""

    model = Page
    permission_policy = page_permission_policy
    any_permission_required = EDITORS
    filterset_class = PageFilterSet
    is_searchable = False
    default_ordering = "title"
    #: What the report is for, above its list.
    introduction = ""
    template_name = "sections/page_report.html"
    #: The report's own columns, exported but for `action`.
    details: tuple[Column, ...] = ()
    #: Name → the report's own filters, before those of all; one left to `leave_to_rows` is read by `get_rows`.
    own_filters: dict[str, django_filters.Filter] = {}

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        cls.index_results_url_name = f"{cls.index_url_name}_results"
        if cls.own_filters:
            fields = [*cls.own_filters, *PageFilterSet.Meta.fields]
            meta = type("Meta", (PageFilterSet.Meta,), {"fields": fields})
            cls.filterset_class = type("FilterSet", (PageFilterSet,), {**cls.own_filters, "Meta": meta})

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.columns = [
            TitleColumn("title", label=_("Page"), get_url=lambda row: row.edit_url, sort_key="title"),
            *self.details,
            Column("kind", label=_("Type")),
            Column("language", label=_("Language")),
            DateColumn("published", label=pgettext_lazy("date", "Published"), sort_key="last_published_at"),
        ]
        self.export_headings = {
            "title": _("Page"),
            **{column.name: column.label for column in self.details if column.name != "action"},
            "section": _("Section"),
            "kind": _("Type"),
            "language": _("Language"),
            "status": _("Status"),
            "published": pgettext_lazy("date", "Published"),
            "address": _("Address"),
        }
        self.list_export = [*self.export_headings]

    def get_base_queryset(self):
        return get_editable_pages(self.request.user).filter(live=True)

    def get_asked(self, name: str) -> str:
        """The value of one of the report's filters, "" when it makes no sense."""
        return self.filters.form.cleaned_data.get(name) or "" if self.filters and self.filters.is_valid() else ""

    def get_filtered_queryset(self):
        """The lines, as a list."""
        rows = self.get_rows(self.get_queryset())
        if self.is_export:
            for row in rows:
                row.address = row.get_address()
        return rows

    def get_rows(self, pages) -> list:
        return [PageRow(page) for page in pages]

    def get_context_data(self, *args, **kwargs):
        return super().get_context_data(*args, introduction=self.introduction, **kwargs)
