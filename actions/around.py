"""What stands around an action: its programme, its people, its editions, what came out of it."""

from django.db.models import F, Q

from content.models import ContributionRole, group_by_role, load_figures
from content.reading import read_stream
from sections.query import published
from sections.registry import get_section_for

#: The depth in the tree of an action that is a part of no other.
TOP_DEPTH = 4
#: More parts and editions than this are not shown.
MAX_RELATIVES = 150
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


def get_relatives(action) -> tuple:
    """(the public action that it is a part of, those under it in order, other editions of its series): one query."""
    wanted = Q(path__startswith=action.path, depth=action.depth + 1)
    if action.depth > TOP_DEPTH:
        wanted |= Q(path=action.path[: -action.steplen])
    if action.series:
        wanted |= Q(series=action.series)
    found = published(type(action).objects.filter(wanted)).exclude(translation_key=action.translation_key)
    found = found.select_related("locale").defer("body", "call").order_by(F("date").asc(nulls_last=True), "path")
    parent, programme, editions = None, [], []
    for page in found[:MAX_RELATIVES]:
        if page.path == action.path[: -action.steplen]:
            parent = page
        elif page.path.startswith(action.path):
            programme.append(page)
        else:
            editions.insert(0, page)
    return parent, programme, editions


def get_map_url(action) -> str:
    """The section's map, at the town of the action; the index stands above, at a known depth."""
    if not action.place:
        return ""
    index = (action.url or "/").rstrip("/").rsplit("/", action.depth - TOP_DEPTH + 1)[0]
    return f"{index}/carte/?city={action.place.slug}"


def fill_context(context: dict, action, links) -> None:
    """Everything that the template of an action shows around its text."""
    own = get_section_for(action)
    contributions = list(action.loaded_contributions)
    shown = {*ORGANISING, *SPEAKING}
    others = [role for role in ContributionRole.values if role not in shown]
    parent, programme, editions = get_relatives(action)
    known = {page.pk for page in programme}
    outcomes = [(section, pages) for section, pages in links.by_section if section is not own]
    related = [page for section, pages in links.by_section if section is own for page in pages if page.pk not in known]
    context.update(
        links=links,
        citing_pages=links.citing,
        contributions=contributions,
        speaking=group_by_role(contributions, [*SPEAKING, *others]),
        organising=group_by_role(contributions, ORGANISING),
        parent_action=parent,
        programme=programme,
        editions=editions,
        figures=load_figures(action),
        outcomes=outcomes,
        related_actions=related,
        sessions=action.ordered_sessions,
        reading=read_stream(action.body),
        map_url=get_map_url(action),
    )
