"""People and organisations in the words of schema.org."""

from django import template

register = template.Library()


def describe(context, kind: str, thing, **data) -> dict:
    """Its name, its page, and of `data` what is known."""
    url = context["request"].build_absolute_uri(thing.get_absolute_url())
    known = {name: value for name, value in data.items() if value}
    return {"@context": "https://schema.org", "@type": kind, "name": thing.name, **known, "url": url}


def name_organisation(organisation) -> dict | None:
    return organisation and {"@type": "Organization", "name": organisation.name}


@register.simple_tag(takes_context=True)
def person_data(context, person) -> dict:
    """A person: name, function, organisation, page."""
    affiliation = name_organisation(context.get("organisation"))
    return describe(context, "Person", person, jobTitle=person.role, affiliation=affiliation)


@register.simple_tag(takes_context=True)
def register_organisation_data(context, organisation) -> dict:
    """An organisation of the register: names, website, page."""
    named = {"alternateName": organisation.acronym, "parentOrganization": name_organisation(context.get("parent"))}
    return describe(context, "Organization", organisation, **named, sameAs=organisation.website)
