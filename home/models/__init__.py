from .home import FeaturedPage, HomeFigure, HomePage
from .settings import SiteSettings
from .standard import AccessibilityPage, ContactPage, StandardPage

__all__ = [
    "AccessibilityPage",
    "ContactPage",
    "FeaturedPage",
    "HomeFigure",
    "HomePage",
    "SiteSettings",
    "StandardPage",
]
