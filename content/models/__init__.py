from .citations import Citation
from .contributions import Contribution, ContributionRole, load_contributions
from .figures import FigureQualifier, KeyFigure, PageFigure, load_figures
from .identifiers import LastPath, PermanentIdentifier
from .links import LinkKind, PageLink
from .pages import ContentPage, ContentPageTag
from .references import RelatedReferences

__all__ = [
    "Citation",
    "ContentPage",
    "ContentPageTag",
    "Contribution",
    "ContributionRole",
    "FigureQualifier",
    "KeyFigure",
    "LastPath",
    "LinkKind",
    "PageFigure",
    "PageLink",
    "PermanentIdentifier",
    "RelatedReferences",
    "load_contributions",
    "load_figures",
]
