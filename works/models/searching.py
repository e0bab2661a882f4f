"""What is found in a work: its chapters, its proposals, its files."""

from django.utils.translation import gettext_lazy as _

from content.reading import Anchors
from content.searching import SearchFile, SearchPassage, find_files, get_plain_text, get_raw, split_at_headings

from ..choices import WorkKind

#: What the Conseil is known by: it comes before what tells of it.
PUBLICATIONS = frozenset(
    {WorkKind.DOSSIER, WorkKind.OUVRAGE, WorkKind.RAPPORT, WorkKind.FEUILLE_DE_ROUTE, WorkKind.NOTE}
)


class WorkSearchMixin:
    """The answers of a work to the search (see `content.models.searchable`)."""

    kind_field = "kind"
    search_called = (_("publication"),)
    search_streams = ("body",)
    search_prefetch = ("proposals", "documents")

    @property
    def search_weight(self) -> float:
        return 1.1 if self.kind in PUBLICATIONS else 1.0

    def get_search_other_titles(self) -> list[str]:
        return [*super().get_search_other_titles(), self.also_called]

    def get_search_headings(self) -> list[str]:
        chapters = [chapter["title"] for chapter in self.get_chapters()]
        return [self.subtitle, self.kind_detail, *super().get_search_headings(), *chapters]

    def get_search_passages(self) -> list[SearchPassage]:
        """One for the start of each chapter and one for each heading in it."""
        body_block = self.chapters.stream_block.child_blocks["chapter"].child_blocks["body"]
        found = []
        for chapter, raw in zip(self.get_chapters(), get_raw(self.chapters), strict=True):
            path = f"lire/{chapter['slug']}/"
            parts = split_at_headings(body_block, raw["value"].get("body") or [], Anchors())
            for heading, anchor, text in parts:
                if heading:
                    found.append(SearchPassage("chapter", f"{chapter['title']} – {heading}", text, f"{path}#{anchor}"))
                else:
                    text = "\n".join(part for part in (chapter["summary"], text) if part)
                    found.append(SearchPassage("chapter", chapter["title"], text, path))
        return found

    def get_search_rows(self) -> list[str]:
        return [text for row in self.proposals.all() for text in (row.full_title, get_plain_text(row.text)) if text]

    def get_search_text(self) -> str:
        return "\n".join([super().get_search_text(), *self.get_search_rows()])

    def get_search_lines(self) -> list[str]:
        """Who signs what is no position of the Conseil, and the numbers of the proposals that lack here, too."""
        signed = "" if self.is_own_position else self.get_authorship_display()
        return [*super().get_search_lines(), str(signed), " ".join(map(str, self.missing_proposals))]

    def get_search_files(self) -> list[SearchFile]:
        rows = sorted(self.documents.all(), key=lambda row: row.sort_order or 0)
        attached = [SearchFile(row.document_id, row.title) for row in rows]
        in_chapters = find_files(self.chapters.stream_block, get_raw(self.chapters))
        return [*attached, *super().get_search_files(), *in_chapters]
