from .announcements import Announcement
from .cafes import CafePage
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
