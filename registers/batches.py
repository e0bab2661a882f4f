"""What becomes of many changes that are approved as a whole: of each kind of batch, its preview and its doing."""

from collections.abc import Callable, Iterable

from django.apps import apps
from django.db import transaction
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
    #: Makes the screen by which it is proposed, if the list of batches leads to it.
    add_view: Callable | None = None

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

    def clean(self) -> None:
        """Raises ValidationError, with all that stands against it."""

    def get_parts(self) -> list:
        """The drafts that it publishes: whoever wrote one of them does not approve the batch."""
        return []

    def get_workflow(self):
        """The workflow of whichever of the things that it changes needs the most approvals; None for the batch's own."""
        return get_longest([self.model])

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


@transaction.atomic
def propose(kind: str, model: type | None, name: str, data: dict, user) -> Batch:
    """Hand a batch to those who approve it. Raises ValidationError: see `Doer.clean`."""
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


def get_longest(models: Iterable[type], others: Iterable = ()):
    """Of the workflows of some models, and of others, that of the most approvals."""
    own = [owner[1].get_default_workflow() for model in models if (owner := get_owner(model))]
    return max(filter(None, [*own, *others]), key=lambda workflow: workflow.tasks.count(), default=None)
