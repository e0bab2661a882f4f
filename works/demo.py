"""What the demo content of the section asks of a fact."""

import warnings

from django.template import Library

from content.printing import CannotPrint

from .choices import ProposalName
from .models import WorkPage
from .printing import print_work

#: What each work calls its recommendations; `counts` of the facts uses the plural.
PROPOSAL_NAMES = {
    "leviers": ProposalName.LEVIER,
    "pistes": ProposalName.PISTE,
    "recommandations": ProposalName.RECOMMANDATION,
    "axes_prioritaires": ProposalName.AXE,
    "orientations_prioritaires": ProposalName.ORIENTATION,
    "axes": ProposalName.AXE,
    "points_fondamentaux": ProposalName.POINT,
}

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
def proposal_name(counts: dict) -> str | None:
    return next((name for key, name in PROPOSAL_NAMES.items() if key in counts), None)


@register.filter
def proposal_count(counts: dict) -> int | None:
    return next((counts[key] for key in PROPOSAL_NAMES if key in counts), None)


@register.filter
def function(person: dict | None) -> str | None:
    """The function of a person of the facts, the first one if there are several; none of who is only a speaker."""
    if person and person["role"] and person["kind"] != "intervenant":
        return person["role"].split("\u202f;")[0].split(" ;")[0].strip()
    return None
