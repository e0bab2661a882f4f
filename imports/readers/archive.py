"""A zip of one page with its pictures, as word processors and web services export texts."""

import io
import posixpath

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.uploads.archives import open_archive

from ..document import Document, ImportRefused
from .docx import PICTURES
from .html import read_html
from .markdown import read_markdown

PAGES, TEXTS = (".html", ".htm", ".xhtml"), (".md", ".markdown")


def read_zip(name: str, data: bytes) -> Document:
    """The one page or marked text of an archive; its other files are said."""
    try:
        with open_archive(io.BytesIO(data), "zip", size=len(data)) as archive:
            names = [n for n in archive.namelist() if not n.endswith("/") and not n.startswith("__MACOSX/")]
            found = [n for n in names if n.lower().endswith(PAGES + TEXTS)]
            if len(found) != 1:
                said = _("A .zip holds one page or one marked text, with its pictures: this one holds %(count)d.")
                raise ImportRefused(said % {"count": len(found)})
            folder = posixpath.dirname(found[0]) or "."
            pictures = {posixpath.relpath(n, folder): archive.read(n) for n in names if n.lower().endswith(PICTURES)}
            read = read_html if found[0].lower().endswith(PAGES) else read_markdown
            document = read(found[0], archive.read(found[0]), pictures=pictures)
    except ValidationError as error:
        raise ImportRefused(error.messages[0]) from None
    for other in names:
        if not other.lower().endswith((*PAGES, *TEXTS, *PICTURES, ".css", ".js")):
            document.drop(other, _("another file of the archive"))
    document.name = name
    return document
