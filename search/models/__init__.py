from .documents import DocumentFacet, Family, Passage, PassageKind, SearchDocument
from .editors import PromotedResult, QueryCount, Synonym
from .files import FileReport

__all__ = [
    "DocumentFacet",
    "Family",
    "FileReport",
    "Passage",
    "PassageKind",
    "PromotedResult",
    "QueryCount",
    "SearchDocument",
    "Synonym",
]
