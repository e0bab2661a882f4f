"""Word documents: the package, checked as the ZIP of XML files that it is; `docx_body` reads its text."""

import io
import posixpath
from xml.etree.ElementTree import Element, ParseError
from zipfile import BadZipFile, ZipFile

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.uploads.archives import open_archive

from ..cleaning import clean_text
from ..document import Document, ImportRefused
from ..pictures import MAX_PICTURE
from .docx_body import Body
from .docx_styles import Numbering, Styles
from .html import finish, read_blocks

XML = (".xml", ".rels")
PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp")
#: Bytes of the texts, once unzipped.
MAX_XML = 60_000_000
MAX_DEPTH = 150
#: What the names of elements start with here, by the end of their namespace: transitional, strict or newer.
PREFIXES = {
    "wordprocessingml/2006/main": "", "wordprocessingml/main": "", "officeDocument/2006/math": "m_",
    "officeDocument/math": "m_", "drawingml/2006/main": "a_", "drawingml/main": "a_", "drawingml/2006/chart": "c_",
    "drawingml/chart": "c_", "markup-compatibility/2006": "mc_",
}  # fmt: skip


def read_docx(name: str, data: bytes) -> Document:
    """Headings by their outline, lists by their numbering, notes as notes, pictures in their places."""
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise ImportRefused(_("This is an old or a protected Word file: save it as .docx, without a password."))
    return read_package(name, data, Package)


def read_package(name: str, data: bytes, kind: type["Package"]) -> Document:
    """The document of a file whose parts are of a `kind`."""
    document = Document(name, encoding="utf-8")
    broken = ImportRefused(_("The file is broken or incomplete."))
    try:
        with open_archive(io.BytesIO(data), kind.extension, size=len(data), limit=MAX_XML, read=XML) as archive:
            package = kind(archive, document)
            html = package.write()
            if not html:
                raise broken
    except ValidationError as error:
        raise broken if error.code == "content" else ImportRefused(error.message) from None
    package.read_properties()
    return finish_text(document, html)


def finish_text(document: Document, html: str) -> Document:
    """Give `document` the blocks of its text as HTML, and the title that its text says too."""
    title, document.title = document.title, ""
    finish(document, read_blocks(document, html))
    # What a model says of itself is no title; what the text says too is one.
    if title and not document.is_marked and title.lower() in document.text[:1_000].lower():
        document.title = title
    return document


class Package:
    """The parts of a Word file, none of which is a bomb, their names without namespaces."""

    extension, properties = "docx", "docProps/core.xml"

    def __init__(self, archive: ZipFile, document: Document):
        self.archive, self.document = archive, document
        self.parts: dict[str, Element] = {}
        for name in dict.fromkeys(archive.namelist()):
            if "vbaProject" in name:
                document.drop("vbaProject", _("macros of the Word file"))
            if name.endswith(XML):
                self.parts[name] = self.parse(name)

    def parse(self, name: str) -> Element:
        try:
            root = fromstring(self.archive.read(name), forbid_dtd=True)
        except ParseError as error:
            raise BadZipFile(name) from error
        except DefusedXmlException:
            raise ImportRefused(_("The file declares entities, which may be an attack: it was not read.")) from None
        check_depth(root)
        names: dict[str, str] = {}
        for element in root.iter():
            if element.tag not in names:
                space, _brace, local = element.tag.rpartition("}")
                names[element.tag] = next((p for end, p in PREFIXES.items() if space.endswith(end)), "") + local
            element.tag = names[element.tag]
            element.attrib = {key.rpartition("}")[2]: value for key, value in element.attrib.items()}
        return root

    def get_relations(self, part: str) -> dict[str, tuple[str, str]]:
        """Identifier → (the last word of the type, target) of what `part` refers to."""
        folder, base = posixpath.split(part)
        root = self.parts.get(posixpath.join(folder, "_rels", f"{base}.rels"))
        found = {}
        for row in root if root is not None else ():
            target = row.get("Target", "")
            if row.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join(folder, target)) if target[:1] != "/" else target[1:]
            found[row.get("Id", "")] = row.get("Type", "").rpartition("/")[2], target
        return found

    def write(self) -> str:
        """The text as HTML, whatever its part is called; "" without any."""
        names = [target for kind, target in self.get_relations("").values() if kind == "officeDocument"]
        main = next((name for name in [*names, "word/document.xml"] if name in self.parts), None)
        if main is None:
            return ""
        relations = self.get_relations(main)
        folder = posixpath.dirname(main)

        def get(kind: str) -> Element | None:
            named = [target for own, target in relations.values() if own == kind]
            return self.parts.get(named[0] if named else f"{folder}/{kind}.xml")

        self.say_apart(relations, get("comments"))
        styles = Styles(get("styles"))
        notes = {"footnote": get("footnotes"), "endnote": get("endnotes")}
        return Body(self, styles, Numbering(get("numbering"), styles), relations, notes).write(self.parts[main])

    def say_apart(self, relations: dict, comments: Element | None) -> None:
        """Say what stands around the text."""
        for kind, target in relations.values():
            if kind in {"header", "footer"} and target in self.parts and (words := get_words(self.parts[target])):
                self.document.drop(words, _("a header or a footer of the printed page"))
        for comment in comments if comments is not None else ():
            if words := get_words(comment):
                self.document.drop(words, _("a comment in the Word file"))

    def get_picture(self, name: str) -> bytes:
        if not name.lower().endswith(PICTURES) or name not in self.archive.namelist():
            return b""
        return self.archive.read(name) if self.archive.getinfo(name).file_size <= MAX_PICTURE else b""

    def read_properties(self) -> None:
        core = [target for kind, target in self.get_relations("").values() if kind == "core-properties"]
        root = self.parts.get(core[0] if core else self.properties)
        for element in root.iter() if root is not None else ():
            words = " ".join(clean_text(element.text or "").split())[:255]
            if element.tag == "title":
                self.document.title = words
            elif element.tag == "creator":
                self.document.author = words


def get_words(root: Element) -> str:
    return " ".join(" ".join(element.text or "" for element in root.iter("t")).split())


def check_depth(root: Element) -> None:
    """Raise `RecursionError` for elements that are nested as no program nests them."""
    level, depth = [root], 0
    while level:
        depth += 1
        if depth > MAX_DEPTH:
            raise RecursionError
        level = [child for element in level for child in element]
