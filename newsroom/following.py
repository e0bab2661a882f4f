"""What follows what, in order: a publication after the last approval, and the steps after a publication.

A publication first saves the page and what belongs to it; each of these saves asks the search to look
again (`search.indexing.signals`) and gives a new thing its permanent identifier (`content.signals`). Then
come the steps below, in the transaction of the publication: all of it is done, or none. The reasons of the
order stand beside it.

Wagtail imports this module while its own models are being made: it imports none at its top.
"""

from django.core import checks
from wagtail.signals import page_published, page_unpublished, post_page_move

from sections.following import MOVE, PUBLICATION, RESTORATION, WITHDRAWAL, steps

ORDER = {
    PUBLICATION: (
        # The address first: what is written of the page later may quote it.
        "content.address",
        "content.rows",
        "content.versions",
        "care.lost_references",
        # No failure is left to tell of.
        "newsroom.failures",
        # Last: it only asks for something that is done once the transaction has ended.
        "newsroom.translations",
    ),
    WITHDRAWAL: (
        "content.address",
        # Last: each translation that leaves goes through these steps itself.
        "newsroom.translations",
    ),
    MOVE: ("content.address", "search.tree"),
    # By `newsroom.bin.restoring`, for each page, file or entry.
    RESTORATION: ("care.lost_references",),
}
SIGNALS = {PUBLICATION: page_published, WITHDRAWAL: page_unpublished, MOVE: post_page_move}


def connect() -> None:
    """Follow what Wagtail does to pages."""
    for event, signal in SIGNALS.items():
        signal.connect(lambda event=event, **kwargs: follow(event, kwargs["instance"]), weak=False, dispatch_uid=event)


def follow(event: str, page) -> None:
    for name in ORDER[event]:
        steps[event][name](page)


@checks.register()
def check_order(app_configs, **kwargs) -> list:
    """Every step that a room declares has its place in the order, and every place its step."""
    found = []
    for event, names in ORDER.items():
        for name in steps[event].keys() - set(names):
            hint = "Give it its place in newsroom.following.ORDER."
            found.append(checks.Error(f"The step {name!r} of a {event} stands in no order.", hint, id="newsroom.E001"))
        for name in set(names) - steps[event].keys():
            hint = "Is its module loaded by ready()? Else take it out of newsroom.following.ORDER."
            found.append(checks.Error(f"No room declares the step {name!r} of a {event}.", hint, id="newsroom.E002"))
    return found


def publish_approved(workflow_state, user=None) -> None:
    """What a workflow does at its end (`WAGTAIL_FINISH_WORKFLOW_ACTION`)."""
    from .guard import publish_approved as publish

    publish(workflow_state, user)
