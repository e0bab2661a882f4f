from .work import FurtherReading, Proposal, WorkDocument, WorkIndexPage, WorkPage

__all__ = ["FurtherReading", "Proposal", "WorkDocument", "WorkIndexPage", "WorkPage"]
