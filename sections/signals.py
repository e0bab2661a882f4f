"""What the house tells itself without naming who listens."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.dispatch import Signal

#: Many contents are about to be made at once, in one transaction: who follows each may wait.
contents_loading = Signal()
#: They are made, or given up (`failed`); the transaction is about to end.
contents_loaded = Signal()
#: The transaction has ended: what was put off can be done now.
contents_committed = Signal()
_loading = False


def is_loading() -> bool:
    return _loading


@contextmanager
def loading_contents() -> Iterator[None]:
    """Make many contents at once; inside a transaction."""
    global _loading
    contents_loading.send(None)
    failed = _loading = True
    try:
        yield
        failed = False
    finally:
        _loading = False
        contents_loaded.send(None, failed=failed)
