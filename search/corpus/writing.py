"""The whole corpus as files, made anew each night: every content that the public reads, to its paragraphs and pages.

One line of JSON for each content in one language; the same as a table of passages in Parquet; and, for whoever
attributes ARKs, what each is, in the words of the registries (`erc`). A few contents are in memory at once.
"""

import hashlib
import json
import tempfile
from collections.abc import Iterator

from django.core.files import File
from django.core.files.storage import default_storage
from django.db.models import prefetch_related_objects
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from wagtail.documents import get_document_model
from wagtail.models import Site

from content.citing.model import LICENCE, Reference, load_for_citing
from content.citing.records import write_erc
from content.models import ContentPage
from content.passages import make_anchor, read_lines
from sections.jobs import DAY, job
from sections.locales import get_language_of
from sections.query import visible
from sections.registry import get_sections
from sections.specific import load_pages
from themes.labels import get_theme_names

from ..api.schemas import Document, Version
from ..engines.base import batched
from ..exports.rows import Row
from ..hidden import is_private
from ..indexing.files import Files
from .parquet import write_table

FOLDER = "corpus"
#: Contents, and rows of the table, in memory at once.
BATCH, ROWS = 50, 2000
#: What the table has of each passage, after all that it repeats of its content; lists are joined there.
OF_PASSAGE = ["id", "locator", "address", "text"]
OF_CONTENT = [*Document.model_fields, "licence", "published_at", "updated_at"]


def describe(row: Row, files: Files, request) -> dict:
    """A content as a line of the corpus: as the API tells it, with all its passages."""
    page = row.page
    passages: dict[str, tuple[str, str]] = {}
    for line in read_lines(page):
        passages.setdefault(make_anchor(line.text), (line.locator, line.text))
    for file, title, _address, number, text in files.get_pages(page.get_search_files()):
        passages[f"document-{file}-page-{number}"] = (f"{title}, p. {number}", text)
    return Version.model_validate(row, context={"request": request}).model_dump() | {
        "licence": LICENCE,
        "published_at": page.first_published_at and page.first_published_at.isoformat(),
        "updated_at": page.last_published_at and page.last_published_at.isoformat(),
        "passages": [
            dict(zip(OF_PASSAGE, (name, locator, f"{row.reference.url}{name}/", text), strict=True))
            for name, (locator, text) in passages.items()
        ],
    }


def read_contents() -> Iterator[tuple[dict, Reference]]:
    """Every content that the public reads now, in the words of its own language."""
    request, last, names = HttpRequest(), 0, {}
    request._wagtail_site = Site.objects.get(is_default_site=True)
    while pages := load_pages(visible(ContentPage.objects.filter(pk__gt=last)).order_by("pk")[:BATCH], texts=True):
        load_for_citing(pages)
        for kind in {type(page) for page in pages}:
            prefetch_related_objects([page for page in pages if type(page) is kind], *kind.search_prefetch)
        files = Files({file.document_id for page in pages for file in page.get_search_files()})
        for page in pages:
            language = get_language_of(page)
            with override(language):
                if language not in names:
                    names[language] = get_theme_names()
                row = Row.of_page(page, request._wagtail_site.root_url, names[language])
                yield describe(row, files, request), row.reference
        last = pages[-1].pk


def read_rows(lines) -> Iterator[tuple[str, ...]]:
    """The rows of the table, from the lines of JSON."""
    for line in lines:
        content = json.loads(line)
        told = [content[name] or "" for name in OF_CONTENT]
        told = ["; ".join(value) if isinstance(value, list) else value for value in told]
        yield from ((*told, *passage.values()) for passage in content["passages"])


def get_mark() -> str:
    """What changes with the sections that are installed, and with the files that not everyone may open."""
    private = get_document_model().objects.filter(is_private()).order_by("pk").values_list("pk", flat=True)
    told = [*sorted(section.name for section in get_sections()), *private]
    return hashlib.sha256(repr(told).encode()).hexdigest()[:8]


@job(_("Corpus: its files"), every=DAY, priority=-10)
def write_corpus() -> None:
    """Make the files anew, then delete those of before: whoever is reading one goes on."""
    stem = f"{timezone.now():%Y%m%dT%H%M%S%f}-{get_mark()}"
    made = {name: tempfile.TemporaryFile("w+b") for name in ("erc", "jsonl", "parquet")}  # noqa: SIM115
    for content, reference in read_contents():
        made["jsonl"].write(json.dumps(content, ensure_ascii=False).encode() + b"\n")
        made["erc"].write(write_erc(reference).encode())
    made["jsonl"].seek(0)
    write_table(made["parquet"], [*OF_CONTENT, *OF_PASSAGE], batched(read_rows(made["jsonl"]), ROWS))
    kept = set()
    for extension, file in made.items():
        file.seek(0)
        kept.add(default_storage.save(f"{FOLDER}/{stem}.{extension}", File(file)))
    for name in default_storage.listdir(FOLDER)[1]:
        if f"{FOLDER}/{name}" not in kept:
            default_storage.delete(f"{FOLDER}/{name}")
