from .index import CenumIndexPage
from .issue import CenumIssuePage

__all__ = ["CenumIndexPage", "CenumIssuePage"]
