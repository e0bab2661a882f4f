"""JSON-LD: the words of schema.org, which search engines read."""

import json

from .model import CONSEIL, LICENCE, Name, Reference

MEDIA_TYPE = "application/ld+json; charset=utf-8"
PUBLISHER = {"@type": "GovernmentOrganization", "name": CONSEIL}


def make_names(names: tuple[Name, ...]) -> list[dict]:
    """Those who made it; the Conseil is a body of the State."""
    return [
        PUBLISHER
        if name.literal == CONSEIL
        else {"@type": "Organization" if name.literal else "Person", "name": name.display}
        for name in names
    ]


def make_data(reference: Reference) -> dict:
    """One reference; nothing empty in it."""
    others = reference.interviewers + reference.organisers + reference.contributors
    data = {
        "@context": "https://schema.org",
        "@type": reference.kind.schema,
        "@id": reference.url,
        "name": reference.full_title,
        "description": reference.abstract,
        # Whatever it is: an event or a person has no `usageInfo`.
        "disambiguatingDescription": reference.remark,
        "genre": reference.genre,
        "datePublished": reference.date,
        "inLanguage": reference.language,
        "url": reference.url,
        "identifier": reference.cited_url,
        "author": make_names(reference.authors),
        "editor": make_names(reference.editors),
        "contributor": make_names(others),
        "publisher": make_names((Name(literal=reference.publisher),))[0],
        "keywords": list(reference.keywords),
        "encoding": {"@type": "MediaObject", "contentUrl": reference.pdf, "encodingFormat": "application/pdf"}
        if reference.pdf
        else None,
        "license": LICENCE,
    }
    return {name: value for name, value in data.items() if value}


def write(reference: Reference) -> str:
    return json.dumps(make_data(reference), ensure_ascii=False, indent=1)
