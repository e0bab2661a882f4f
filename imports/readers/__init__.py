"""Readers: one for each format, all giving a neutral `Document`."""

from pathlib import PurePath

from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from ..cleaning import clean_text
from ..document import EMPTY, Document, ImportRefused
from ..titles import settle_titles

#: Extension → its reader, which is loaded when a file asks for it: few processes import anything.
READERS = {
    ".eml": "eml.read_eml",
    ".msg": "msg.read_msg",
    ".html": "html.read_html",
    ".htm": "html.read_html",
    ".md": "markdown.read_markdown",
    ".markdown": "markdown.read_markdown",
    ".txt": "text.read_text",
    ".docx": "docx.read_docx",
    ".odt": "odt.read_odt",
    ".rtf": "rich.read_rtf",
    ".pdf": "pdf.read_pdf_file",
    ".mht": "eml.read_saved_page",
    ".mhtml": "eml.read_saved_page",
    ".zip": "archive.read_zip",
}
#: A larger file is refused before it is read; most of a large one is pictures.
MAX_BYTES = 60_000_000
#: So is a longer text: the longest report of the Conseil has some 20,000 words.
MAX_CHARACTERS = 3_000_000
MAX_BLOCKS = 20_000


def clean_name(name: str) -> str:
    """The name of a file as its sender's machine has it, without its folders."""
    return PurePath(clean_text(str(name)).replace("\\", "/")).name[:200]


def read(name: str, data: bytes, formats: tuple[str, ...] = tuple(READERS)) -> Document:
    """Read a file whose name says its format; raises `ImportRefused`, never anything else."""
    name = clean_name(name)
    suffix = PurePath(name).suffix.lower()
    if suffix not in formats or suffix not in READERS:
        accepted = ", ".join(formats)
        raise ImportRefused(
            _("“%(name)s” is not of a format that can be read: %(formats)s.") % {"name": name, "formats": accepted}
        )
    if len(data) > MAX_BYTES:
        raise ImportRefused(_("The file is too large: %(limit)d MB at most.") % {"limit": MAX_BYTES // 1_000_000})
    if not data.strip():
        raise ImportRefused(_("The file is empty."))
    try:
        document = import_string(f"{__name__}.{READERS[suffix]}")(name, data)
    except (RecursionError, MemoryError):
        raise ImportRefused(_("The file is nested too deeply to be read.")) from None
    if sum(len(block.text) for block in document.blocks) > MAX_CHARACTERS or len(document.blocks) > MAX_BLOCKS:
        raise ImportRefused(_("The text is too long to be a page of the site."))
    if not any(any(c.isalnum() for c in block.text) for block in document.blocks):
        raise ImportRefused(str(EMPTY))
    document.data = data
    settle_titles(document)
    return document
