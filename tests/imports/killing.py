"""Kills processes that import, at random, and looks at what they leave: `python -m tests.imports.killing 200`.

Each child imports letters and works, then the same documents corrected, until it is killed. After each kill a
document has no page, or one whole page with its first text or its second; at the end each has one, corrected.
`DATABASE_URL` names a migrated database of its own, which is filled.
"""

import datetime
import os
import random
import signal
import sys
import time

import django

BATCH = 3
#: What the two texts of a document say, and how many revisions its page then has.
TEXTS = {"premier relevé": 1, "second relevé": 2}
FIRST, SECOND = TEXTS


def make_batch(start: int) -> list[tuple]:
    """(importer, title, name of the file, its text with `{text}` left open) of each document."""
    from django.utils import translation
    from django.utils.formats import date_format

    from imports.registry import get_importers

    from .making import LETTER, REPORT

    importers = {importer.name: importer for importer in get_importers()}
    letters, works = importers["cenum"], importers["work"]
    batch = []
    for number in range(start, start + BATCH):
        with translation.override("fr"):
            day = date_format(datetime.date(1990, 1, 1) + datetime.timedelta(days=number), "l j F Y")
        title = f"Des puits et des réseaux {number}"
        text = LETTER.replace("vendredi 7 mars 2025", day).replace("Des puits et des réseaux", title)
        text = text.replace("quatre cents puits oubliés", "quatre cents puits, {text}")
        batch.append((letters, title, f"lettre-{number}.txt", text.replace("Merci à tous", "Merci, {text}, à tous")))
        title = f"L’eau en commun {number}"
        text = REPORT.replace("L’eau en commun", title).replace("Les puits sont nombreux", "Les puits, {text}")
        batch.append((works, title, f"travail-{number}.md", text.replace("chaque personne", "tous, {text}")))
    return batch


def find_text(importer, title: str) -> str:
    """Which text the page of a document has, "" without page; one that is half so, or twice, ends everything."""
    from content.models import PermanentIdentifier
    from imports.models import ImportRecord

    pages = list(importer.model.objects.filter(title=title))
    if not pages:
        assert not importer.model.objects.filter(draft_title=title).exists(), title
        return ""
    [page] = pages
    revision = page.get_latest_revision()
    record = ImportRecord.objects.get(page_id=page.pk)
    [identifier] = PermanentIdentifier.objects.filter(key=str(page.translation_key))
    assert page.reference == identifier.value, title
    assert record.revision_id == revision.pk and not page.live, title
    assert record.report["sentences_kept"] == record.report["sentences_source"] > 0, (title, record.report)
    drafted = revision.as_object()
    names = [field.name for field in page._meta.get_fields() if hasattr(field, "stream_block")]
    bodies = [str(getattr(page, name).get_prep_value()) for name in names]
    assert bodies == [str(getattr(drafted, name).get_prep_value()) for name in names], title
    [text] = [text for text in TEXTS if any(text in body for body in bodies)]
    assert sum(body.count(text) for body in bodies) == 2 and page.revisions.count() == TEXTS[text], title
    return text


def work(batch: list[tuple]) -> None:
    """What a child does: each document once, then once more as corrected."""
    from imports.readers import read
    from imports.service import run

    for text in TEXTS:
        for importer, title, name, source in batch:
            if find_text(importer, title) in ("", FIRST if text == SECOND else ""):
                data = source.replace("{text}", text).encode()
                run(importer, read(name, data, importer.formats), data)


def check(batch: list[tuple]) -> int:
    """How many documents are in, corrected; the tree of pages and the records are sound."""
    from wagtail.models import Page, Revision

    from imports.models import ImportRecord

    done = sum(find_text(importer, title) == SECOND for importer, title, _name, _source in batch)
    assert not any(Page.find_problems()), Page.find_problems()
    assert not ImportRecord.objects.filter(page=None).exists()
    pages = {str(pk) for pk in Page.objects.values_list("pk", flat=True)}
    assert set(Revision.page_revisions.values_list("object_id", flat=True)) <= pages
    return done


def main(kills: int, seed: int) -> None:
    django.setup()
    from django.db import connections

    from cenum.models import CenumIssuePage
    from tests.factories import get_index
    from works.models import WorkPage

    get_index(CenumIssuePage)
    get_index(WorkPage)
    chance, killed, total = random.Random(seed), 0, 0
    batch = make_batch(0)
    # The first batch is imported whole: children then find all code loaded, and we know how long an import takes.
    started = time.monotonic()
    work(batch)
    longest = 2 * (time.monotonic() - started) / len(batch)
    while killed < kills:
        if check(batch) == len(batch):
            total += len(batch)
            batch = make_batch(total)
        connections.close_all()
        child = os.fork()
        if not child:
            try:
                work(batch)
            except BaseException:
                sys.excepthook(*sys.exc_info())
                os._exit(1)
            os._exit(0)
        time.sleep(chance.uniform(0.005, longest))
        os.kill(child, signal.SIGKILL)
        _pid, status = os.waitpid(child, 0)
        assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, "an import failed"
        killed += os.WIFSIGNALED(status)
        check(batch)
    work(batch)
    assert check(batch) == len(batch)
    print(f"{killed} kills, {total + len(batch)} documents, none lost, half imported or doubled")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1)
