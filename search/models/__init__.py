from .documents import DocumentFacet, Family, Passage, PassageKind, SearchDocument
from .editors import PromotedResult, QueryCount, Synonym
from .queue import FileReport, IndexTask

__all__ = [
    "DocumentFacet",
    "Family",
    "FileReport",
    "IndexTask",
    "Passage",
    "PassageKind",
    "PromotedResult",
    "QueryCount",
    "SearchDocument",
    "Synonym",
]
