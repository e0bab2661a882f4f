"""The engines, by name. The settings say where they are and which one answers; nothing else names one."""

from functools import cache

from django.conf import settings
from django.db import connection
from django.utils.module_loading import import_string

from .base import Engine


def get_database_name() -> str:
    """The name of the engine of the default database."""
    return connection.vendor


def get_default_name() -> str:
    """The engine that answers: that of the settings, else the database's."""
    return settings.SEARCH_ENGINE or get_database_name()


@cache
def _make(name: str) -> Engine:
    engine = import_string(settings.SEARCH_ENGINES[name])()
    engine.name = name
    return engine


def get_engine(name: str | None = None) -> Engine:
    """Return an engine, by default the one of the settings.

    Raises KeyError for a name that no setting knows.
    """
    return _make(name or get_default_name())
