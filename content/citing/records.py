"""Records of libraries: MODS 3.8, which Zotero reads first, and the Dublin Core of OAI-PMH."""

from collections.abc import Iterable
from xml.etree import ElementTree as ET

from .model import LICENCE, Name, Reference, clean

MODS_TYPE = "application/mods+xml; charset=utf-8"
MODS, DC = "http://www.loc.gov/mods/v3", "http://purl.org/dc/elements/1.1/"
OAI_DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
SCHEMAS = {
    MODS: "http://www.loc.gov/standards/mods/v3/mods-3-8.xsd",
    OAI_DC: "http://www.openarchives.org/OAI/2.0/oai_dc.xsd",
}
for _prefix, _namespace in (("mods", MODS), ("dc", DC), ("oai_dc", OAI_DC), ("xsi", XSI)):
    ET.register_namespace(_prefix, _namespace)


def start(namespace: str, name: str) -> ET.Element:
    return ET.Element(f"{{{namespace}}}{name}", {f"{{{XSI}}}schemaLocation": f"{namespace} {SCHEMAS[namespace]}"})


def add(parent: ET.Element, path: str, text: str, **attributes: str) -> None:
    """Add elements under each other in the namespace of MODS, with `text` in the last; nothing for an empty text.

    The attributes are those of the last one.
    """
    if not (text := clean(text)):
        return
    *above, last = path.split("/")
    for name in above:
        parent = ET.SubElement(parent, f"{{{MODS}}}{name}")
    ET.SubElement(parent, f"{{{MODS}}}{last}", attributes).text = text


def add_names(record: ET.Element, names: Iterable[Name], role: str) -> None:
    for name in names:
        element = ET.SubElement(record, f"{{{MODS}}}name", type="corporate" if name.literal else "personal")
        add(element, "namePart", name.literal)
        add(element, "namePart", name.family, type="family")
        add(element, "namePart", name.given, type="given")
        add(element, "role/roleTerm", role, type="text")


def make_mods(reference: Reference) -> ET.Element:
    """A record as MODS."""
    record = start(MODS, "mods")
    record.set("version", "3.8")
    title = ET.SubElement(record, f"{{{MODS}}}titleInfo", {"supplied": "yes"} if reference.supplied_title else {})
    add(title, "title", reference.supplied_title or reference.title)
    add(title, "subTitle", "" if reference.supplied_title else reference.subtitle)
    add_names(record, reference.authors, "author")
    add_names(record, reference.interviewers, "interviewer")
    add_names(record, reference.editors, "editor")
    add_names(record, (*reference.organisers, *reference.contributors), "contributor")
    add(record, "typeOfResource", "text")
    add(record, "genre", reference.kind.zotero, authority="local")
    add(record, "genre", reference.genre, lang=reference.language)
    origin = ET.SubElement(record, f"{{{MODS}}}originInfo")
    add(origin, "place/placeTerm", reference.place, type="text")
    add(origin, "publisher", reference.publisher)
    point = {"point": "start"} if reference.end_date else {}
    add(origin, "dateIssued", reference.date, encoding="w3cdtf", keyDate="yes", **point)
    add(origin, "dateIssued", reference.end_date, encoding="w3cdtf", point="end")
    add(record, "language/languageTerm", reference.language, type="code", authority="rfc3066")
    add(record, "abstract", reference.abstract)
    add(record, "note", reference.remark)
    for word in reference.keywords:
        add(record, "subject/topic", word)
    if reference.container:
        host = ET.SubElement(record, f"{{{MODS}}}relatedItem", type="host")
        add(host, "titleInfo/title", reference.container)
        add(host, "part/detail/number", reference.number)
    add(record, "identifier", reference.url, type="uri")
    add(record, "location/url", reference.url, usage="primary display")
    add(record, "location/url", reference.pdf, access="raw object")
    add(record, "accessCondition", LICENCE, type="use and reproduction")
    return record


def make_dublin_core(reference: Reference) -> ET.Element:
    """A record as unqualified Dublin Core, in the wrapper of OAI-PMH."""
    record = start(OAI_DC, "dc")
    values = (
        ("title", reference.full_title),
        *(("creator", name.sorted) for name in reference.authors),
        *(("subject", word) for word in reference.keywords),
        ("description", reference.abstract),
        ("description", reference.remark),
        ("publisher", reference.publisher),
        *(("contributor", name.sorted) for name in (*reference.editors, *reference.interviewers)),
        *(("contributor", name.sorted) for name in (*reference.organisers, *reference.contributors)),
        ("date", reference.date),
        ("type", "Text"),
        ("type", reference.genre),
        ("format", "text/html"),
        ("format", "application/pdf" if reference.pdf else ""),
        ("identifier", reference.url),
        ("relation", reference.pdf),
        ("source", reference.container),
        ("language", reference.language),
        ("rights", LICENCE),
    )
    for name, value in values:
        if text := clean(value):
            ET.SubElement(record, f"{{{DC}}}{name}").text = text
    return record


def write_xml(element: ET.Element) -> str:
    """A document of UTF-8."""
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(element, encoding="unicode")
