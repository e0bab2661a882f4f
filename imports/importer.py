"""What a section declares to have documents imported into it."""

from django.conf import settings
from django.db.models import Q

from .document import Block, Document, Kind
from .readers import READERS


class Importer:
    """Makes one type of page from a document. A section subclasses it and names it in `importers`.

    Its methods write nothing: `imports.service` does, in one transaction.
    """

    #: Short ASCII name, unique: what the command line and the admin's form call it.
    name: str = ""
    #: What it makes, for the admin's form, translatable.
    label = ""
    model: type = None
    #: Extensions of the files that it takes.
    formats: tuple[str, ...] = tuple(READERS)

    def __init__(self, section):
        self.section = section

    def recognise(self, document: Document) -> int:
        """How sure it is that the document is one of its own: 0 for no, 100 for certain."""
        return 0

    def get_key(self, document: Document) -> str:
        """What identifies the document from one import to the next; also the page's reference, when free."""
        raise NotImplementedError

    def fill(self, page, document: Document) -> None:
        """Write the document into the fields of `page`, new or not; say on the document what is left to do."""
        raise NotImplementedError

    def get_same(self, document: Document) -> Q:
        """The pages that the document may already be, besides the one with its reference."""
        return Q(pk__in=())

    def get_public_paths(self, page) -> list[str]:
        """The addresses, under the page's own, where its text is read."""
        return [""]

    def get_parent(self):
        """The index page that new pages go under, or None."""
        indexes = self.section.index_class.objects.filter(locale__language_code=settings.LANGUAGE_CODE)
        return indexes.order_by("-live", "path").first()


def take_title(document: Document) -> tuple[str, list[Block]]:
    """(the title, the blocks after it). A mail's subject is its title, and is not said twice."""
    blocks = list(document.blocks)
    first = next((block for block in blocks if block.text), None)
    own = " ".join(first.text.split()) if first and first.kind == Kind.HEADING else ""
    letters = {"".join(filter(str.isalnum, text.lower())) for text in (own, document.title)}
    if own and len(own) <= 255 and (not document.is_mail or not document.title or len(letters) == 1):
        return own, [block for block in blocks if block is not first]
    if document.title:
        return " ".join(document.title.split())[:255], blocks
    if first is None:
        return "", blocks
    words = " ".join(first.text.split())
    return (words if len(words) <= 120 else (words[:120].rpartition(" ")[0] or words[:119]) + "…"), blocks
