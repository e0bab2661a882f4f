"""Reading a work: chapter by chapter, or the whole text on one page."""

from collections.abc import Callable
from functools import partial

from django.http import Http404
from django.utils.functional import cached_property
from wagtail.contrib.routable_page.models import RoutablePageMixin, path

from content.reading import Anchors, Reading, read_stream


def look_around(rows: list, position: int) -> dict:
    """What comes before and after one of `rows`, None at the ends."""
    return {"previous": [None, *rows][position], "next": [*rows, None][position + 1]}


class WorkReadingMixin(RoutablePageMixin):
    """The addresses of a work with chapters: `lire/` and `lire/<chapter>/` under its own."""

    def get_chapters(self) -> list[dict]:
        """The chapters: number, title, slug, summary, in order; their texts are left unread."""
        values = [item["value"] for item in self.chapters.raw_data]
        make_slug = self.chapters.stream_block.child_blocks["chapter"].make_slug
        return [
            {
                "number": number,
                "title": value["title"],
                "slug": make_slug(value, number),
                "summary": value.get("summary") or "",
            }
            for number, value in enumerate(values, 1)
        ]

    def get_texts(self) -> list:
        """The text of each chapter."""
        return [block.value["body"] for block in self.chapters]

    @cached_property
    def chapter_list(self) -> list[dict]:
        """The chapters with their addresses."""
        base = self.url or ""
        return [{**chapter, "url": f"{base}lire/{chapter['slug']}/"} for chapter in self.get_chapters()]

    @property
    def reading_url(self) -> str:
        """Where reading starts: the first chapter; "" for a work without chapters."""
        return self.chapter_list[0]["url"] if self.chapter_list else ""

    @property
    def whole_text_url(self) -> str:
        return f"{self.url}lire/" if self.chapter_list else ""

    @path("lire/", name="whole_text")
    def whole_text(self, request):
        """All the chapters on one page, for printing and for searching in the browser."""
        if not self.chapter_list:
            raise Http404
        present = partial(self._present, request, self.read_chapters)
        return self.render(request, template="works/whole_text.html", context_overrides={"present": present})

    def _present(self, request, read: Callable[[], dict]) -> dict:
        """What a part of the text shows: its paragraphs are prepared only when it has to be made."""
        return super().get_presentation(request) | read()

    def read_chapters(self) -> dict:
        """All the chapters, their paragraphs and anchors told apart."""
        anchors, readings, paragraph = Anchors(), [], 1
        for chapter in self.chapter_list:
            anchors.used.add(chapter["slug"])
        for chapter, text in zip(self.chapter_list, self.get_texts(), strict=True):
            reading = read_stream(text, anchors, f"c{chapter['number']}-", paragraph)
            paragraph += reading.paragraphs
            readings.append({**chapter, "reading": reading})
        return {"chapters": readings, "minutes": sum(r["reading"].minutes for r in readings)}

    @path("lire/<slug:chapter_slug>/", name="chapter")
    def chapter(self, request, chapter_slug):
        """One chapter, with the plan of the whole and what comes before and after."""
        chapters = self.chapter_list
        position = next((n for n, chapter in enumerate(chapters) if chapter["slug"] == chapter_slug), None)
        if position is None:
            raise Http404
        return self.render(
            request,
            template="works/chapter.html",
            context_overrides={
                "chapter": chapters[position],
                "present": partial(self._present, request, lambda: {"chapter_reading": self.read_chapter(position)}),
                **look_around(chapters, position),
            },
        )

    def read_chapter(self, position: int) -> Reading:
        """A chapter, its paragraphs numbered on from those before: one number, one paragraph of the work."""
        *before, text = self.get_texts()[: position + 1]
        return read_stream(text, first_paragraph=1 + sum(read_stream(other).paragraphs for other in before))

    def get_more_addresses(self, base: str) -> list[dict]:
        """The chapters, for the site map; not the whole text, which repeats them."""
        return [
            {"location": f"{base}lire/{chapter['slug']}/", "lastmod": self.last_published_at}
            for chapter in self.get_chapters()
        ]
