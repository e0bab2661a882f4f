"""What is done when a page is published, withdrawn or moved, or anything is brought back from the bin: each room names its steps, one file orders them.

The newsroom says in what order (`newsroom.following`), since it stands above the rooms that follow.
"""

from collections.abc import Callable

PUBLICATION, WITHDRAWAL, MOVE, RESTORATION = EVENTS = ("publication", "withdrawal", "move", "restoration")

#: Event → name of a step → what it does with the page, in the transaction of the event.
steps: dict[str, dict[str, Callable]] = {event: {} for event in EVENTS}


def follows(event: str, name: str) -> Callable:
    """Make a function of a page a step: `@follows(PUBLICATION, "content.address")`, in a module that `ready()` loads.

    It is given the page as it stands then. What it raises undoes the event.
    """

    def register(step: Callable) -> Callable:
        steps[event][name] = step
        return step

    return register
