from .facts import FactGroup, InstitutionFact, Milestone
from .mandates import MandateScope, MandatesPage, MandateTerm
from .pages import CouncilPage, FiguresPage, StatutePage, TimelinePage
from .print_orders import OfferedWork, PrintOrderPage
from .print_requests import PrintRequest, PrintRequestItem

__all__ = [
    "CouncilPage",
    "FactGroup",
    "FiguresPage",
    "InstitutionFact",
    "MandateScope",
    "MandateTerm",
    "MandatesPage",
    "Milestone",
    "OfferedWork",
    "PrintOrderPage",
    "PrintRequest",
    "PrintRequestItem",
    "StatutePage",
    "TimelinePage",
]
