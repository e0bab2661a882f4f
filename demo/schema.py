"""What a record of each facts file must hold, so that a broken one is named before anything is written.

A type is one of: text, bool, number, date, period, reference, record (a JSON object), or any of
them in `[…]` for a list; a final `?` lets the field be null. A reference is the id of a record of
any file.
"""

from content.models import FigureQualifier
from people.models import OrganisationKind

DATED = {"date": "date?", "date_precision": "text?"}
CHECKED = {"uncertain": "bool", "note": "text?"}

SCHEMA = {
    "themes": {"label_fr": "text", "label_en": "text", "broader": "reference?"},
    "tags": {
        "label": "text",
        "themes": "[reference]",
        "works": "[reference]",
        "paroles": "[reference]",
        "actions": "[reference]",
        "cenum": "[reference]",
    },
    "organisations": {
        "name": "text",
        "acronym": "text?",
        "aliases": "[text]",
        "kind": "text",
        "parent": "reference?",
        "country": "text?",
        "note": "text?",
    },
    "people": {
        "name": "text",
        "aliases": "[text]",
        "role": "text?",
        "organisation": "reference?",
        "kind": "text",
        "other_kinds": "[text]",
        "other_roles": "[text]",
        "years": "text?",
        **CHECKED,
    },
    "figures": {
        "group": "text",
        "label": "text",
        "value": "number",
        "qualifier": "text",
        "unit": "text",
        "period": "text?",
        "related": "[reference]",
        "conflicts_with": "[reference]",
        "note": "text?",
    },
    "works": {
        "title": "text",
        "subtitle": "text?",
        "other_titles": "[text]",
        "kind": "text",
        "also_called": "[text]",
        "kind_detail": "text?",
        **DATED,
        "period": "period?",
        "authorship": "text",
        "lead_members": "[reference]",
        "authors": "[reference]",
        "contributors": "[reference]",
        "partners": "[reference]",
        "publisher": "reference?",
        "related_works": "[reference]",
        "related_actions": "[reference]",
        "related_paroles": "[reference]",
        "themes": "[reference]",
        "counts": "record",
        "proposals": "[record]",
        **CHECKED,
    },
    "paroles": {
        "label": "text",
        "persons": "[reference]",
        "organisations": "[reference]",
        "related_work": "reference?",
        "related_actions": "[reference]",
        "topic": "text?",
        "rubric": "text",
        **DATED,
        "themes": "[reference]",
        **CHECKED,
    },
    "references": {
        "title": "text",
        "kind": "text",
        "authors": "[reference]",
        "publisher": "reference?",
        **DATED,
        "related": "[reference]",
        "note": "text?",
    },
    "institution": {"label": "text", "value": "text", **DATED, "related": "[reference]", "note": "text?"},
    "actions": {"title": "text", "kind": "text", "themes": "[reference]", **CHECKED},
    "cenum": {"title": "text", **DATED, "themes": "[reference]"},
    "cafeia/key_dates": {"label": "text", **DATED, **CHECKED},
    "cafeia/partners": {"organisation": "reference", "role": "text"},
    "cafeia/formats": {
        "name": "text",
        "creators": "[reference]",
        "type": "text?",
        "duration": "text?",
        "audience": "text?",
        "licence": "text?",
        "known_sessions": "[reference]",
        **CHECKED,
    },
    "cafeia/resources": {
        "name": "text",
        "kind": "text",
        "creators": "[reference]",
        "licence": "text?",
        "count": "number?",
        "note": "text?",
    },
    "cafeia/kits": {"name": "text", "steps": "number?", "components": "[text]", "note": "text?"},
    "cafeia/sessions": {
        "title": "text",
        "kind": "text",
        "status": "text",
        **DATED,
        "time": "text?",
        "city": "text?",
        "department": "text?",
        "region": "text?",
        "place": "text?",
        "online": "bool?",
        "hosts": "[reference]",
        "topic": "text?",
        "format": "reference?",
        "participants": "number?",
        "action": "reference?",
        **CHECKED,
    },
    "cafeia/recurring": {
        "title": "text",
        "weekday": "text",
        "time": "text?",
        "online": "bool?",
        "action": "reference?",
    },
    "cafeia/objectives": {"label": "text", "phase": "text"},
    "cafeia/host_venues": {"labels": "[text]"},
    "cafeia/contacts": {"address": "text", "type": "text", "scope": "text"},
    "timeline": {"label": "text", **DATED, "related": "[reference]", **CHECKED},
}

#: Fields that take one value of a list.
CHOICES = {
    ("organisations", "kind"): OrganisationKind.values,
    ("figures", "qualifier"): FigureQualifier.values,
    ("works", "authorship"): ["conseil", "membres", "secretariat_general", "partenaire"],
    ("cafeia/sessions", "kind"): ["cafe", "cafe_animation"],
    ("cafeia/sessions", "status"): ["passe", "annonce"],
    ("cafeia/recurring", "weekday"): ["mardi", "jeudi"],
    ("cafeia/objectives", "phase"): ["fondation", "annee_2"],
    ("cafeia/contacts", "type"): ["courriel", "site"],
    ("paroles", "rubric"): ["paroles_de", "entretien", "echange_mentionne", "entretien_interne"],
}

#: Records inside records.
NESTED = {("works", "proposals"): {"n": "number", "group": "text?", "title": "text"}}
