from .index import ActionIndexPage
from .page import ActionPage
from .parts import ActionFigure, Session

__all__ = ["ActionFigure", "ActionIndexPage", "ActionPage", "Session"]
