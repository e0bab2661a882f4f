"""Building every document again, and comparing what is indexed with what is public."""

import dataclasses
from collections.abc import Callable, Iterator

from django.db import transaction

from ..engines import get_database_name, get_default_name, get_engine
from ..engines.base import iterate_documents
from ..families import PAGE, get_families
from ..models import SearchDocument
from .build import build_documents, find_things
from .files import read_files
from .store import delete, find_documents, write

#: Documents built together: the texts of their files are in memory.
CHUNK = 25

Progress = Callable[[str, int, int], None]


@dataclasses.dataclass
class Report:
    """What differed between what is public and the documents, then between these and each index."""

    total: int = 0
    missing: list[str] = dataclasses.field(default_factory=list)
    stale: list[str] = dataclasses.field(default_factory=list)
    extra: list[str] = dataclasses.field(default_factory=list)
    #: engine → ids of documents that its index lacks, and that it has without a document.
    lacking: dict[str, set[int]] = dataclasses.field(default_factory=dict)
    orphans: dict[str, set[int]] = dataclasses.field(default_factory=dict)
    passages: int = 0

    @property
    def differs(self) -> bool:
        """Whether anything was not as it should be."""
        indexes = [*self.lacking.values(), *self.orphans.values()]
        return bool(self.missing or self.stale or self.extra or any(indexes))


def iterate_chunks() -> Iterator[tuple[str, list]]:
    """Every public thing: (family, things), by chunks."""
    for family in get_families():
        after = 0
        while things := find_things(family, after=after, limit=CHUNK):
            yield family, things
            after = max(thing.pk for thing in things)


def reindex(engine: str | None = None, check: bool = False, progress: Progress = lambda *step: None) -> Report:
    """Write every document anew and rebuild the engines, or only look at what differs if `check`.

    `engine` limits the rebuilding to one of them; the documents, which all engines are fed from,
    are compared and written whatever it is. What is there answers until the new is ready.
    Raises `EngineUnavailable`, KeyError for an unknown engine.
    """
    names = [engine] if engine else list(dict.fromkeys([get_database_name(), get_default_name()]))
    engines = {name: get_engine(name) for name in names}
    report = Report()
    # What is about to be written is missing nowhere.
    before = set(SearchDocument.objects.values_list("pk", flat=True))
    for name, target in engines.items():
        indexed = target.get_indexed()
        report.lacking[name], report.orphans[name] = before - indexed, indexed - before
    seen = _compare(report, names, check, progress)
    stored = dict(SearchDocument.objects.values_list("pk", "title"))
    report.extra = [title for pk, title in stored.items() if pk not in seen]
    if not check:
        delete(pk for pk in stored if pk not in seen)
        total = SearchDocument.objects.count()
        for name, target in engines.items():
            target.rebuild(iterate_documents(), lambda done, name=name: progress(name, done, total))
    return report


def _compare(report: Report, engines: list[str], check: bool, progress: Progress) -> set[int]:
    """Compare every public thing with its document, and write it unless `check`: ids of the right documents."""
    seen: set[int] = set()
    for family, things in iterate_chunks():
        if family == PAGE and not check:
            read_files(things)
        with transaction.atomic():
            # Locked first, then built: a change made meanwhile waits, and is written after.
            stored = find_documents(family, [thing.pk for thing in things], lock=True)
            built = build_documents(family, things)
            for item in built:
                old = stored.get(item.document.thing)
                if old is None:
                    report.missing.append(item.document.title)
                elif old.digest != item.document.digest:
                    report.stale.append(item.document.title)
                report.passages += len(item.passages)
            if not check:
                write(family, built, but=engines)
                stored = find_documents(family, [item.document.thing for item in built])
            seen |= {row.pk for row in stored.values()}
        report.total += len(built)
        progress("documents", report.total, 0)
    return seen
