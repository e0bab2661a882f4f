"""Records of libraries: MODS 3.8, which Zotero reads first, and the Dublin Core of OAI-PMH."""

from django.template.loader import render_to_string

from .model import LICENCE, Reference, clean

MODS_TYPE = "application/mods+xml; charset=utf-8"
#: Name → its namespace and its schema.
SCHEMAS = {
    "oai_dc": ("http://www.openarchives.org/OAI/2.0/oai_dc/", "http://www.openarchives.org/OAI/2.0/oai_dc.xsd"),
    "mods": ("http://www.loc.gov/mods/v3", "http://www.loc.gov/standards/mods/v3/mods-3-8.xsd"),
}


def write_xml(template: str, context: dict) -> str:
    """A document of UTF-8, on one line: what XML has no sign for is taken out, whatever a title may hold."""
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + clean(render_to_string(f"content/{template}.xml", context))


def write_record(name: str, reference: Reference) -> str:
    """A record, in one of `SCHEMAS`."""
    roles = {"author": reference.authors, "interviewer": reference.interviewers, "editor": reference.editors}
    roles["contributor"] = (*reference.organisers, *reference.contributors)
    context = {"cited": reference, "roles": roles, "licence": LICENCE, "schema": " ".join(SCHEMAS[name])}
    return write_xml(f"citing/{name}", context)


def write_erc(reference: Reference) -> str:
    """A record as those who attribute ARKs take it: who, what, when, where."""
    told = {"who": "; ".join(name.sorted for name in reference.authors), "what": reference.full_title}
    told |= {"when": reference.date or "(:unkn)", "where": reference.url, "note": reference.remark}
    told["id"] = reference.persistent_id
    return "erc:\n" + "".join(f"{name}: {clean(text)}\n" for name, text in told.items() if text) + "\n"
