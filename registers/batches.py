"""What becomes of many changes that are approved as a whole: of each kind of batch, its preview and its doing."""

from collections.abc import Callable, Iterable

from django.apps import apps
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from sections.approved import Refusal, get_owner

from .merging.fields import KEPT, OTHER, get_choices, get_state
from .merging.service import MergeRefused, merge
from .models import Batch, doers
from .sheets.apply import ImportStopped, apply, find_stale
from .sheets.plan import make_plan, show_plan

#: Model of a register → what makes its spreadsheet; each register declares its own.
sheets: dict[type, Callable] = {}


class Doer:
    """One kind of batch. `do` runs inside the transaction of the approval, and raises `Refusal` to undo all of it."""

    template_name = ""

    def __init__(self, batch: Batch):
        self.batch, self.data = batch, batch.data

    @property
    def model(self) -> type:
        return apps.get_model(self.batch.model)

    def describe(self) -> dict:
        """What its preview shows, in `template_name`."""
        raise NotImplementedError

    def do(self, user) -> None:
        raise NotImplementedError

    def get_parts(self) -> list:
        """The drafts that it publishes: whoever wrote one of them does not approve the batch."""
        return []

    def get_workflow(self):
        """The workflow of whichever of the things that it changes needs the most approvals; None for the batch's own."""
        return None

    def get_needed(self) -> int | None:
        workflow = self.get_workflow()
        return workflow and workflow.tasks.count()

    def refuse(self, reasons: Iterable[str]):
        title = _("Nothing was done: what the batch changes is no longer what it was. Propose it again.")
        raise Refusal(self.batch, title, list(reasons))


def declare(kind: str):
    def keep(doer: type) -> type:
        doers[kind] = doer
        return doer

    return keep


def propose(kind: str, model: type | None, name: str, data: dict, user) -> Batch:
    """Hand a batch to those who approve it."""
    label = model._meta.label if model else ""
    batch = Batch.objects.create(kind=kind, model=label, name=name[:255], author=user, data=data, live=False)
    revision = batch.save_revision(user=user)
    log(batch, "wagtail.create", user=user, revision=revision, content_changed=True)
    if workflow := batch.get_workflow():
        workflow.start(batch, user)
    return batch


@declare(Batch.Kind.IMPORT)
class Import(Doer):
    """The lines of a spreadsheet; `data` is {rows, seen, file}, as a `PendingImport` has them."""

    template_name = "registers/batches/import.html"

    def describe(self) -> dict:
        sheet = sheets[self.model]()
        plan = make_plan(sheet, self.data["rows"], self.batch.author)
        return {**show_plan(plan), "stale": find_stale(self.data["seen"], plan, sheet)}

    def do(self, user) -> None:
        sheet = sheets[self.model]()
        try:
            apply(sheet, self.data["rows"], self.data["seen"], self.data["file"], self.batch.author)
        except ImportStopped as error:
            self.refuse(error.stale or [f"{fault.line}: {fault.message}" for fault in error.plan.faults[:10]])

    def get_workflow(self):
        return get_longest([self.model])


@declare(Batch.Kind.MERGE)
class Merge(Doer):
    """Two entries; `data` is {kept, other, choices, states}."""

    template_name = "registers/batches/merge.html"

    def find(self) -> list:
        found = self.model._default_manager.in_bulk([self.data["kept"], self.data["other"]])
        return [found.get(self.data[name]) for name in ("kept", "other")]

    def describe(self) -> dict:
        kept, other = self.find()
        if not (kept and other):
            return {"stale": [self.batch.name]}
        choices = [choice for choice in get_choices(kept, other) if choice.differs]
        for choice in choices:
            choice.chosen = self.data["choices"].get(choice.name, KEPT)
        pairs = zip((kept, other), self.data["states"], strict=True)
        stale = [entry for entry, state in pairs if get_state(entry) != state]
        return {"kept": kept, "other": other, "choices": choices, "OTHER": OTHER, "stale": stale}

    def do(self, user) -> None:
        kept, other = self.find()
        if not (kept and other):
            self.refuse([])
        try:
            merge(kept, other, self.data["choices"], self.batch.author, tuple(self.data["states"]))
        except MergeRefused as error:
            self.refuse([str(error)])

    def get_workflow(self):
        return get_longest([self.model])


@declare(Batch.Kind.RELEASE)
class Release(Doer):
    """Drafts of entries; `data` is {drafts: [[label of the model, key, version]]}."""

    template_name = "registers/batches/release.html"

    def load(self, lock: bool = False) -> list[tuple]:
        """(the entry or None, the version that was proposed), in order; a query for each kind."""
        wanted: dict[str, list] = {}
        for label, pk, _revision in self.data["drafts"]:
            wanted.setdefault(label, []).append(pk)
        found = {}
        for label, keys in wanted.items():
            rows = (
                apps.get_model(label)
                ._base_manager.filter(pk__in=keys)
                .select_related("latest_revision__user", "live_revision")
            )
            found |= {(label, row.pk): row for row in (rows.select_for_update(of=("self",)) if lock else rows)}
        return [(found.get((label, pk)), revision) for label, pk, revision in self.data["drafts"]]

    def describe(self) -> dict:
        drafts = self.load()
        return {"drafts": drafts, "stale": [entry or "" for entry, revision in drafts if is_stale(entry, revision)]}

    def do(self, user) -> None:
        drafts = self.load(lock=True)
        if stale := [str(entry or "") for entry, revision in drafts if is_stale(entry, revision)]:
            self.refuse(stale)
        for entry, _revision in drafts:
            try:
                entry.latest_revision.as_object().full_clean()
            except ValidationError as error:
                self.refuse([f"{entry}: {' '.join(error.messages)}"])
            entry.latest_revision.publish(user=user, skip_permission_checks=True)

    def get_parts(self) -> list:
        return [entry for entry, _revision in self.load() if entry]

    def get_workflow(self):
        return get_longest(apps.get_model(label) for label in {label for label, _pk, _revision in self.data["drafts"]})


def is_stale(entry, revision: int) -> bool:
    """Whether an entry's draft is no longer the version that was proposed."""
    return entry is None or entry.latest_revision_id != revision or not entry.has_unpublished_changes


def get_longest(models: Iterable[type]):
    """Of the workflows of some models, that of the most approvals."""
    workflows = [
        workflow for model in models if (owner := get_owner(model)) and (workflow := owner[1].get_default_workflow())
    ]
    return max(workflows, key=lambda workflow: workflow.tasks.count(), default=None)
