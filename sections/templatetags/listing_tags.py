"""How a listing's filters are laid out: the first as chips when its words are short, the rest as a form."""

from django import template

from ..listing import ActiveFacet, Listing

register = template.Library()

#: A facet with more values or longer words than these is not laid out as chips.
MAX_CHIPS, MAX_CHIP_LENGTH = 14, 28
#: Values that come last, however many they are.
OTHER = {"autre", "other"}


def _is_quick(facet: ActiveFacet) -> bool:
    is_short = all(len(option.label) <= MAX_CHIP_LENGTH and not option.level for option in facet.options)
    return is_short and 1 < len(facet.options) <= MAX_CHIPS


@register.simple_tag
def quick_chips(listing: Listing) -> list[dict]:
    """The first facet's values when they are few and short, as links that choose them or give them up."""
    facets = listing.active_facets
    if not facets or not _is_quick(facets[0]):
        return []
    name = facets[0].name
    return [
        {"option": option, "url": listing.url(**{"remove" if option.selected else "add": (name, option.value)})}
        for option in sorted(facets[0].options, key=lambda option: option.value in OTHER)
    ]


@register.simple_tag
def form_facets(listing: Listing) -> list[ActiveFacet]:
    """The facets of the form: all of them, but the first when it is laid out as chips."""
    facets = listing.active_facets
    start = 1 if facets and _is_quick(facets[0]) else 0
    return [facet for facet in facets[start:] if shown_options(facet)]


@register.simple_tag
def hidden_values(listing: Listing) -> list[tuple[str, str]]:
    """What the form must carry on without showing it: words, sort, values that have no box in it."""
    shown = {facet.name: {option.value for option in shown_options(facet)} for facet in form_facets(listing)}
    hidden = [
        (name, value) for name, values in listing.values.items() for value in values if value not in shown.get(name, ())
    ]
    if listing.words:
        hidden.insert(0, ("q", listing.words))
    if listing.sort != next(iter(listing.sorts)):
        hidden.append(("sort", listing.sort))
    return hidden


@register.simple_tag
def shown_options(facet: ActiveFacet) -> list:
    """The options of a facet that the form shows: the first ones, and those that are selected."""
    return [option for n, option in enumerate(facet.options) if n < facet.facet.shown or option.selected]
