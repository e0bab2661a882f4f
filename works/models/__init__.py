from .proposals import FollowUp, Proposal
from .work import FurtherReading, WorkDocument, WorkIndexPage, WorkPage

__all__ = ["FollowUp", "FurtherReading", "Proposal", "WorkDocument", "WorkIndexPage", "WorkPage"]
