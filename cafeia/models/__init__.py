from .announcements import Announcement
from .cafes import CafePage
from .facilitators import Exchange, Facilitator
from .fit import FitModel
from .formats import AnimationFormatPage
from .guide import GuidePage
from .kits import KitPage
from .landing import CafeIaIndexPage, ContactPoint, HostVenues, KeyDate, LandingFigure, Objective, Partner
from .resources import ResourcePage
from .rooms import CafeIndexPage, FormatIndexPage, KitIndexPage, ResourceIndexPage

__all__ = [
    "AnimationFormatPage",
    "Announcement",
    "CafeIaIndexPage",
    "CafeIndexPage",
    "CafePage",
    "ContactPoint",
    "Exchange",
    "Facilitator",
    "FitModel",
    "FormatIndexPage",
    "GuidePage",
    "HostVenues",
    "KeyDate",
    "KitIndexPage",
    "KitPage",
    "LandingFigure",
    "Objective",
    "Partner",
    "ResourceIndexPage",
    "ResourcePage",
]
