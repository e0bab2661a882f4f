"""People and organisations in the words of schema.org."""

from django import template

register = template.Library()


def without_blanks(data: dict) -> dict:
    return {name: value for name, value in data.items() if value}


@register.simple_tag(takes_context=True)
def person_data(context, person) -> dict:
    """A person: name, function, organisation, page."""
    organisation = context.get("organisation")
    return without_blanks(
        {
            "@context": "https://schema.org",
            "@type": "Person",
            "name": person.name,
            "jobTitle": person.role,
            "affiliation": organisation and {"@type": "Organization", "name": organisation.name},
            "url": context["request"].build_absolute_uri(person.get_absolute_url()),
        }
    )


@register.simple_tag(takes_context=True)
def register_organisation_data(context, organisation) -> dict:
    """An organisation of the register: names, website, page."""
    parent = context.get("parent")
    return without_blanks(
        {
            "@context": "https://schema.org",
            "@type": "Organization",
            "name": organisation.name,
            "alternateName": organisation.acronym,
            "parentOrganization": parent and {"@type": "Organization", "name": parent.name},
            "sameAs": organisation.website,
            "url": context["request"].build_absolute_uri(organisation.get_absolute_url()),
        }
    )
