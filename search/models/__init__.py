from .alerts import AlertHit
from .documents import DocumentFacet, Passage, PassageKind, SearchDocument
from .editors import PromotedResult, QueryCount, Synonym
from .files import FileReport

__all__ = [
    "AlertHit",
    "DocumentFacet",
    "FileReport",
    "Passage",
    "PassageKind",
    "PromotedResult",
    "QueryCount",
    "SearchDocument",
    "Synonym",
]
