"""Structured data of Café IA (schema.org): only what is known."""

from sections.dates import iso_partial

from .choices import CafeStatus

CONTEXT = "https://schema.org"


def describe_organisation(contributor) -> dict:
    """A person or an organisation by name."""
    kind = "Person" if contributor._meta.model_name == "person" else "Organization"
    return {"@type": kind, "name": contributor.name}


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
        data["description"] = page.summary
    return data


def describe_learning_resource(page, request) -> dict:
    """A format or a resource."""
    data = describe_page(page, request, "LearningResource")
    data["learningResourceType"] = page.kind_label
    creators = [describe_organisation(row.contributor) for row in page.creators]
    optional = {
        "creator": creators,
        "audience": {"@type": "Audience", "audienceType": page.display_audience} if page.display_audience else None,
        "timeRequired": describe_minutes(page.duration_max or page.duration_min),
        "license": page.licence,
        "sameAs": page.website,
    }
    return data | {name: value for name, value in optional.items() if value}


def describe_minutes(minutes: int | None) -> str:
    """An ISO 8601 duration, or ""."""
    return f"PT{minutes}M" if minutes else ""


def describe_how_to(page, request) -> dict:
    """A kit; its steps when they are written."""
    data = describe_page(page, request, "HowTo")
    steps = [
        {"@type": "HowToStep", "position": number, "name": block.value["title"]}
        for number, block in enumerate(page.steps, 1)
    ]
    optional = {
        "step": steps,
        "supply": [{"@type": "HowToSupply", "name": item} for item in page.materials],
        "totalTime": describe_minutes(page.duration_max or page.duration_min),
    }
    return data | {name: value for name, value in optional.items() if value}


def describe_event(page, request) -> dict:
    """A café: its date as far as it is known, its place or that it is online."""
    data = describe_page(page, request, "Event")
    status = "EventCancelled" if page.status == CafeStatus.CANCELLED else "EventScheduled"
    data["eventStatus"] = f"{CONTEXT}/{status}"
    start, precision = (page.date, page.date_precision) if page.date else (page.period_start, page.period_precision)
    if start:
        data["startDate"] = iso_partial(start, precision)
        if page.start_time and precision == "day":
            data["startDate"] += f"T{page.start_time:%H:%M}"
    if page.period_end:
        data["endDate"] = iso_partial(page.period_end, page.period_precision)
    locations = []
    if page.place or page.venue:
        address = {"@type": "PostalAddress", "addressCountry": "FR"}
        if page.place:
            address |= {"addressLocality": page.place.name, "addressCountry": page.place.country}
            if page.place.region_name:
                address["addressRegion"] = page.place.region_name
        locations.append({"@type": "Place", "name": page.venue or page.place.name, "address": address})
    if page.online:
        locations.append({"@type": "VirtualLocation", "url": page.website or page.get_full_url(request)})
    if locations:
        data["location"] = locations if len(locations) > 1 else locations[0]
        mode = "Mixed" if len(locations) > 1 else "Online" if page.online else "Offline"
        data["eventAttendanceMode"] = f"{CONTEXT}/{mode}EventAttendanceMode"
    if page.hosts:
        data["organizer"] = [describe_organisation(row.contributor) for row in page.hosts]
    return data
