"""The lists that one may subscribe to: each room declares its own in `ready()` of its app, with `register`."""

import dataclasses
from collections.abc import Callable


@dataclasses.dataclass(frozen=True)
class MailingList:
    """What one may ask for; texts are lazy."""

    #: ASCII, unique, never changed: `Subscription.list`.
    code: str
    label: str
    #: What is agreed to, shown in the form and kept as the proof of it.
    consent: str
    #: Of a list of many things: the name of what a `Subscription` follows, in the active language.
    describe: Callable[[object], str] | None = None


#: Code → list; that of an app that was taken out is not there.
LISTS: dict[str, MailingList] = {}


def register(mailing_list: MailingList) -> None:
    if LISTS.setdefault(mailing_list.code, mailing_list) != mailing_list:
        raise ValueError(f"Two lists are called {mailing_list.code!r}.")


def describe(subscription) -> str:
    """The name of what a subscription is for."""
    known = LISTS.get(subscription.list)
    if known is None:
        return subscription.list
    return known.describe(subscription) if known.describe else str(known.label)
