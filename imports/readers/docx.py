"""Word documents: checked as the ZIP of XML files that they are, then read by Mammoth."""

import io
import re
from xml.etree.ElementTree import Element, ParseError
from zipfile import BadZipFile, ZipFile

import mammoth
from bs4 import BeautifulSoup, Tag
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.uploads.archives import open_archive

from ..cleaning import clean_text
from ..document import Document, ImportRefused
from .html import fill_from_html

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
#: What is read of a file: its pictures are not unzipped at all.
XML = (".xml", ".rels")
#: Bytes of all of it, once unzipped.
MAX_XML = 25_000_000
MAX_DEPTH = 150
#: What Mammoth does not know by itself.
STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name='Titre'] => h1:fresh
p[style-name='Titre 1'] => h1:fresh
p[style-name='Titre 2'] => h2:fresh
p[style-name='Titre 3'] => h3:fresh
p[style-name='Titre 4'] => h4:fresh
p[style-name='Quote'] => blockquote:fresh
p[style-name='Intense Quote'] => blockquote:fresh
p[style-name='Citation'] => blockquote:fresh
p[style-name='Citation intense'] => blockquote:fresh
p[style-name='List Bullet'] => ul > li:fresh
p[style-name='List Number'] => ol > li:fresh
"""
_NOTE = re.compile(r"^#(?:foot|end)note-(?!ref-)")


def read_docx(name: str, data: bytes) -> Document:
    """Headings by their styles, lists by their numbering, notes as notes."""
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise ImportRefused(_("This is an old or a protected Word file: save it as .docx, without a password."))
    document = Document(name, encoding="utf-8")
    broken = ImportRefused(_("The Word file is broken or incomplete."))
    try:
        with open_archive(io.BytesIO(data), "docx", size=len(data), limit=MAX_XML, read=XML) as archive:
            parts = read_parts(archive, document)
    except ValidationError as error:
        raise broken if error.code == "content" else ImportRefused(error.message) from None
    if "word/document.xml" not in parts:
        raise broken
    try:
        html = mammoth.convert_to_html(io.BytesIO(data), style_map=STYLES, convert_image=_leave_image).value
    except (RecursionError, MemoryError):
        raise
    except Exception as error:
        # The structure of the XML is the sender's: whatever it breaks in the library, the file is at fault.
        raise broken from error
    soup = BeautifulSoup(html, "html.parser")
    notes = take_notes(soup)
    for table in soup.find_all("table"):
        # Word seldom says which row is the heads: the first.
        if table.find("th") is None:
            for cell in table.tr.find_all("td", recursive=False) if table.tr else ():
                cell.name = "th"
    read_properties(parts.get("docProps/core.xml"), document)
    title = document.title
    fill_from_html(document, str(soup), notes)
    document.title = title
    document.text = "\n".join(line for root in get_texts(parts) for line in get_lines(root))
    return document


def read_parts(archive: ZipFile, document: Document) -> dict[str, Element]:
    """The XML parts, none of which is a bomb: name → root. What is known to be left out is said on `document`."""
    parts = {}
    for name in dict.fromkeys(archive.namelist()):
        if "vbaProject" in name:
            document.drop("vbaProject", _("macros of the Word file"))
        if not name.endswith(XML):
            continue
        try:
            root = fromstring(archive.read(name), forbid_dtd=True)
        except ParseError as error:
            raise BadZipFile(name) from error
        except DefusedXmlException:
            raise ImportRefused(
                _("The Word file declares entities, which may be an attack: it was not read.")
            ) from None
        check_depth(root)
        parts[name] = root
        if name.startswith(("word/header", "word/footer")) and (words := " ".join(get_lines(root))):
            document.drop(words, _("a header or a footer of the printed page"))
        struck = " ".join("".join(element.itertext()) for element in root.iter(f"{W}delText"))
        if struck.strip():
            document.drop(struck, _("words struck out in the Word file"))
    return parts


def check_depth(root: Element) -> None:
    """Raise `RecursionError` for elements that are nested as no program nests them."""
    level, depth = [root], 0
    while level:
        depth += 1
        if depth > MAX_DEPTH:
            raise RecursionError
        level = [child for element in level for child in element]


def get_texts(parts: dict[str, Element]) -> list[Element]:
    return [parts[name] for name in ("word/document.xml", "word/footnotes.xml", "word/endnotes.xml") if name in parts]


def get_lines(root: Element) -> list[str]:
    """The words of each paragraph, straight from the XML: the report compares the page with them."""
    lines = []
    # A text box comes twice: the second is for older programs.
    copies = {id(e) for fallback in root.iter() if fallback.tag.endswith("}Fallback") for e in fallback.iter()}
    for paragraph in root.iter(f"{W}p"):
        if id(paragraph) in copies:
            continue
        # What is in a text box is met again, as paragraphs of its own.
        boxed = {id(e) for box in paragraph.iter(f"{W}txbxContent") for e in box.iter()}
        words = []
        for element in paragraph.iter():
            if id(element) in boxed or id(element) in copies:
                continue
            if element.tag == f"{W}t":
                words.append(element.text or "")
            elif element.tag in {f"{W}tab", f"{W}br", f"{W}cr"}:
                words.append(" ")
            elif element.tag == f"{W}noBreakHyphen":
                words.append("-")
        line = " ".join(clean_text("".join(words)).split())
        if line:
            lines.append(line)
    return lines


def take_notes(soup: BeautifulSoup) -> dict[int, Tag]:
    """Number → element of each note; its calls become `<sup data-note>`, and the list of notes leaves the text."""
    calls = soup.find_all("a", href=_NOTE)
    numbers: dict[str, int] = {}
    for link in calls:
        numbers.setdefault(link["href"], len(numbers) + 1)
    notes = {}
    for address, number in numbers.items():
        element = soup.find("li", id=address[1:])
        if element is not None:
            for back in element.find_all("a", href=re.compile("^#(?:foot|end)note-ref-")):
                back.decompose()
            notes[number] = element
    for link in calls:
        number = numbers[link["href"]]
        call = soup.new_tag("sup")
        call["data-note"] = str(number)
        (link.parent if link.parent.name == "sup" else link).replace_with(call)
    for element in notes.values():
        parent = element.parent
        element.extract()
        if parent.name == "ol" and parent.find("li") is None:
            parent.decompose()
    return notes


def read_properties(root: Element | None, document: Document) -> None:
    for element in root if root is not None else ():
        name = element.tag.rpartition("}")[2]
        words = " ".join(clean_text(element.text or "").split())[:255]
        if name == "title":
            document.title = words
        elif name == "creator":
            document.author = words


@mammoth.images.img_element
def _leave_image(_image) -> dict[str, str]:
    """The picture is never opened; Mammoth adds its alternative text."""
    return {"src": ""}
