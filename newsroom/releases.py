"""Drafts of pages, entries and files that are approved and published together, or not at all."""

from collections import defaultdict

from django.apps import apps
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.models import Page

from content.gate import approved_together
from registers.batches import Doer, declare, get_longest, propose
from registers.models import Batch
from sections.approved import get_approved_models
from sections.indexes import indexed_at_end

from .authorship import digest_text
from .corpus import get_pages_to_write, why_left_alone
from .guard import find_reasons, get_needed
from .translations.entries import get_edit_url
from .views import EditorsMixin

#: Drafts of each kind that can be chosen at once.
MAX_DRAFTS = 500


class ReleaseView(EditorsMixin, TemplateView):
    """Choose drafts, to be approved and published together."""

    template_name = "registers/release.html"
    page_title = gettext_lazy("Publish several drafts together")
    header_icon = "upload"

    @cached_property
    def drafts(self) -> list[dict]:
        """Those that the user may change: entries, changes of files, pages, in the order in which they are published."""
        user, found = self.request.user, []
        for model in get_approved_models():
            if hasattr(model, "snippet_viewset") and model.snippet_viewset.permission_policy.user_has_permission(
                user, "change"
            ):
                rows = model._base_manager.filter(has_unpublished_changes=True, latest_revision__isnull=False)
                rows = rows.filter(live=False, kind=Batch.Kind.FILE) if model is Batch else rows
                found += rows.select_related("latest_revision__user")[:MAX_DRAFTS]
        pages = get_pages_to_write(user).filter(has_unpublished_changes=True, latest_revision__isnull=False)
        pages = pages.select_related("latest_revision__user").order_by("path")[:MAX_DRAFTS]
        return [describe(thing) for thing in (*found, *(page for page in pages if not why_left_alone(page, user)))]

    def get_context_data(self, **kwargs):
        return super().get_context_data(drafts=self.drafts, **kwargs)

    def post(self, request, *args, **kwargs):
        chosen = set(request.POST.getlist("draft"))
        drafts = [draft["key"] for draft in self.drafts if draft["value"] in chosen]
        name = request.POST.get("name", "").replace("\x00", "").strip()
        if not (drafts and name):
            messages.error(request, _("Choose at least one draft, and give the batch a name."))
            return self.get(request, *args, **kwargs)
        try:
            batch = propose(Batch.Kind.RELEASE, None, name, {"drafts": drafts}, request.user)
        except ValidationError as error:
            messages.error(request, " ".join([_("Nothing is submitted:"), *error.messages]))
            return self.get(request, *args, **kwargs)
        messages.success(request, _("The batch is submitted: it is published, whole, once someone else approves it."))
        return redirect(reverse(batch.snippet_viewset.get_url_name("edit"), args=[batch.pk]))


def describe(thing) -> dict:
    """A draft, in a list; `key` is what a release keeps of it."""
    latest, kind = thing.latest_revision, getattr(thing, "specific_class", None) or type(thing)
    key = [thing._meta.label, thing.pk, latest.pk, digest_text(latest.content)]
    return {
        "name": latest.object_str,
        "kind": kind._meta.verbose_name,
        "who": latest.user,
        "url": get_edit_url(type(thing), thing.pk),
        "key": key,
        "value": ":".join(map(str, key)),
    }


@declare(Batch.Kind.RELEASE)
class Release(Doer):
    """`data` is {drafts: [[label of the model, key, version, digest of its text]]}."""

    template_name = "registers/batches/release.html"
    add_view = ReleaseView.as_view

    @cached_property
    def keys(self) -> dict[type, list]:
        found = defaultdict(list)
        for label, pk, *_seen in self.data["drafts"]:
            found[apps.get_model(label)].append(pk)
        return dict(found)

    def load(self, lock: bool = False) -> list[tuple]:
        """(the page, the entry or the batch, or None; what was proposed of it), in order; a query for each kind."""
        found = {}
        for model, keys in self.keys.items():
            rows = model._base_manager.filter(pk__in=keys).select_related("latest_revision__user", "live_revision")
            rows = rows.select_for_update(of=("self",)) if lock else rows
            found |= {(model._meta.label, row.pk): row for row in rows}
        return [(found.get((label, pk)), seen) for label, pk, *seen in self.data["drafts"]]

    def describe(self) -> dict:
        drafts = self.load()
        return {
            "drafts": [describe(thing) for thing, _seen in drafts if thing],
            "stale": [str(thing or "") for thing, seen in drafts if is_stale(thing, seen)],
        }

    def clean(self) -> None:
        """Each is as it would have to be to be published by itself."""
        problems, parts = [], self.get_parts()
        with approved_together(parts):
            for thing in parts:
                own = thing.specific_deferred if isinstance(thing, Page) else thing
                if reasons := find_reasons(own, thing.latest_revision):
                    problems.append(f"{thing.latest_revision.object_str}: {' '.join(reasons)}")
        if problems:
            raise ValidationError(problems)

    def do(self, user) -> None:
        drafts = self.load(lock=True)
        if stale := [str(thing or "") for thing, seen in drafts if is_stale(thing, seen)]:
            self.refuse(stale)
        with indexed_at_end():
            for thing, _seen in drafts:
                thing.latest_revision.publish(user=user, skip_permission_checks=True)

    def get_parts(self) -> list:
        return [thing for thing, _seen in self.load() if thing]

    def get_needed(self) -> int:
        return max(get_needed(model()) for model in self.keys)

    def get_workflow(self):
        """That of the most approvals; pages beside each other have the same."""
        pages = Page.objects.filter(pk__in=self.keys.get(Page, ()))
        families = {page.path[: -Page.steplen]: page for page in pages}
        return get_longest(self.keys, [page.get_workflow() for page in families.values()])


def is_stale(thing, seen: list) -> bool:
    """Whether a draft is no longer what was proposed: whoever goes on typing writes over the same version."""
    latest = thing and thing.has_unpublished_changes and thing.latest_revision
    return not latest or [latest.pk, digest_text(latest.content)][: len(seen)] != seen
