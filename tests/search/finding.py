"""What is found and what is indexed, in the engine of the run's database."""

from django.db import connection

from search.contract import SearchQuery
from search.engines import get_engine
from search.service import search


def find(text: str, language: str = "fr") -> list[str]:
    """The titles that answer, best first."""
    return [item.document.title for item in search(SearchQuery(text=text, language=language)).items]


def get_indexed() -> set[int]:
    return get_engine(connection.vendor).get_indexed()
