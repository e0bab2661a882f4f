# ruff: noqa: F401 — the models of contents, for those who import them from here.
from .citations import Citation
from .contributions import Contribution, ContributionRole, group_by_role, load_contributions
from .figures import FigureQualifier, KeyFigure, PageFigure, load_figures
from .identifiers import LastPath, PermanentIdentifier
from .links import LinkKind, PageLink
from .pages import ContentPage, ContentPageTag
from .references import RelatedReferences
from .versions import PublishedVersion, keep_version
