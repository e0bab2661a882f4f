from .index import WorkIndexPage
from .proposals import Proposal
from .work import FurtherReading, WorkDocument, WorkPage

__all__ = ["FurtherReading", "Proposal", "WorkDocument", "WorkIndexPage", "WorkPage"]
