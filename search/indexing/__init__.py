"""Indexing: what is found of each thing of the site (`build`), when (`queue`), and all of it again (`rebuild`)."""


def process(*args, **kwargs):
    """Do the tasks of the queue that are due: see `search.indexing.queue.process`."""
    from .queue import process

    return process(*args, **kwargs)


def reindex(*args, **kwargs):
    """Write every document anew: see `search.indexing.rebuild.reindex`."""
    from .rebuild import reindex

    return reindex(*args, **kwargs)
