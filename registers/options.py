"""The base of every register of the admin: search, filters, spreadsheets, duplicates, merging."""

from django.contrib import admin
from django.contrib.admin.filters import RelatedFieldListFilter
from django.contrib.auth import get_permission_codename
from django.urls import path
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.permissions import page_permission_policy
from wagtail_modeladmin.options import ModelAdmin

from sections.approved import Approved, get_owner

from .admin_search import RegisterSearchHandler
from .batches import sheets
from .editors import ToEditor, register_editor
from .helpers import PAGE_ACTIONS, RegisterButtonHelper, RegisterPagePermissionHelper
from .merging.relations import registers
from .sheets.sheet import PageSheet, Sheet
from .views.duplicates import DuplicatesView, MergeSearchView, MergeView
from .views.imports import ConfirmView, UploadView
from .views.index import RegisterDeleteView, RegisterIndexView


class LanguageFilter(RelatedFieldListFilter):
    """The languages of the site, under that name."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.title = _("language")


class RegisterAdmin(ModelAdmin):
    """A register. `sheet_fields` are the fields of its spreadsheet, exported and imported; none for no spreadsheet.

    A model decorated with `registers.merging.relations.mergeable` has its list of duplicates too.
    """

    sheet_fields: tuple[str, ...] = ()
    #: Forms choose an entry in a window with a search: a list of hundreds in each row would make them heavy.
    chosen_in_a_window = False
    index_view_class = RegisterIndexView
    index_template_name = "registers/index.html"
    delete_view_class = RegisterDeleteView
    delete_template_name = "registers/delete.html"
    search_handler_class = RegisterSearchHandler
    list_per_page = 50

    def __init__(self, parent=None):
        super().__init__(parent)
        if get_owner(self.model):
            self.create_view_class = self.edit_view_class = ToEditor
        # Drafts, versions and approval are on Wagtail's own screens, and imports wait for an approval.
        if issubclass(self.model, Approved):
            register_editor(self)
        if self.sheet_fields:
            sheets[self.model] = self.make_sheet
        if not self.list_select_related:
            # What a list shows of related things comes with it, however long it is.
            fields = {field.name for field in self.opts.concrete_fields if field.many_to_one}
            shown = {"locale" if name == "language" else name for name in self.list_display}
            self.list_select_related = tuple(sorted(shown & fields))

    @cached_property
    def sheet(self) -> Sheet | None:
        """The spreadsheet of the register; it remembers nothing of the entries."""
        return self.make_sheet() if self.sheet_fields else None

    def make_sheet(self) -> Sheet:
        return (PageSheet if self.is_pagemodel else Sheet)(self.model, self.sheet_fields)

    @property
    def can_merge(self) -> bool:
        return self.model in registers

    def get_list_filter(self, request):
        """The filter of languages says so: Wagtail's own French for a locale is « région »."""
        found = [("locale", LanguageFilter) if name == "locale" else name for name in self.list_filter]
        return tuple(found)

    @admin.display(description=_("Language"), ordering="locale")
    def language(self, entry) -> str:
        """The language of an entry, for `list_display`."""
        return str(entry.locale)

    def get_permission_helper_class(self):
        return RegisterPagePermissionHelper if self.is_pagemodel else super().get_permission_helper_class()

    def get_queryset(self, request):
        """The entries of the list; of pages, those on which the user has a right."""
        queryset = super().get_queryset(request)
        if self.is_pagemodel and not request.user.is_superuser:
            own = page_permission_policy.instances_user_has_any_permission_for(request.user, PAGE_ACTIONS)
            queryset = queryset.filter(pk__in=own.order_by().values("pk"))
        return queryset

    def get_button_helper_class(self):
        return super().get_button_helper_class() if self.is_pagemodel else RegisterButtonHelper

    def user_can_import(self, user) -> bool:
        """Whether the user may add entries, or change some: each line is looked at again."""
        if self.sheet is None:
            return False
        if self.is_pagemodel:
            return self.permission_helper.user_can_list(user)
        return self.user_can(user, "add") or self.user_can(user, "change")

    def user_can_merge(self, user) -> bool:
        """Merging changes an entry, and deletes another."""
        return self.can_merge and self.user_can(user, "change") and self.user_can(user, "delete")

    def user_can(self, user, action: str) -> bool:
        return user.has_perm(f"{self.opts.app_label}.{get_permission_codename(action, self.opts)}")

    def get_admin_urls_for_registration(self):
        base = self.url_helper.base_url_path
        urls = []
        if self.sheet_fields:
            urls += [
                ("import", "import/", UploadView),
                ("import_confirm", "import/<uuid:token>/", ConfirmView),
            ]
        if self.can_merge:
            urls += [
                ("duplicates", "duplicates/", DuplicatesView),
                ("merge_search", "merge/<int:pk>/", MergeSearchView),
                ("merge", "merge/<int:kept>/<int:other>/", MergeView),
            ]
        own = tuple(
            path(f"{base}/{pattern}", view.as_view(model_admin=self), name=self.url_helper.get_action_url_name(action))
            for action, pattern, view in urls
        )
        return (*own, *super().get_admin_urls_for_registration())
