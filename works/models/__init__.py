from .proposals import Proposal
from .work import FurtherReading, WorkDocument, WorkIndexPage, WorkPage

__all__ = ["FurtherReading", "Proposal", "WorkDocument", "WorkIndexPage", "WorkPage"]
