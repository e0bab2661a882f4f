"""What the public reads and is no page (entries of registers, files): drafts, versions, locks and approval.

A model joins by standing on `Approved`, before `TranslatableMixin`, `Indexed` and the like:

    class Maker(Approved, Referenced, TranslatableMixin, models.Model): ...

The rest follows. What its rows say to the public changes by an approved publication only: `newsroom.entries`
refuses any other write that somebody of the staff makes, whatever screen or request it comes from, for the row and
for what belongs to it (`ParentalKey`). A row that the staff add is a draft until it is approved; rows made by
commands are live. `newsroom.roles` gives each model its workflow, `settings.APPROVALS` the number of approvals.
Many-to-many fields are `ParentalManyToManyField`, on a `ClusterableModel`: others are in no version.

Public queries keep what is live: `Model.objects.live()`, or `keep_live` where the model may be any.
"""

import json
from collections.abc import Iterable, Sequence
from contextvars import ContextVar
from functools import cache

from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models.functions import Cast
from django.urls import resolve
from django.utils import timezone
from django.utils.translation import override
from modelcluster.fields import ParentalKey
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    PreviewableMixin,
    Revision,
    RevisionMixin,
    WorkflowMixin,
    WorkflowState,
)

from .generations import hold
from .specific import load_rows


class Refusal(Exception):
    """Something that may not be done to a page, an entry or a file (`thing`) now.

    No `PermissionDenied`: Wagtail would answer that one by leading home, saying nothing. What was
    written before it (the draft) stays; `RefusalMiddleware` says why and leads back to the editor.
    """

    def __init__(self, thing, title: str, reasons: Sequence[str] = ()):
        super().__init__(" ".join([str(title), *map(str, reasons)]))
        self.thing = thing
        self.title = title
        self.reasons = list(reasons)


#: The revision whose publication was decided: see `permit`.
_permitted: ContextVar[int | None] = ContextVar("permitted_publication", default=None)


def permit(revision):
    """Let this revision, and what its publication brings about, be published in this block."""
    return hold(_permitted, revision.pk)


def is_permitted() -> bool:
    """Whether a publication was decided by the rules of the newsroom."""
    return _permitted.get() is not None


def keep_live(queryset):
    """The rows of a queryset of any model that were approved, where they need an approval."""
    return queryset.live() if issubclass(queryset.model, Approved) else queryset


class ApprovedQuerySet(models.QuerySet):
    def live(self):
        """What was approved: the public sees nothing else of these rows."""
        return self.filter(live=True)

    def tell_status(self):
        """Rows that know where they stand: `status_string` asks nothing for each."""
        own = {
            "base_content_type": ContentType.objects.get_for_model(self.model),
            "object_id": Cast(models.OuterRef("pk"), models.CharField()),
        }
        scheduled = Revision.objects.filter(**own, approved_go_live_at__isnull=False)
        moving = WorkflowState.objects.filter(**own, status=WorkflowState.STATUS_IN_PROGRESS)
        return self.annotate(is_scheduled=models.Exists(scheduled), is_in_review=models.Exists(moving))


#: The draft of an entry whose public page is being shown to the staff.
previewed: ContextVar["Approved | None"] = ContextVar("previewed_entry", default=None)


class Approved(PreviewableMixin, WorkflowMixin, DraftStateMixin, LockableMixin, RevisionMixin, models.Model):
    """A row that the public reads: see the module."""

    objects = ApprovedQuerySet.as_manager()

    #: Whether rows that are made in passing (keywords, while a page is written) are live at once: what
    #: shows them is approved itself.
    is_approved_with_pages = False

    #: A copy is another thing, which nobody approved.
    default_exclude_fields_in_copy = ["latest_revision", "live_revision"]

    class Meta:
        abstract = True

    @property
    def approved_schedule(self) -> bool:
        known = vars(self).get("is_scheduled")
        return super().approved_schedule if known is None else known

    @property
    def workflow_in_progress(self) -> bool:
        known = vars(self).get("is_in_review")
        return super().workflow_in_progress if known is None else known

    def save_revision(self, *args, **kwargs):
        """Keep a version of the draft; before the first, one of what is live."""
        if self.live and not self.has_unpublished_changes:
            keep_versions(type(self), [self.pk])
            self.refresh_from_db(fields=["latest_revision", "live_revision", "last_published_at"])
        return super().save_revision(*args, **kwargs)

    @property
    def preview_modes(self) -> list:
        """That of what has a page of its own, in the language that pages refer to."""
        language = self.locale.language_code if getattr(self, "locale_id", None) else settings.LANGUAGE_CODE
        has_page = getattr(self, "slug", "") and hasattr(self, "get_absolute_url")
        return super().preview_modes if has_page and language == settings.LANGUAGE_CODE else []

    def serve_preview(self, request, mode_name):
        """Its public page, as it would be: views find their entry by `registers.redirects.get_entry`."""
        with hold(previewed, self), override(settings.LANGUAGE_CODE):
            view, args, kwargs = resolve(self.get_absolute_url())
            return view(request, *args, **kwargs).render()

    def get_needed(self) -> int | None:
        """How many approvals this very thing needs; None for as many as its kind."""
        return None

    def get_parts(self) -> list:
        """Other things whose drafts are approved with this one: their authors are its authors."""
        return []


#: Fields that say where a row stands, and nothing to the public.
STATE = frozenset(field.name for field in Approved._meta.local_fields)


def get_approved_models() -> list[type]:
    """Every model of what the public reads and is no page."""
    return [model for model in apps.get_models() if issubclass(model, Approved)]


@cache
def get_owner(model: type) -> tuple[str, type] | None:
    """(attribute, model) of what rows of `model` are approved with: themselves, or what they belong to; None for others."""
    if issubclass(model, Approved):
        return "pk", model
    keys = [field for field in model._meta.concrete_fields if isinstance(field, ParentalKey)]
    return next(((key.attname, key.related_model) for key in keys if issubclass(key.related_model, Approved)), None)


def get_text(content: dict) -> dict:
    """What a version says, as it is stored, without where the row stood."""
    text = {name: value for name, value in content.items() if name not in STATE}
    return json.loads(json.dumps(text, cls=DjangoJSONEncoder))


def has_draft(row) -> bool:
    """Whether a row waits for another text than the one that is live; its `latest_revision` is loaded."""
    latest = row.has_unpublished_changes and row.live and row.latest_revision
    return bool(latest) and get_text(latest.content) != get_text(row.serializable_data())


def keep_versions(model: type, keys: Iterable, user=None) -> dict:
    """Have the history of live rows hold what they say now, where it does not; return key → version that was added.

    What commands, imports and merges write is in no draft: without this nobody could bring it back. A few
    queries, whatever the number of rows.
    """
    rows = model._base_manager.filter(pk__in=keys, live=True).select_related("live_revision")
    load_rows(list(rows))
    texts = {row: row.serializable_data() for row in rows}
    kept = [
        Revision(
            content_object=row,
            base_content_type=row.get_base_content_type(),
            user=user,
            created_at=timezone.now(),
            content=text,
            object_str=str(row),
        )
        for row, text in texts.items()
        if not row.live_revision or get_text(row.live_revision.content) != get_text(text)
    ]
    found = {}
    for revision in Revision.objects.bulk_create(kept):
        row = found[revision.content_object.pk] = revision.content_object
        row.live_revision, row.last_published_at = revision, revision.created_at
        row.latest_revision = row.latest_revision if row.has_unpublished_changes else revision
    model._base_manager.bulk_update(
        found.values(), ["live_revision", "latest_revision", "last_published_at"], batch_size=100
    )
    return {pk: row.live_revision for pk, row in found.items()}
