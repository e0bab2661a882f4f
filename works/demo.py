"""What the demo content of the section asks of a fact."""

import warnings

from django.template import Library

from content.printing import CannotPrint

from .choices import ProposalName
from .models import WorkPage
from .printing import print_work

register = Library()


def load(demo) -> None:
    demo.at_end(attach_texts)


def attach_texts(demo) -> None:
    """Give the works that have a text its PDF, where pages can be drawn."""
    for work in [page for page in demo.published if isinstance(page, WorkPage) and page.chapter_list]:
        try:
            print_work(work)
        except CannotPrint as error:
            warnings.warn(str(error), stacklevel=1)
            return
        demo.publish(work)


@register.filter
def proposals(counts: dict) -> tuple[str, int] | None:
    """What a work calls its recommendations, and how many it has: `axes_prioritaires` of its counts are « axes »."""
    found = [(key.partition("_")[0].removesuffix("s"), number) for key, number in counts.items()]
    own = set(ProposalName.values) - {ProposalName.PROPOSITION}
    return next((pair for pair in found if pair[0] in own), None)


@register.filter
def function(person: dict | None) -> str | None:
    """The function of a person of the facts, the first one if there are several; none of who is only a speaker."""
    if person and person["role"] and person["kind"] != "intervenant":
        return person["role"].split("\u202f;")[0].split(" ;")[0].strip()
    return None
