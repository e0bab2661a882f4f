from .documents import DocumentFacet, Passage, PassageKind, SearchDocument
from .editors import PromotedResult, QueryCount, Synonym
from .files import FileReport

__all__ = [
    "DocumentFacet",
    "FileReport",
    "Passage",
    "PassageKind",
    "PromotedResult",
    "QueryCount",
    "SearchDocument",
    "Synonym",
]
