"""The spreadsheet of a register: its columns, and how its entries are read and saved."""

import hashlib
import json
from collections.abc import Iterable, Iterator

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.models import Locale, TranslatableMixin

from sections.approved import Approved, get_owner, has_draft, keep_versions

from ..names import find_free
from .columns import LanguageColumn, ManyColumn, PrimaryKeyColumn, StateColumn, make_column

#: Entries read at a time by an export.
CHUNK = 500


class Sheet:
    """A register of plain entries. `fields` are names of the model's fields, in the order of the columns."""

    def __init__(self, model: type, fields: Iterable[str]):
        self.model = model
        self.columns = [PrimaryKeyColumn(model._meta.pk)]
        if self.is_translatable:
            self.columns.append(LanguageColumn(model._meta.get_field("locale")))
        self.columns += [make_column(model._meta.get_field(name)) for name in fields]

    @property
    def is_translatable(self) -> bool:
        return issubclass(self.model, TranslatableMixin)

    def get_queryset(self, queryset=None):
        """Entries with what their columns show, in a number of queries that does not depend on how many."""
        queryset = self.model._default_manager.all() if queryset is None else queryset
        related = [c.name for c in self.columns if c.field.many_to_one]
        related += ["latest_revision"] if issubclass(self.model, Approved) else []
        many = [c.name for c in self.columns if isinstance(c, ManyColumn)]
        queryset = queryset.select_related(*related) if related else queryset
        return queryset.prefetch_related(*many) if many else queryset

    def iterate(self, queryset) -> Iterator:
        """The entries of an export."""
        yield from self.get_queryset(queryset).iterator(chunk_size=CHUNK)

    def load(self, pks: Iterable[int], lock: bool = False) -> dict:
        """The entries of an import, by primary key; locked until the end of the transaction if asked."""
        queryset = self.get_queryset()
        if lock:
            queryset = queryset.select_for_update(of=("self",))
        return queryset.in_bulk(list(pks))

    def fingerprint(self, entry) -> str:
        """What tells whether an entry changed since it was shown."""
        cells = json.dumps([column.write(entry) for column in self.columns])
        return hashlib.sha256(cells.encode()).hexdigest()[:32]

    def get_name(self, entry) -> str:
        return str(entry)

    def make(self, language: str, user):
        """A new entry. Raises ValueError when the language is not one of the site's."""
        entry = self.model()
        if self.is_translatable:
            locale = Locale.objects.filter(language_code=language.lower() or settings.LANGUAGE_CODE).first()
            if locale is None:
                raise ValueError(_("“%(text)s” is not a language of the site.") % {"text": language[:20]})
            entry.locale = locale
        return entry

    def complete(self, entry, taken: set[str]) -> None:
        """Fill what a new entry can do without: its slug, free in its language."""
        if not hasattr(entry, "slug") or entry.slug:
            return
        base = slugify(str(entry))[:180] or self.model._meta.model_name
        same = self.model._default_manager.filter(slug__startswith=base)
        if self.is_translatable:
            same = same.filter(locale=entry.locale_id)
        taken |= set(same.values_list("slug", flat=True))
        entry.slug = find_free(base, taken.__contains__)
        taken.add(entry.slug)

    def check_allowed(self, entry, user) -> None:
        """Raise PermissionDenied when `user` may not change `entry`, or add it when it is new."""
        action = "change" if entry.pk else "add"
        opts = self.model._meta
        if not user.has_perm(f"{opts.app_label}.{action}_{opts.model_name}"):
            raise PermissionDenied

    def has_draft(self, entry) -> bool:
        """Whether a draft of the entry, or of what it belongs to, would undo the import once it is approved."""
        attribute, _model = get_owner(self.model) or (None, None)
        if attribute is None:
            return False
        row = entry if attribute == "pk" else getattr(entry, attribute.removesuffix("_id"), None)
        return row is not None and bool(row.pk) and has_draft(row)

    def keep_versions(self, plan, user=None) -> None:
        """Have the history hold what the entries of a plan say: before it is done, then after."""
        attribute, model = get_owner(self.model) or (None, None)
        if attribute is None:
            return
        entries = [row.entry for row in (*plan.changed, *plan.added) if row.entry.pk]
        kept = keep_versions(model, {getattr(entry, attribute) for entry in entries}, user)
        for entry in entries if attribute == "pk" else ():
            if entry.pk in kept:
                entry.live_revision = entry.latest_revision = kept[entry.pk]
                entry.last_published_at = kept[entry.pk].created_at

    def validate(self, entry, names: set[str]) -> None:
        """Raise ValidationError when the new values of the fields `names` do not hold; all of a new entry's."""
        exclude = set()
        if entry.pk:
            opts = self.model._meta
            together = [*opts.unique_together, *(getattr(one, "fields", ()) for one in opts.constraints)]
            # What is unique with something that changes is looked at with it.
            kept = {name for group in together if names & set(group) for name in group}
            exclude = {field.name for field in opts.concrete_fields} - names - kept
        entry.full_clean(exclude=exclude)

    def save(self, entry, values: dict, user) -> None:
        """Save an entry to which the values (column → value) are assigned already."""
        for column, value in values.items():
            if isinstance(column, ManyColumn):
                column.save(entry, value)
        entry.save()


class PageSheet(Sheet):
    """A register of pages: an import makes drafts, and publishes nothing. Each draft is approved by itself.

    A page with changes that are not published is shown as its latest draft is.
    """

    def __init__(self, model: type, fields: Iterable[str]):
        super().__init__(model, fields)
        self.columns.append(StateColumn(model._meta.get_field("live")))

    def get_queryset(self, queryset=None):
        return super().get_queryset(queryset).select_related("latest_revision")

    def iterate(self, queryset):
        for page in super().iterate(queryset):
            yield self.show_draft(page)

    def load(self, pks, lock=False):
        return {pk: self.show_draft(page) for pk, page in super().load(pks, lock).items()}

    def show_draft(self, page):
        """The values of the latest draft, read from its revision: no query."""
        if page.has_unpublished_changes and page.latest_revision:
            content = page.latest_revision.content
            for column in self.columns:
                name = column.field.name
                if name in content and column.editable and not isinstance(column, ManyColumn):
                    column.assign(page, column.field.to_python(content[name]))
        return page

    def get_name(self, entry) -> str:
        return entry.title

    def find_parent(self, page, user):
        """Where a new page goes: the first page of its language that takes it, and lets `user` add it; or None."""
        for model in self.model.allowed_parent_page_models():
            for parent in model.objects.filter(locale=page.locale_id).order_by("path"):
                if self.model in parent.specific_class.allowed_subpage_models():
                    if parent.permissions_for_user(user).can_add_subpage():
                        return parent
        return None

    def make(self, language, user):
        page = super().make(language, user)
        page.live, page.has_unpublished_changes, page.owner = False, True, user
        return page

    def complete(self, entry, taken):
        """Wagtail makes the slug of a page from its title."""

    def check_allowed(self, entry, user):
        if not entry.pk:
            if self.find_parent(entry, user) is None:
                raise PermissionDenied
            return
        permissions = entry.permissions_for_user(user)
        if not permissions.can_edit() or permissions.page_locked():
            raise PermissionDenied

    def validate(self, entry, names):
        if entry.pk is None and not entry.slug:
            entry.slug = entry._get_autogenerated_slug(slugify(entry.title)) if entry.title else ""
        # The address of a page depends on its siblings: the tree checks it.
        entry.full_clean(exclude={"path", "depth", "url_path", "content_type", "slug"})

    def save(self, entry, values, user):
        page = entry.get_latest_revision_as_object() if entry.pk else entry
        for column, value in values.items():
            column.assign(page, value)
            if isinstance(column, ManyColumn):
                column.save(page, value)
        if not entry.pk:
            self.find_parent(page, user).add_child(instance=page)
        page.save_revision(user=user, changed=True, log_action=False)
