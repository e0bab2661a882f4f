"""Structured data of Café IA (schema.org): only what is known."""

from events.structured_data import CONTEXT, describe_party


def describe_page(page, request, kind: str) -> dict:
    """What every page says of itself."""
    data = {
        "@context": CONTEXT,
        "@type": kind,
        "name": page.title,
        "url": page.get_full_url(request),
        "identifier": page.reference,
        "inLanguage": page.locale.language_code,
    }
    if page.summary:
        data["description"] = page.marked_summary
    return data


def describe_learning_resource(page, request) -> dict:
    """A format or a resource."""
    data = describe_page(page, request, "LearningResource")
    data["learningResourceType"] = page.kind_label
    minutes = page.duration_max or page.duration_min
    creators = [describe_party(row) for row in page.creators]
    optional = {
        "creator": creators,
        "audience": {"@type": "Audience", "audienceType": page.display_audience} if page.display_audience else None,
        "timeRequired": minutes and f"PT{minutes}M",
        "license": page.licence,
        "sameAs": page.website,
    }
    return data | {name: value for name, value in optional.items() if value}


def describe_how_to(page, request) -> dict:
    """A kit; its steps when they are written."""
    data, minutes = describe_page(page, request, "HowTo"), page.duration_max or page.duration_min
    steps = [
        {"@type": "HowToStep", "position": number, "name": block.value["title"]}
        for number, block in enumerate(page.steps, 1)
    ]
    optional = {
        "step": steps,
        "supply": [{"@type": "HowToSupply", "name": item} for item in page.materials],
        "totalTime": minutes and f"PT{minutes}M",
    }
    return data | {name: value for name, value in optional.items() if value}
