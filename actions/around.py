"""What stands around an action: its programme, its people, its editions, what came out of it."""

import dataclasses
import datetime

from content.models import ContributionRole, KeyFigure
from content.reading import read_stream
from sections.query import published
from sections.registry import get_section_for
from themes.labels import localize

#: The roles in the order of the page; a prize begins with its laureates.
ORGANISING = (ContributionRole.ORGANISER, ContributionRole.PUBLISHER, ContributionRole.PARTNER)
SPEAKING = (
    ContributionRole.LAUREATE,
    ContributionRole.JURY,
    ContributionRole.SPEAKER,
    ContributionRole.LEAD,
    ContributionRole.AUTHOR,
    ContributionRole.CONTRIBUTOR,
)


@dataclasses.dataclass
class RoleGroup:
    """The contributions in one role."""

    role: str
    label: str
    rows: list


def group_by_role(contributions, roles) -> list[RoleGroup]:
    """The contributions in `roles`, a group for each, in that order."""
    groups = []
    for role in roles:
        rows = [row for row in contributions if row.role == role]
        if rows:
            groups.append(RoleGroup(role, ContributionRole(role).label, rows))
    return groups


def get_programme(action) -> list:
    """The public actions under this one, in the order in which they take place; undated ones last."""
    children = published(type(action).objects.child_of(action))
    return list(children.select_related("locale").defer("body", "call").order_by("date", "start_time", "path"))


def get_editions(action) -> list:
    """The other public editions of the series, newest first."""
    if not action.series:
        return []
    others = published(type(action).objects.filter(series=action.series))
    others = others.exclude(translation_key=action.translation_key).select_related("locale").defer("body", "call")
    return list(others.order_by("-date")[:12])


def get_figures(action) -> list:
    """The key figures, in the language of the screen."""
    rows = [row.figure for row in action.figures.select_related("figure").order_by("sort_order")]
    return localize(KeyFigure, rows) if rows else []


def get_parent(action):
    """The public action that this one is a part of, or None."""
    if action.depth < 5:
        return None
    parent = published(type(action).objects.parent_of(action)).select_related("locale").defer("body", "call")
    return parent.first()


def get_map_url(action) -> str:
    """The section's map, at the town of the action."""
    index = get_section_for(action).get_index()
    return f"{index.url}carte/?city={action.place.slug}" if index and action.place else ""


def fill_context(context: dict, action, links) -> None:
    """Everything that the template of an action shows around its text."""
    own = get_section_for(action)
    contributions = list(action.loaded_contributions)
    shown = {*ORGANISING, *SPEAKING}
    others = [role for role in ContributionRole.values if role not in shown]
    programme = get_programme(action)
    known = {page.pk for page in programme}
    outcomes = [(section, pages) for section, pages in links.by_section if section is not own]
    related = [page for section, pages in links.by_section if section is own for page in pages if page.pk not in known]
    context.update(
        links=links,
        citing_pages=links.citing,
        contributions=contributions,
        speaking=group_by_role(contributions, [*SPEAKING, *others]),
        organising=group_by_role(contributions, ORGANISING),
        parent_action=get_parent(action),
        programme=programme,
        editions=get_editions(action),
        figures=get_figures(action),
        outcomes=outcomes,
        related_actions=related,
        sessions=sorted(action.sessions.all(), key=lambda row: (row.date, row.start_time or datetime.time.min)),
        reading=read_stream(action.body),
        map_url=get_map_url(action),
    )
